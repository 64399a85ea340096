"""A claim in its sentence: what of its words is who, how they said it, the figure, the place and the time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.store.intervals import Reading, wording
from services.store.web.views.marking import Piece, Stand, around

Row = dict[str, Any]


def sentence(words: Row, span: Row, claim: Row) -> list[list[Piece]]:
    """The paragraphs around a claim in a version (`words`: title, dek, text), with its parts marked."""
    text: str = words[span["part"]] or ""
    whole = Stand(span["start"], span["end"], "claim")
    return around(text, span["start"], span["end"], [whole, *_parts(text, span, claim)])


def _parts(text: str, span: Row, claim: Row) -> Iterator[Stand]:
    """The parts of the claim. Their offsets are of the version in which it was read: what does not stand here is left out."""
    moved = span["start"] - claim["start"]
    named = [("who", claim.get("source")), ("cue", claim.get("cue"))]
    for kind, names in (("figure", "quantities"), ("place", "places"), ("time", "times")):
        named += [(kind, mention) for mention in claim.get(names) or ()]
    for kind, mention in named:
        if mention and mention.get("start") is not None:
            start, end = mention["start"] + moved, mention["end"] + moved
            if text[start:end] == mention["text"]:
                yield Stand(start, end, kind)


def figure(quantity: Row) -> str:
    """A figure as data in plain words: "at least 41", "11,000 to 13,000 USD"."""
    if quantity["comparator"] == "vague":
        return "a vague number"
    told = wording(Reading(quantity["low"], quantity["high"], quantity["comparator"]))
    return told if quantity["unit"] == "count" else f"{told} {quantity['unit'].replace('_', ' ')}"
