"""Nouns that carry what is said: "allegations that ...", "reports of ...", "analysts' expectations of ..."."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.frames import Frame
from services.extract.claims.lexical import ADJECTIVES, FINITE
from services.extract.claims.phrase_walk import Subject, phrase_ending
from services.extract.claims.text import Token


def noun(items: list[Token], at: int) -> Frame | None:  # noqa: PLR0911
    """ "Allegations that ...", "reports of ...", "analysts' expectations of ..."."""
    low = items[at].lower
    if at + 3 >= len(items):
        return None
    nxt = items[at + 1].lower
    owner = at - 2 if at > 1 and items[at - 1].text in "’'" else at - 1
    if (
        low in cues.EXPECTATIONS
        and nxt in ("for", "of")
        and at
        and items[owner].lower in cues.EXPECTING | {"analysts", "economists", "investors", "markets"}
    ):
        return Frame((at, at), Subject(owner, at - 1, owner), at + 2, _noun_end(items, at + 2), "noun", low, [])
    if low not in cues.NOUNS_THAT:
        return None
    if (
        items[at + 1].tag in ("VBP", "VBD", "VBZ")
        and items[at + 2].lower == "that"
        and nxt in ("arise", "emerged", "surfaced", "emerge", "circulated", "persist")
    ):
        return Frame((at, at + 1), None, at + 3, len(items) - 1, "noun", low, [], unnamed=low)
    that = nxt == "that" and not _is_relative(items, at + 2)
    if not that and not (low in cues.NOUNS_OF and nxt == "of"):
        return None
    if (
        low in ("evidence", "indication", "indications", "assurance", "assurances", "fears", "concerns", "statement", "belief")
        and not that
    ):
        return None
    source = _possessor(items, at)
    return Frame((at, at), source, at + 2, _noun_end(items, at + 2), "noun", low, [], unnamed=None if source else low)


def _is_relative(items: list[Token], first: int) -> bool:
    """Whether "that" is a relative pronoun: a verb follows it at once ("a report that wipes away fears")."""
    while first < len(items) and (items[first].lower.endswith("ly") or items[first].lower in cues.ADVERBS):
        first += 1
    return first < len(items) and (items[first].tag in FINITE or items[first].lower in cues.AUXILIARIES)


def _possessor(items: list[Token], at: int) -> Subject | None:
    """Whose claim it is: "the minister's claim that", "his claim that"."""
    index = at - 1
    while index > 0 and items[index].tag in ADJECTIVES:
        index -= 1
    if index < 0:
        return None
    if items[index].lower in ("his", "her", "their", "its"):
        return Subject(index, index, index)
    if items[index].kind == "clitic" and index:
        return phrase_ending(items, index - 1)
    return None


def _noun_end(items: list[Token], first: int) -> int:
    """Last item of a clause that hangs on a noun: up to a comma or stop."""
    for index in range(first, len(items)):
        if items[index].kind == "sign" and items[index].text in (",", ";", ":", "—", "–") and items[index].tag != "QUOTE":
            return index - 1
    return len(items) - 1
