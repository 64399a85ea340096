"""One person or body under its spellings, transliterations, titles and acronyms.

`speaker_key` names a speaker from its words alone; equal keys are one speaker. `same_speaker` judges two names and says why;
what many names mean when they are seen together is for `identity.group`. What an operator merged or split (`Aliases`) wins
over everything. Nothing is merged on likeness of the family name alone, and an unnamed speaker ("officials") is never one
with a speaker of another article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from rapidfuzz.distance import JaroWinkler

from services.store.countries import countries_in, country, fold, without_countries
from services.store.lexicons import load
from shared.claims import SpeakerKind

NEAR_SPELLING = 0.93  # Jaro-Winkler
Decision = Literal["same", "different", "unsure"]


@dataclass(frozen=True, slots=True, order=True)
class Speaker:
    """A speaker as an article names it: `name` is the canonical name there, `article` what tells that article apart."""

    name: str
    kind: SpeakerKind
    article: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Whether two names mean one speaker, with the reason in plain words."""

    decision: Decision
    reason: str


@dataclass(frozen=True, slots=True)
class Aliases:
    """What operators decided, by speaker key: groups that are one speaker, and pairs that are not."""

    merged: tuple[frozenset[str], ...] = ()
    split: frozenset[frozenset[str]] = frozenset()

    def says(self, a: str, b: str) -> Decision | None:
        """The operators' word on two keys; a split wins over a merge. Null where they said nothing."""
        if frozenset((a, b)) in self.split:
            return "different"
        return "same" if any(a in group and b in group for group in self.merged) else None


@dataclass(frozen=True, slots=True)
class Person:
    """A person's names, folded and under one spelling for all their transliterations."""

    family: str
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """What a body's name says: its key, the countries in it, its other words, the letters of its acronym, whether it is one."""

    key: str
    countries: frozenset[str]
    words: frozenset[str]
    initials: str
    is_acronym: bool
    length: int

    @property
    def has_acronym(self) -> bool:
        """Whether an acronym of it has letters enough to be told from another one's."""
        return len(self.initials) > 2


NO_ALIASES = Aliases()


@lru_cache(maxsize=10_000)
def speaker_key(name: str, kind: SpeakerKind, article: str = "") -> str:
    """The key of a speaker: "person:volodimir zelenski", "body:UA defence ministry", "unnamed:<article>:officials".

    Outlets, organisations and documents share the prefix "body", because the same name is read now as one, now as another.
    """
    if kind == "unnamed":
        return f"unnamed:{article}:{fold(name.removeprefix('unnamed:'))}"
    if kind == "person":
        one = person(name)
        return f"person:{' '.join((*one.given, one.family))}"
    return f"body:{body(name).key}"


def block_key(name: str, kind: SpeakerKind, article: str = "") -> str:
    """What two names must share to be worth comparing: an indexable column.

    Of a person the beginning of the family name. Of a body the letters that an acronym of three or more would have, else the
    words of its name without countries: initials alone would make one block of all councils of towns with a C.
    """
    if kind == "unnamed":
        return speaker_key(name, kind, article)
    if kind == "person":
        return f"person:{person(name).family[:4]}"
    known = body(name)
    if known.key in load("names")["bodies"]:
        return f"body:{known.key}"
    return f"body:{known.initials if known.has_acronym else ' '.join(sorted(known.words))}"


def same_speaker(a: Speaker, b: Speaker, aliases: Aliases = NO_ALIASES) -> Match:
    """Whether two names mean one speaker; "unsure" where the names alone cannot tell (a bare family name, an acronym)."""
    keys = speaker_key(a.name, a.kind, a.article), speaker_key(b.name, b.kind, b.article)
    told = aliases.says(*keys)
    if told:
        return Match(told, "an operator said so")
    if keys[0] == keys[1]:
        return Match("same", "the names are the same but for spelling, title or word order")
    if "unnamed" in (a.kind, b.kind):
        return Match("different", "an unnamed speaker is one with nobody else")
    if (a.kind == "person") != (b.kind == "person"):
        return Match("different", "one is a person, the other a body")
    return _same_person(person(a.name), person(b.name)) if a.kind == "person" else _same_body(body(a.name), body(b.name))


@lru_cache(maxsize=10_000)
def person(name: str) -> Person:
    """Family and given names of a person, folded: titles, particles, initials' dots and what follows a comma are gone."""
    data = load("names")
    tokens = _without_titles(fold(re.sub(r"(?<=\w)-(?=\w)", " ", name.split(",", 1)[0])).split(), data)
    tokens = [t for t in tokens if t not in data["suffixes"]] or tokens
    kept = [t for t in tokens[:-1] if t not in data["particles"]] + tokens[-1:]
    if len(kept) > 1 and kept[0] in data["family_first"] and len(kept[-1]) <= 6:
        return Person(transliterated(kept[0]), (transliterated("".join(kept[1:])),))
    return Person(transliterated(kept[-1]) if kept else "", tuple(_given(t) for t in kept[:-1]))


def _without_titles(tokens: list[str], data: dict[str, Any]) -> list[str]:
    """Drops everything up to the last title that still leaves a name: "Ukrainian President Volodymyr Zelenskyy"."""
    titles, ambiguous = set(data["titles"]), set(data["also_names"])
    start = 0
    for i, token in enumerate(tokens[:-1]):
        if token in titles and (token not in ambiguous or i == start):
            start = i + 1
    return tokens[start:]


@lru_cache(maxsize=10_000)
def transliterated(name: str) -> str:
    """A folded name under one spelling for all its transliterations: "zelenskyy" and "zelenskiy" give "zelenski"."""
    for pattern, replacement in load("names")["folds"]:
        name = re.sub(pattern, replacement, name)
    return name


@lru_cache(maxsize=10_000)
def _given(name: str) -> str:
    """A given name under its first form in the lexicon, so that Volodymyr and Vladimir meet."""
    for line in load("names")["given"]:
        if name in line.split():
            return transliterated(str(line.split()[0]))
    return transliterated(name)


def _same_person(a: Person, b: Person) -> Match:
    alike = a.family == b.family
    near = not alike and len(a.family) > 5 and JaroWinkler.similarity(a.family, b.family) >= NEAR_SPELLING
    if not alike and not (near and a.given and b.given):
        return Match("different", "the family names differ")
    if not a.given or not b.given:
        return Match("unsure", "only the family name is given, and several people may bear it")
    if not given_agree(a.given[0], b.given[0]):
        return Match("different", "one family name, but different given names")
    if len(a.given) > 1 and len(b.given) > 1 and not given_agree(a.given[1], b.given[1]):
        return Match("different", "the middle names differ")
    if 1 in (len(a.given[0]), len(b.given[0])):
        return Match("unsure", "the initial fits, but others may share it")
    return Match("same", "the given names agree and the family names differ only in spelling")


def given_agree(a: str, b: str) -> bool:
    if 1 in (len(a), len(b)):
        return a[0] == b[0]
    return a == b or (len(a) > 4 and JaroWinkler.similarity(a, b) >= NEAR_SPELLING)


@cache
def _body_names() -> dict[str, str]:
    return {_sorted_words(fold(n)): code for code, names in load("names")["bodies"].items() for n in names.split(";")}


def _body_key(name: str) -> str:
    """A body's key: the code of a well-known one, else countries' codes and the sorted words of its name."""
    bare = re.sub(r"\s*\([^)]*\)", "", name)
    known = _body_names().get(_sorted_words(fold(bare)))
    if known:
        return known
    whole = country(bare, seats=True)
    if whole:
        return f"{whole} government"
    codes = countries_in(bare)
    words = _sorted_words(without_countries(bare))
    return " ".join((*sorted(codes), words)).strip() or fold(bare)


def _sorted_words(folded: str) -> str:
    data = load("names")
    words = [data["spellings"].get(w, w) for w in folded.split() if w not in data["body_stop"]]
    return " ".join(sorted(words))


@lru_cache(maxsize=10_000)
def body(name: str) -> Body:
    """What a body's name says."""
    key, countries = _body_key(name), frozenset(countries_in(name))
    words = frozenset(without_countries(key.lower()).split()) - {code.lower() for code in countries}
    is_acronym = re.fullmatch(r"(?:[Tt]he )?[A-Z.]{3,9}", name) is not None
    return Body(key, countries, words, _initials(name, key), is_acronym, len(name))


def _initials(name: str, key: str) -> str:
    """The letters that an acronym of a body would have, sorted, countries left out; an acronym's own letters."""
    bare = re.sub(r"^[Tt]he ", "", re.sub(r"\s*\([^)]*\)", "", name)).strip()
    if re.fullmatch(r"[A-Z.]{2,9}", bare):
        return "".join(sorted(fold(bare)))
    return "".join(sorted(w[0] for w in key.split() if not w.isupper()))


def _same_body(a: Body, b: Body) -> Match:
    if a.countries and b.countries and a.countries != b.countries:
        return Match("different", "they belong to different countries")
    if a.words and a.words == b.words:
        return Match("unsure", "one of the names does not say of which country")
    short = min((a, b), key=lambda one: one.length)
    if short.has_acronym and short.is_acronym and a.initials == b.initials:
        return Match("unsure", "the acronym fits the name")
    if len(a.words & b.words) > 1 and (a.words < b.words or b.words < a.words) and a.countries == b.countries:
        return Match("unsure", "one name is the other one shortened")
    return Match("different", "the names differ")
