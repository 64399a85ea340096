"""Correction and update notes: what an outlet says it changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from services.store.boilerplate import is_date_line

NoteKind = Literal["correction", "clarification", "update", "retraction"]

_KINDS: tuple[tuple[NoteKind, str], ...] = (
    ("retraction", r"retraction|retracted|withdrawn"),
    ("correction", r"corrections?|corrected|corrects?|erratum|we got it wrong"),
    ("clarification", r"clarifications?|clarified|clarifies"),
    ("update", r"updates?|updated|amended|amends?|editor[’']?s note|editors[’'] note"),
)
_LABEL = re.compile(
    r"^\W*(?:editor[’']?s note\W+)?(?:" + "|".join(words for _, words in _KINDS) + r")\b[^.\n]{0,40}?[:—–\-)\]]", re.IGNORECASE
)
_SENTENCE = re.compile(
    r"(?:an? )?(?:earlier|previous|original|initial|first)\b[^.\n]{0,60}?"
    r"\b(?:version|headline|edition|report|story|article|post|figure)[^.\n]{0,60}?"
    r"\b(?:said|stated|gave|misstated|misidentified|incorrectly|wrongly|misreported|put|carried|reported|quoted)"
    r"|\bthis (?:article|story|report|headline|piece|post)\b[^.\n]{0,40}?\b(?:was|has been|is)\s+(?:\w+\s+)?"
    r"(?:corrected|amended|updated|clarified|changed|revised|retracted)"
    r"|\bthe (?:headline|figure|number|story|article|death toll)\b[^.\n]{0,40}?"
    r"\b(?:was|has been|have been)\s+(?:corrected|amended)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Note:
    """A note found in a text: its kind, its words and where they stand (code points, end exclusive)."""

    kind: NoteKind
    text: str
    start: int
    end: int


def notes(text: str) -> tuple[Note, ...]:
    """The correction, clarification, update and retraction notes of a text, in order. A bare time stamp is no note."""
    found: list[Note] = []
    position = 0
    for line in text.split("\n"):
        if not is_date_line(line):
            found += _in_line(line, position)
        position += len(line) + 1
    return tuple(found)


def _in_line(line: str, offset: int) -> list[Note]:
    if _LABEL.match(line):
        start = offset + len(line) - len(line.lstrip())
        return [Note(_kind(line[:60]), line.strip(), start, start + len(line.strip()))]
    notes_found = []
    for match in re.finditer(r"\S[^.!?]*(?:[.!?](?!\s)[^.!?]*)*[.!?]?", line):
        if _SENTENCE.search(match[0]):
            notes_found.append(Note(_kind(match[0], "correction"), match[0], offset + match.start(), offset + match.end()))
    return notes_found


def _kind(words: str, otherwise: NoteKind = "update") -> NoteKind:
    for kind, pattern in _KINDS:
        if re.search(rf"\b(?:{pattern})\b", words, re.IGNORECASE):
            return kind
    return otherwise
