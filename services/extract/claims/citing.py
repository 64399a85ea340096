"""Whom a source cites: "The Herald reports, citing two officials, that ...", "it quoted the minister as saying ..."."""

from __future__ import annotations

from services.extract.claims import complements, subjects
from services.extract.claims.cues import Cue
from services.extract.claims.frames import Frame, said_before
from services.extract.claims.lexical import can_speak
from services.extract.claims.phrase_walk import Subject
from services.extract.claims.prepositions import source_end
from services.extract.claims.text import Token

_CITING = frozenset(["citing", "quoting"])
_QUOTED = 14  # items from "quoted" to "as saying"


def read_citing(items: list[Token], frame: Frame) -> None:
    """Note whom the source of the frame cites behind a comma, and end the content before it."""
    if frame.frame not in ("before", "after"):
        return
    for at in range(frame.cue[1] + 1, len(items) - 1):
        if items[at].lower not in _CITING or items[at - 1].text != ",":
            continue
        last = source_end(items, at + 1)
        if last < at + 1 or can_speak(items, at + 1, last) in ("", "document"):
            return
        frame.citing = (at + 1, last)
        if frame.first < at <= frame.last:
            frame.last = at - 2
        return


def quoting(items: list[Token], at: int, cue: Cue) -> Frame | None:
    """ "Reuters quoted the minister as saying that 40 died" and "..., Reuters quoted him as saying": it is whom they quote."""
    if cue.lemma not in ("quote", "cite"):
        return None
    saying = next((n for n in range(at + 2, min(at + _QUOTED, len(items))) if items[n].lower in ("saying", "telling")), None)
    if saying is None or items[saying - 1].lower != "as" or any(token.text == "," for token in items[at:saying]):
        return None
    source, outlet = Subject(at + 1, saying - 2, at + 1), subjects.left_of(items, at)
    if source.first > source.last or outlet is None:
        return None
    relay = [(outlet.first, outlet.last)]
    what = complements.after(items, saying, told=items[saying].lower == "telling")
    if what.first is not None:
        return Frame((at, at), source, what.first, len(items) - 1, "before", "say", relay)
    left = said_before(items, outlet, at, False)
    return Frame((at, at), source, left[0], left[1], "after", "say", relay) if left is not None else None
