"""Verbs left out: in "County counts 52 dead, national agency 38" the second subject puts its own figure forward."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.frames import Frame
from services.extract.claims.lexical import COUNTRIES, ORGANISATIONS, OUTLETS, PEOPLE, can_speak, is_name_word, is_verb
from services.extract.claims.phrase_walk import Subject
from services.extract.claims.text import Token
from services.extract.claims.tokens import is_number

_REACH = 9  # items from the comma to the figure
_HEDGES = frozenset(
    [
        "at",
        "least",
        "most",
        "about",
        "around",
        "some",
        "more",
        "fewer",
        "less",
        "than",
        "only",
        "just",
        "over",
        "nearly",
        "up",
        "to",
    ]
)


def gapped(items: list[Token], frame: Frame) -> Frame | None:
    """The frame of the second subject, or None; `frame` then ends before its comma."""
    if frame.frame not in ("before", "act") or frame.subject is None:
        return None
    for comma in range(frame.first + 1, frame.last):
        if items[comma].text in (",", ";") and _is_of_figures(items[frame.first : comma]):
            made = _after(items, comma, frame)
            if made is not None:
                frame.last = comma - 1
                return made
    return None


def _is_of_figures(said: list[Token]) -> bool:
    """Whether a figure is what is said, and nobody did something with it: "52 dead", "1,200 died", not "Norvik sold 40"."""
    first = next((token for token in said if token.lower not in _HEDGES | {"that"}), None)
    told = any(is_number(token) for token in said)
    return told and first is not None and (is_number(first) or not any(is_verb(token) for token in said))


def _after(items: list[Token], comma: int, frame: Frame) -> Frame | None:
    end = min(frame.last, comma + _REACH)
    figure = next((at for at in range(comma + 2, end + 1) if is_number(items[at])), None)
    if figure is None:
        return None
    first = figure
    while first > comma + 1 and items[first - 1].lower in _HEDGES:
        first -= 1
    rest = (*items[comma + 1 : first], *items[figure + 1 : frame.last + 1])
    if first == comma + 1 or any(is_verb(token) or token.lower in cues.BREAKS for token in rest):
        return None
    if not _puts_figures_forward(items, comma + 1, first - 1, frame):
        return None
    return Frame(frame.cue, Subject(comma + 1, first - 1, comma + 1), first, frame.last, frame.frame, frame.lemma, [])


def _puts_figures_forward(items: list[Token], first: int, last: int, frame: Frame) -> bool:
    """Whether these words are somebody who counts: a body, an official, a land beside a land; no goods ("wages 3%")."""
    if any(token.lower in cues.PREPOSITIONS | {"and", "or"} for token in items[first : last + 1]):
        return False
    low, own = items[last].lower, frame.subject
    if own is not None and first == last and is_name_word(items[last]):
        return own.first == own.last and is_name_word(items[own.last])  # "Velenia says 1,200 died, Ardo fewer than 300"
    counts = low in ORGANISATIONS | OUTLETS | PEOPLE or low.removesuffix("s") in PEOPLE
    return counts or (low not in COUNTRIES and can_speak(items, first, last) == "organisation")
