"""Whom a source cites: "The Herald reports, citing two officials, that ..."."""

from __future__ import annotations

from services.extract.claims.frames import Frame
from services.extract.claims.lexical import can_speak
from services.extract.claims.prepositions import source_end
from services.extract.claims.text import Token

_CITING = frozenset(["citing", "quoting"])


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
