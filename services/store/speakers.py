"""One person or body under its spellings, transliterations, titles and acronyms.

`speaker_key` names a speaker from its words alone; equal keys are one speaker. `same_speaker` judges two names and says why;
`group` settles a whole set, where a bare family name or acronym joins the one fuller name it can mean, and stays alone where
it could mean two. What an operator merged or split (`Aliases`) wins over everything. Nothing is merged on likeness of the
family name alone, and an unnamed speaker ("officials") is never one with a speaker of another article.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from rapidfuzz.distance import JaroWinkler

from services.store.countries import countries_in, country, fold, without_countries
from services.store.lexicons import load
from shared.claims import SpeakerKind

NEAR_SPELLING = 0.93
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
class _Person:
    family: str
    given: tuple[str, ...]


NO_ALIASES = Aliases()


@lru_cache(maxsize=10_000)
def speaker_key(name: str, kind: SpeakerKind, article: str = "") -> str:
    """The key of a speaker: "person:volodimir zelenski", "body:UA defence ministry", "unnamed:<article>:officials".

    Outlets, organisations and documents share the prefix "body", because the same name is read now as one, now as another.
    """
    if kind == "unnamed":
        return f"unnamed:{article}:{fold(name.removeprefix('unnamed:'))}"
    if kind == "person":
        person = _person(name)
        return f"person:{' '.join((*person.given, person.family))}"
    return f"body:{_body(name)}"


def block_key(name: str, kind: SpeakerKind, article: str = "") -> str:
    """What two names must share to be worth comparing: an indexable column. The family name of a person, a body's initials."""
    if kind == "unnamed":
        return speaker_key(name, kind, article)
    if kind == "person":
        return f"person:{_person(name).family[:4]}"
    key = _body(name)
    return f"body:{key if key in load('names')['bodies'] else _initials(name)}"


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
    return _same_person(_person(a.name), _person(b.name)) if a.kind == "person" else _same_body(a.name, b.name)


def group(speakers: Iterable[Speaker], aliases: Aliases = NO_ALIASES) -> dict[Speaker, str]:
    """The key of each speaker when all are seen together; the same whatever their order.

    Sure matches join first. Then a name that is unsure joins the one group it may mean, if there is only one; a group that
    holds somebody "different" is never joined.
    """
    names = sorted(set(speakers))
    sure = _merge([[s] for s in names], aliases)
    home = list(range(len(sure)))
    for i in sorted(range(len(sure)), key=lambda i: (_fuller(sure[i]), i)):
        meant = _meant(i, sure, aliases)
        home[i] = meant[0] if len(meant) == 1 else i
    joined: dict[int, list[Speaker]] = defaultdict(list)
    for i, members in enumerate(sure):
        root = i
        while home[root] != root:
            root = home[root]
        joined[root] += members
    return {s: _group_key(g) for g in joined.values() for s in g}


def _merge(groups: list[list[Speaker]], aliases: Aliases) -> list[list[Speaker]]:
    """Groups meet when some pair is surely the same and no pair is surely different."""
    merged: list[list[Speaker]] = []
    for candidate in groups:
        for existing in merged:
            found = {same_speaker(x, y, aliases).decision for x in existing for y in candidate}
            if "same" in found and "different" not in found:
                existing.extend(candidate)
                break
        else:
            merged.append(list(candidate))
    return merged


def _meant(index: int, groups: list[list[Speaker]], aliases: Aliases) -> list[int]:
    """The fuller groups that this one may mean: at least one pair unsure, none different."""
    found = []
    for other, members in enumerate(groups):
        if _fuller(members) <= _fuller(groups[index]):
            continue
        decisions = {same_speaker(x, y, aliases).decision for x in groups[index] for y in members}
        if "different" not in decisions and "unsure" in decisions:
            found.append(other)
    return found


def _fuller(members: list[Speaker]) -> tuple[int, int]:
    """How much a group's fullest name tells, for "the shorter joins the fuller"."""
    return max((len(fold(s.name).split()), len(s.name)) for s in members)


def _group_key(members: list[Speaker]) -> str:
    keys: dict[str, int] = defaultdict(int)
    for s in members:
        keys[speaker_key(s.name, s.kind, s.article)] += 1
    return min(keys, key=lambda k: (-len(k.split()), -len(k), k))


@lru_cache(maxsize=10_000)
def _person(name: str) -> _Person:
    """Family and given names of a person, folded: titles, particles, initials' dots and what follows a comma are gone."""
    data = load("names")
    tokens = _without_titles(fold(re.sub(r"(?<=\w)-(?=\w)", " ", name.split(",", 1)[0])).split(), data)
    tokens = [t for t in tokens if t not in data["suffixes"]] or tokens
    kept = [t for t in tokens[:-1] if t not in data["particles"]] + tokens[-1:]
    if len(kept) > 1 and kept[0] in data["family_first"] and len(kept[-1]) <= 6:
        return _Person(transliterated(kept[0]), (transliterated("".join(kept[1:])),))
    return _Person(transliterated(kept[-1]) if kept else "", tuple(_given(t) for t in kept[:-1]))


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


def _same_person(a: _Person, b: _Person) -> Match:
    alike = a.family == b.family
    near = not alike and len(a.family) > 5 and JaroWinkler.similarity(a.family, b.family) >= NEAR_SPELLING
    if not alike and not (near and a.given and b.given):
        return Match("different", "the family names differ")
    if not a.given or not b.given:
        return Match("unsure", "only the family name is given, and several people may bear it")
    if not _given_agree(a.given[0], b.given[0]):
        return Match("different", "one family name, but different given names")
    if len(a.given) > 1 and len(b.given) > 1 and not _given_agree(a.given[1], b.given[1]):
        return Match("different", "the middle names differ")
    if 1 in (len(a.given[0]), len(b.given[0])):
        return Match("unsure", "the initial fits, but others may share it")
    return Match("same", "the given names agree and the family names differ only in spelling")


def _given_agree(a: str, b: str) -> bool:
    if 1 in (len(a), len(b)):
        return a[0] == b[0]
    return a == b or (len(a) > 4 and JaroWinkler.similarity(a, b) >= NEAR_SPELLING)


@cache
def _body_names() -> dict[str, str]:
    return {_sorted_words(fold(n)): code for code, names in load("names")["bodies"].items() for n in names.split(";")}


@lru_cache(maxsize=10_000)
def _body(name: str) -> str:
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
def _initials(name: str) -> str:
    """The letters that an acronym of a body would have, sorted, countries left out; an acronym's own letters."""
    bare = re.sub(r"^[Tt]he ", "", re.sub(r"\s*\([^)]*\)", "", name)).strip()
    if re.fullmatch(r"[A-Z.]{2,9}", bare):
        return "".join(sorted(fold(bare)))
    return "".join(sorted(w[0] for w in _body(bare).split() if not w.isupper()))


def _same_body(a: str, b: str) -> Match:
    key_a, key_b = _body(a), _body(b)
    countries_a, countries_b = set(countries_in(a)), set(countries_in(b))
    if countries_a and countries_b and countries_a != countries_b:
        return Match("different", "they belong to different countries")
    words_a, words_b = (
        set(without_countries(k.lower()).split()) - {c.lower() for c in countries_a | countries_b} for k in (key_a, key_b)
    )
    if words_a and words_a == words_b:
        return Match("unsure", "one of the names does not say of which country")
    short, long = sorted((a, b), key=len)
    if len(_initials(short)) > 2 and re.fullmatch(r"(?:[Tt]he )?[A-Z.]{3,9}", short) and _initials(short) == _initials(long):
        return Match("unsure", "the acronym fits the name")
    if len(words_a & words_b) > 1 and (words_a < words_b or words_b < words_a) and countries_a == countries_b:
        return Match("unsure", "one name is the other one shortened")
    return Match("different", "the names differ")
