"""Passives that report: "it is believed that ...", "X is said to ...", "X was quoted as saying ..."."""

from __future__ import annotations

from services.extract.claims import complements, cues, subjects
from services.extract.claims.complements import is_clause
from services.extract.claims.frames import Frame, said_before
from services.extract.claims.subjects import BE, auxiliary_chain
from services.extract.claims.text import Token

_QUOTED_BY = 12  # items between "quoted" and "as saying"
_NO_REPORT = frozenset(["known", "considered", "deemed"])


def passive(items: list[Token], at: int) -> Frame | None:
    """The frame of the participle at `at` behind a form of "be", or None."""
    chain = auxiliary_chain(items, at)
    if next((word for word in chain if word not in cues.NEGATIONS), "") not in BE or at + 1 >= len(items):
        return None
    low, follower = items[at].lower, items[at + 1].lower
    if low in cues.AS_SAYING and follower in ("as", "by", "in", "on"):
        return _quoted_as_saying(items, at)
    if low not in cues.PASSIVE:
        return None
    begin = at - len(chain)
    while begin > 0 and (items[begin - 1].lower in cues.AUXILIARIES or items[begin - 1].lower in cues.ADVERBS):
        begin -= 1
    words = " ".join(token.lower for token in items[begin : at + 1])
    if begin > 0 and items[begin - 1].lower == "it" and follower != "to":
        return _impersonal(items, at, f"it {words}")
    if follower == "to" and low not in _NO_REPORT | {"feared"} and at + 2 < len(items):
        subject = subjects.left_of(items, at)
        first = subject.first if subject else max(0, begin - 1)
        unnamed = words.removeprefix("'s ").removeprefix("’s ")
        return Frame((at, at), None, first, len(items) - 1, "passive", low, [], unnamed=unnamed)
    return None


def _impersonal(items: list[Token], at: int, words: str) -> Frame | None:
    """ "It is believed (that) ...": what is said begins behind "that" or at once."""
    that = items[at + 1].lower == "that"
    first = at + 2 if that else at + 1
    if first >= len(items):
        return None
    if not that and (items[at].lower in _NO_REPORT or not is_clause(items, first, len(items) - 1)):
        return None
    return Frame((at, at), None, first, len(items) - 1, "passive", items[at].lower, [], unnamed=words)


def _quoted_as_saying(items: list[Token], at: int) -> Frame | None:
    """ "X was quoted as saying ...", "X was quoted by the agency as saying ...": the subject speaks."""
    saying = next((n + 1 for n in range(at + 1, min(at + _QUOTED_BY, len(items) - 1)) if items[n].lower == "as"), None)
    if saying is None or items[saying].lower not in ("saying", "telling"):
        return None
    subject = subjects.left_of(items, at)
    if subject is None:
        return None
    what = complements.after(items, saying, told=items[saying].lower == "telling")
    if what.first is not None:
        return Frame((at, saying), subject, what.first, len(items) - 1, "before", "say", [])
    left = said_before(items, subject, at, False)
    return Frame((at, saying), subject, left[0], left[1], "after", "say", []) if left else None
