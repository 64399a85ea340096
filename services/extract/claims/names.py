"""The names of an article, and the fullest form of each."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from services.extract.claims.lexical import (
    BODY_WORDS,
    COUNTRIES,
    ORGANISATIONS,
    OUTLET_WORDS,
    PARTICLES,
    PLACE_WORDS,
)
from services.extract.lexicons import load

_LEX = load("speakers")
FEMALE = frozenset(_LEX["female_names"].split())
MALE = frozenset(_LEX["male_names"].split())
FEMALE_TITLES = frozenset(_LEX["female_titles"].split())
MALE_TITLES = frozenset(_LEX["male_titles"].split())
IMPERSONAL = (
    ORGANISATIONS
    | OUTLET_WORDS
    | PLACE_WORDS
    | BODY_WORDS
    | frozenset(["inc", "ltd", "llc", "plc", "corp", "co", "gmbh", "ag", "sa", "nv", "group", "holdings"])
)


@dataclass(slots=True)
class Name:
    """A name mention: `words` without titles, `titles` before it (lower case), offsets of the bare name, its sentence."""

    start: int
    end: int
    words: tuple[str, ...]
    titles: tuple[str, ...]
    sentence: int
    heading: bool

    @property
    def text(self) -> str:
        """The name in one line."""
        return " ".join(self.words)


@dataclass(slots=True)
class Names:
    """All names of an article, with the ways to look them up."""

    mentions: list[Name] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    by_last: dict[str, list[Name]] = field(default_factory=dict)
    by_first: dict[str, list[Name]] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    gender: dict[str, str] = field(default_factory=dict)
    by_title: dict[str, list[Name]] = field(default_factory=dict)
    written: dict[tuple[str, ...], str] = field(default_factory=dict)
    introduced: dict[str, int] = field(default_factory=dict)
    _known: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def learn(self, other: Names) -> None:
        """Know the names of another part of the article too: a headline's surname is spelt out in the body."""
        for mine, theirs in ((self.by_last, other.by_last), (self.by_first, other.by_first)):
            for word, names in theirs.items():
                mine.setdefault(word, []).extend(names)
        self.acronyms = {**other.acronyms, **self.acronyms}
        self.written = {**other.written, **self.written}
        self.gender = {**other.gender, **self.gender}

    def titles_of(self, full: str) -> frozenset[str]:
        """Every title or role word that the article gives to the person of this name."""
        last = full.rsplit(None, 1)[-1].lower()
        return frozenset(title for name in self.by_last.get(last, ()) if name.text in full for title in name.titles)

    def between(self, start: int, end: int) -> list[Name]:
        """The mentions that begin in a stretch of the text."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def fullest(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The fullest form of a name that the article gives: by surname, else by its first word; acronyms spelt out."""
        if words not in self._known:
            self._known[words] = self._fullest(words)
        return self._known[words]

    def _fullest(self, words: tuple[str, ...]) -> tuple[str, ...]:
        if len(words) == 1 and words[0] in self.acronyms:
            return tuple(self.acronyms[words[0]].split())
        key = words[-1].lower()
        if len(words) == 1:
            first = self.by_first.get(key, ()) if key not in COUNTRIES else ()
            if not is_given(words[0]):  # "Minister Fahrin Idris" and later "Fahrin"
                first = [name for name in first if name.titles and len(name.words) > 1]
            return self._best(self.by_last.get(key, ()), words) or self._best(first, words) or words
        same = [name for name in self.by_last.get(key, ()) if name.words[0].lower() == words[0].lower()]
        return self._best(same, words) or words

    def _best(self, names: list[Name] | tuple[Name, ...], words: tuple[str, ...]) -> tuple[str, ...] | None:
        """The commonest longer form, those of the running text before those of headings."""
        counts: dict[tuple[str, ...], int] = {}
        for name in names:
            if len(name.words) > len(words) and is_person_like(name.words):
                counts[name.words] = (
                    counts.get(name.words, 0) + (1 if name.heading else 10) + (2 if is_given(name.words[0]) else 0)
                )
        return (
            max(counts, key=lambda form: (counts[form] // 10 > 0, is_given(form[0]), counts[form], -len(form)))
            if counts
            else None
        )


def is_given(word: str) -> bool:
    """Whether a word is a common given name."""
    low = word.lower().split("-")[0]
    return low in FEMALE or low in MALE


def is_person_like(words: tuple[str, ...]) -> bool:
    """Whether a name of two to four words can be a person's: no word of a body, a company or an outlet in it."""
    lows = [word.lower().strip(".") for word in words]
    if (
        not 2 <= len(words) <= 5
        or lows[-1] in COUNTRIES
        or (lows[0] in COUNTRIES and not is_given(words[0]))
        or any(low in IMPERSONAL for low in lows[1 if is_given(words[0]) else 0 :])
    ):
        return False
    return all(word[0].isupper() or word[2:4].istitle() or word.lower() in PARTICLES for word in words) and not any(
        low in ("of", "and", "the", "&", "for") for low in lows
    )
