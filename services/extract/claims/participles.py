"""Participles that report: "..., adding that ...", "a statement saying ...", "with analysts suggesting that ..."."""

from __future__ import annotations

from services.extract.claims import complements, subjects
from services.extract.claims.acceptance import speaks
from services.extract.claims.adjuncts import STATEMENTS
from services.extract.claims.complements import STRICT, is_clause
from services.extract.claims.cues import DETERMINERS, Cue
from services.extract.claims.frames import Frame
from services.extract.claims.lexical import DOCUMENTS, NOUNS, can_speak
from services.extract.claims.phrase_walk import Subject, phrase_ending
from services.extract.claims.subjects import first_person
from services.extract.claims.text import Token

_PICTURED = 16  # items in which "as" stands behind "showing the town as the poorest"
_CITING = frozenset(["cite", "cites", "cited", "citing", "quote", "quotes", "quoted", "quoting"])


def participle(items: list[Token], at: int, cue: Cue, frames: list[Frame]) -> Frame | None:  # noqa: PLR0911
    """ "..., adding that ...", "a statement saying ...": the subject is that of the clause before."""
    if not cue.frames & {"say", "tell", "show", "act"} or at == 0:
        return None
    what = complements.after(items, at, told="tell" in cue.frames)
    if what.first is None:
        return None
    before = items[at - 1]
    comma = before.text in (",", "—", "–") or before.lower == "and" or before.tag == "QUOTE"
    if what.kind == "clause":
        if (
            cue.lemma in ("point", "cite", "call", "put")
            or (cue.lemma in STRICT and cue.lemma != "add")
            or not (comma or before.lower in DOCUMENTS)
        ):
            return None
        pictured = cue.lemma == "show" and any(token.lower == "as" for token in items[what.first : what.first + _PICTURED])
        if not pictured and not is_clause(items, what.first, len(items) - 1):
            return None
    elif (
        not comma
        and before.lower not in DOCUMENTS
        and before.lower not in STATEMENTS
        and before.tag not in NOUNS
        and before.tag != "PRP"
    ):
        return None
    subject = _participle_subject(items, at, frames, comma=comma)
    if subject is None or first_person(items, subject) or not speaks(items, subject, cue):
        return None
    return Frame((at, at), subject, what.first, len(items) - 1, "participle", cue.lemma, [], joined=True)


def _participle_subject(items: list[Token], at: int, frames: list[Frame], *, comma: bool) -> Subject | None:
    """The subject of a participle: its own ("with analysts suggesting"), else that of the clause it hangs on."""
    if not comma:
        own = phrase_ending(items, at - 1)
        before = own.first - 1 if own is not None else -1
        before -= before > 0 and items[before].lower in DETERMINERS
        if own is not None and before >= 0 and items[before].lower == "with":
            return own  # "with the Reserve Bank predicting"
        if own is not None and items[at - 1].lower in DOCUMENTS and own.first and items[own.first - 1].lower in _CITING:
            return own
        if (
            own is not None
            and items[at - 1].lower not in DOCUMENTS
            and can_speak(items, own.first, own.last) in ("person", "document")
        ):
            return own if items[at - 1].tag == "NNS" else shared_subject(items, at, frames)
    return shared_subject(items, at, frames)


def shared_subject(items: list[Token], at: int, frames: list[Frame]) -> Subject | None:
    for frame in reversed(frames):
        if frame.subject is not None and frame.frame in ("before", "act", "participle", "after") and frame.subject.last < at:
            return frame.subject
    return subjects.opening(items, at)
