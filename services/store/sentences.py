"""Sentences of a text with their offsets, as far as the store needs them: to see the words around a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|gen|lt|col|maj|capt|sgt|gov|sen|rep|rev|st|no|vs|inc|ltd|co|corp|approx|est|dept|u\.s|u\.n|u\.k|a\.m|p\.m"
    r"|jan|feb|mar|apr|aug|sept?|oct|nov|dec)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?]+[”\"’')\]]*(?=\s)|\n+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `text` is what stands from `start` to `end` (code points, end exclusive)."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text in order; a line break always ends one."""
    found = []
    start = 0
    for match in _END.finditer(text):
        if "\n" not in match[0] and _continues(text, start, match):
            continue
        found.append((start, match.end()))
        start = match.end()
    found.append((start, len(text)))
    return tuple(s for s in (_trimmed(text, a, b) for a, b in found) if s.text)


def sentence_at(text: str, position: int) -> Sentence:
    """The sentence in which `position` stands; the whole text where none does."""
    for sentence in sentences(text):
        if sentence.start <= position < sentence.end:
            return sentence
    return Sentence(0, len(text), text)


def _continues(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether a full stop ends no sentence: an abbreviation, or a small letter follows."""
    after = text[end.end() :].lstrip()[:1]
    if after.islower():
        return True
    return end[0] == "." and bool(_ABBREVIATION.search(text[max(start, end.start() - 8) : end.end()]))


def _trimmed(text: str, start: int, end: int) -> Sentence:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Sentence(start + left, start + len(piece.rstrip()), piece.strip())


_DATELINE = re.compile(r"\A([A-Z][\w’'., -]{1,40}?)(?: \([A-Z][\w .]{1,20}\))? ?[-–—] ")


def dateline(text: str) -> str:
    """The words before the dash with which an agency's text opens ("TOLM, Tolmark - "); "" where there is none."""
    found = _DATELINE.match(text)
    return found[1] if found and found[1].split(",")[0].isupper() else ""
