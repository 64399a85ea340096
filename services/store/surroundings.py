"""The words around a figure, and which of a lexicon's words stand nearest to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from anyascii import anyascii

from services.store.beginnings import beginnings, begun
from services.store.countries import countries_in

FIGURE, NUMBER = "#fig", "#"
_NUMBER_WORDS = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|scores|half a)"
)
_VALUE = (
    rf"(?:\d[\d.,]*\d|\d|\b{_NUMBER_WORDS}\b)(?:[ -]?(?:{_NUMBER_WORDS}|\d[\d.,]*)\b| and (?:{_NUMBER_WORDS}|\d[\d.,]*)\b)*"
)
_UNIT_BEHIND = r"(?:\s?(?:%|percent|per cent|pct|percentage points?|bn|m|k|million|billion|trillion)(?![a-z]))?"
_FIGURE_CORE = re.compile(rf"^.*{_VALUE}{_UNIT_BEHIND}", re.IGNORECASE)
_TOKEN = re.compile(r"#fig|#|[a-z0-9]+|[,;:()]|--")
_DATES = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?\b|\b(?:19|20)\d\d\b"
    r"|\b\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m)\b"
)
_BREAKS = {";": 4.0, ":": 2.5, "--": 3.0, "(": 2.0, ")": 2.0, ",": 2.0, NUMBER: 6.0}
_TURNS = {
    "while": 3.0,
    "but": 3.0,
    "after": 2.0,
    "when": 2.0,
    "as": 1.5,
    "with": 1.0,
    "that": 0.5,
    "and": 0.5,
    "against": 2.0,
    "instead": 2.0,
}


@dataclass(frozen=True)
class Surroundings:
    """A sentence as plain tokens joined by blanks: the figure is `#fig`, every other number `#`, dates are gone."""

    words: str

    @cached_property
    def tokens(self) -> list[str]:
        return self.words.split()

    @cached_property
    def place(self) -> int:
        """The position of the figure among the tokens."""
        return self.tokens.index(FIGURE)

    @cached_property
    def begun(self) -> frozenset[str]:
        """How its words begin."""
        return begun(self.words)

    def behind(self, count: int = 6) -> str:
        """The words after the figure up to a break or another number, at most `count`."""
        return " ".join(_until_break(self.tokens[self.place + 1 :], count))

    def before(self, count: int = 6) -> str:
        """The words before the figure back to a break or another number, at most `count`."""
        return " ".join(reversed(_until_break(self.tokens[: self.place][::-1], count)))

    def distance(self, start: int, end: int) -> float:
        """How far the words from character `start` to `end` stand from the figure: words between, breaks counting more.

        0 for words that touch or hold the figure; half a word is added for words behind it, so that the verb before a
        figure wins over a participle after it ("captured two wounded soldiers").
        """
        cost = sum(_BREAKS.get(t, 1.0 + _TURNS.get(t, 0.0)) for t in self.between(start, end))
        behind = start > self.words.index(FIGURE)
        return cost + 0.5 if behind else cost + (2.0 if self.words[:start] and self._coordinated() else 0.0)

    def _coordinated(self) -> bool:
        """Whether the figure opens a new member of a list: what stands before an "and" or comma is spoken of another figure."""
        before = self.tokens[: self.place]
        return bool(before) and before[-1] in ("and", ",", ";")

    def between(self, start: int, end: int) -> list[str]:
        """The tokens between the figure and the words from character `start` to `end`; none where these hold the figure."""
        at = self.words.index(FIGURE)
        if start <= at < end:
            return []
        stretch = self.words[end:at] if end <= at else self.words[at + len(FIGURE) : start]
        return stretch.split()

    def nearest(self, pattern: re.Pattern[str], farthest: float = 60.0) -> tuple[float, re.Match[str]] | None:
        """The match of `pattern` nearest to the figure, with its distance; longer ones win ties."""
        if self.begun.isdisjoint(beginnings(pattern.pattern)):
            return None
        found = [(self.distance(m.start(), m.end()), -len(m[0]), m.start(), m) for m in pattern.finditer(self.words) if m[0]]
        within = [f for f in found if f[0] <= farthest]
        return (min(within)[0], min(within)[3]) if within else None


def surroundings(sentence: str, start: int, end: int) -> Surroundings:
    """The surroundings of the figure that stands from `start` to `end` in `sentence`.

    Words of the figure's span behind its number ("80,000 homes") belong to what stands behind it.
    """
    stop = start + core_length(sentence[start:end])
    masked = without_names(sentence)
    left, right = _plain(masked[:start]), _plain(masked[stop:])
    return Surroundings(" ".join(_TOKEN.findall(f"{left} {FIGURE} {right}")))


def core_length(figure: str) -> int:
    """How much of a figure's words is number and unit: "412 Velenese" 3, "52.1 percent of the vote" 12."""
    core = _FIGURE_CORE.match(figure)
    return len(core[0]) if core else len(figure)


@cache
def pattern(*words: str) -> re.Pattern[str]:
    """A pattern that finds any of `words` (regular expressions) as whole words of surroundings; longer ones first."""
    return re.compile(rf"(?<![\w#])(?:{'|'.join(sorted(words, key=lambda w: (-len(w), w)))})(?![\w])")


_CALENDAR = r"(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b)"
_CAPITALISED = re.compile(rf"(?<=[a-z0-9,’'\")%] ){_CALENDAR}[A-Z][\w’'-]*(?:(?: (?:of|for|and|the|on) | )[A-Z][\w’'-]*)*")


def without_names(sentence: str) -> str:
    """`sentence` of the same length, with capitalised names but countries' put out of sight ("Fair Vote", "Refugee Council").

    A headline that capitalises most of its words is left alone.
    """
    words = re.findall(r"[A-Za-z][\w’'-]*", sentence)
    if sum(w[0].isupper() for w in words) > 0.6 * len(words):
        return sentence
    return _CAPITALISED.sub(lambda m: m[0] if countries_in(_whole_name(sentence, m)) else "X" * len(m[0]), sentence)


def _whole_name(sentence: str, match: re.Match[str]) -> str:
    """A name with the capitalised word before it, which may be its own first word at the start of the sentence."""
    first = re.search(r"[A-Z][\w’'-]*\s$", sentence[: match.start()])
    return f"{first[0]}{match[0]}" if first else match[0]


_MONTH = re.compile(r"(?<=[a-z,] )(?:March|May)\b(?! \d)|(?<!\d )\b(?:March|May)(?= (?:and|to|was|in|this|last)\b)")


def _plain(text: str) -> str:
    text = _MONTH.sub("monthpast", text)  # no verbs
    plain = re.sub(r"(?<=[A-Za-z])\.(?=[A-Za-z]\b)", "", anyascii(text)).lower()
    plain = re.sub(r"(?<=\w)'s\b|(?<=s)'(?=\s)|'", "", plain)
    plain = re.sub(r"\s-+\s|—|–", " -- ", plain)
    plain = re.sub(r"(?<=since )((?:[a-z]+ )?)(?:19|20)\d\d\b", r"\1yearpast", plain)
    plain = _DATES.sub(" ", plain)
    plain = re.sub(r"\b24 hours\b", "twentyfourhours", plain)
    return re.sub(_VALUE, f" {NUMBER} ", plain)


def _until_break(tokens: list[str], count: int) -> list[str]:
    kept: list[str] = []
    for token in tokens[:count]:
        if token in _BREAKS:
            break
        kept.append(token)
    return kept
