"""Idioms of saying: "pointed out that", "made it clear that", "as X put it", "in the words of X", "the court heard that"."""

from __future__ import annotations

from services.extract.claims import complements, cues, subjects
from services.extract.claims.frames import Frame, said_before
from services.extract.claims.lexical import HEARERS, head, is_verb
from services.extract.claims.phrase_walk import Subject
from services.extract.claims.prepositions import prepositional, source_end
from services.extract.claims.text import Token

_POINTING = frozenset(["point", "points", "pointed"])
TRIGGERS = _POINTING | {"clear", "known", "words", "put", "puts", "heard", "hears", "told"}
_MAKING = frozenset(["make", "makes", "made", "making"])
_LETTING = (["let", "it", "be"], ["lets", "it", "be"])


def idiom(items: list[Token], at: int) -> Frame | None:
    """The frame of an idiom whose last or first word stands at `at`, or None."""
    match items[at].lower:
        case "clear":
            verb = at - 2 if at > 1 and items[at - 1].lower == "it" else at - 1
            return _made_known(items, verb, at) if verb > 0 and items[verb].lower in _MAKING else None
        case "known":
            return _made_known(items, at - 3, at) if at > 3 and _words(items, at - 3, at) in _LETTING else None
        case low if low in _POINTING:
            return _made_known(items, at, at + 1) if at and _words(items, at + 1, at + 2) == ["out"] else None
        case "words":
            return _in_the_words_of(items, at)
        case "heard" | "hears" | "told":
            return _heard(items, at)
        case _:
            return _as_put(items, at)


def _made_known(items: list[Token], verb: int, end: int) -> Frame | None:
    subject, what = subjects.left_of(items, verb), complements.after(items, end, told=False)
    if subject is not None and what.kind == "that" and what.first is not None:
        return Frame((verb, end), subject, what.first, len(items) - 1, "before", "say", [])
    left = said_before(items, subject, verb, False) if subject is not None and what.kind == "end" else None
    return Frame((verb, end), subject, left[0], left[1], "after", "say", []) if left else None


def _in_the_words_of(items: list[Token], at: int) -> Frame | None:
    if at < 2 or at + 2 >= len(items) or _words(items, at - 2, at) != ["in", "the"] or items[at + 1].lower != "of":
        return None
    last = source_end(items, at + 2)
    return prepositional(items, at - 2, (at - 2, at + 1), Subject(at + 2, last, at - 2), last, "say") if last > at + 1 else None


def _as_put(items: list[Token], at: int) -> Frame | None:
    """ "As X put it": the object is "it", and "as" stands before the subject."""
    if at + 1 >= len(items) or items[at + 1].lower != "it":
        return None
    subject = subjects.left_of(items, at)
    if subject is None:
        return None
    opening = next((n for n in (subject.clause, subject.first - 1) if n >= 0 and items[n].lower == "as"), None)
    return prepositional(items, opening, (at, at + 1), subject, at + 1, "say") if opening is not None else None


def _heard(items: list[Token], at: int) -> Frame | None:
    """ "The court heard that ...", "jurors were told that ...", "..., the inquest heard": said before a court or committee."""
    subject = subjects.left_of(items, at)
    if subject is None or items[head(items, subject.first, subject.last)].lower not in HEARERS:
        return None
    chain = subjects.auxiliary_chain(items, at)
    if (items[at].lower == "told") != (not subjects.BE.isdisjoint(chain)) or not cues.NEGATIONS.isdisjoint(chain):
        return None
    what = complements.after(items, at, told=False)
    left = said_before(items, subject, at, False)
    if left is not None and what.kind == "end":
        return Frame((at, at), subject, left[0], left[1], "after", "say", [])
    if what.first is None or (
        what.kind == "clause" and not _is_told_clause(items, what.first, passive=items[at].lower == "told")
    ):
        return None
    return Frame((at, at), subject, what.first, len(items) - 1, "before", "say", [])


def _is_told_clause(items: list[Token], first: int, *, passive: bool) -> bool:
    """Whether a clause follows: any verb will do behind "was told", while "heard" may have an object ("heard 40 witnesses")."""
    if items[first].lower in cues.PREPOSITIONS:
        return False
    return complements.is_clause(items, first, len(items) - 1) or (passive and any(map(is_verb, items[first + 1 : first + 12])))


def _words(items: list[Token], first: int, end: int) -> list[str]:
    return [token.lower for token in items[first:end]]
