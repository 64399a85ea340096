"""Sources named by a preposition: "according to X", "per X"."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.frames import Frame, left_limit
from services.extract.claims.lexical import can_speak, is_name_word, is_verb
from services.extract.claims.phrase_walk import Subject
from services.extract.claims.text import Token


def according(items: list[Token], at: int) -> Frame | None:
    """ "According to X, ..." and "..., according to X"."""
    if at + 2 >= len(items) or items[at + 1].lower != "to":
        return None
    last = source_end(items, at + 2)
    if last < at + 2:
        return None
    subject = Subject(at + 2, last, at)
    if items[at + 2].lower in _OWN_OR_NOBODY:
        return None
    return prepositional(items, at, (at, at + 1), subject, last, "according")


_OWN_OR_NOBODY = frozenset(["plan", "plans", "schedule", "me", "you", "us", "our", "my"])  # "our estimates" are the outlet's
_RECKONED = 10  # items from "by" to "reckoning"
RECKONINGS = frozenset(["reckoning", "estimate", "estimates", "count", "tally", "calculation", "calculations", "account"])
_REPORTING = frozenset(("organisation", "document"))


def per(items: list[Token], at: int) -> Frame | None:
    """ "..., per X" and "as per X": a named source, never a rate ("per cent", "per month")."""
    last = source_end(items, at + 1)
    if last < at + 1:
        return None
    named = is_name_word(items[at + 1]) or (
        items[at + 1].lower in ("the", "a") and can_speak(items, at + 1, last) in _REPORTING
    )
    before = items[at - 1] if at else None
    if not named or (before is not None and before.text not in (",", "”") and before.tag != "QUOTE"):
        return None
    return prepositional(items, at, (at, at), Subject(at + 1, last, at), last, "per")


def reckoned(items: list[Token], at: int) -> Frame | None:
    """ "..., by the institute's reckoning" and "by its own count": whose reckoning stands at `at`."""
    by = next((n for n in range(at - 1, max(-1, at - _RECKONED), -1) if items[n].lower == "by"), None)
    owner = at - 1
    while by is not None and owner > by and items[owner].tag in ("JJ", "JJS"):
        owner -= 1
    if by is None or owner <= by:
        return None
    if items[owner].lower in ("its", "their", "his", "her"):
        subject = Subject(owner, owner, by)
    elif items[owner].kind == "clitic" or items[owner].text in "’'":
        subject = Subject(by + 1, owner - 1, by)
    else:
        return None
    return prepositional(items, by, (by, at), subject, at, "estimate") if subject.first <= subject.last else None


def source_end(items: list[Token], first: int) -> int:
    """Last item of the source named after a preposition: up to a comma, stop, verb or relative."""
    last = first - 1
    for index in range(first, min(len(items), first + 40)):
        token = items[index]
        if token.tag == "QUOTE":
            if index > first and items[index - 1].text in (",", ":"):
                break
        elif (token.kind == "sign" and token.text not in "’'&-/().") or (token.text == "." and index + 1 >= len(items)):
            break
        if index > first and (
            token.lower in cues.RELATIVES
            or token.lower in ("that", "as", "while", "but", "because", "when", "whereas", "although")
        ):
            break
        if index > first and is_verb(token) and not is_name_word(token) and token.lower in cues.AUXILIARIES:
            break
        if (
            index > first
            and is_name_word(items[index - 1])
            and token.lower in ("the", "a", "an", "it", "there", "he", "she", "they", "this")
        ):
            break
        if token.text == "(" and not (index + 2 < len(items) and items[index + 2].text == ")"):
            break
        last = index
    return last


def prepositional(items: list[Token], at: int, cue: tuple[int, int], subject: Subject, end: int, lemma: str) -> Frame | None:
    """The frame of a source named in a phrase that begins at `at` and ends at `end`, before or after what is said."""
    before = at - 1
    while before >= 0 and items[before].text in (",", "—", "–", "(", "-", "--"):
        before -= 1
    opens = before < 0 or items[at - 1].lower in cues.BREAKS or items[at - 1].lower in ("and", "that", "but")
    if opens or (before < 3 and not any(is_verb(token) for token in items[: before + 1]) and items[before].tag != "QUOTE"):
        first = end + 1
        while first < len(items) and items[first].text in (",", ":", "—", "–"):
            first += 1
        if first < len(items) and items[first].lower in cues.RELATIVES:  # "According to the actor, who rose to fame, he ..."
            first = next((index + 1 for index in range(first, len(items)) if items[index].text == ","), len(items))
        if first < len(items):
            return Frame(cue, subject, first, len(items) - 1, "according", lemma, [])
        return None
    quoted = end + 2 < len(items) and items[end + 1].text in (",", ":") and items[end + 2].tag == "QUOTE"
    if quoted and items[before].tag != "QUOTE":  # "it is, according to X, '...'"
        return Frame(cue, subject, end + 2, len(items) - 1, "according", lemma, [])
    start = left_limit(items, before)
    rest = None
    after = end + 1
    if after < len(items) and items[after].text in (",", "—", "–") and after + 1 < len(items):
        rest = [(after + 1, len(items) - 1)]
    return Frame(cue, subject, start, before, "according", lemma, [], rest=rest)
