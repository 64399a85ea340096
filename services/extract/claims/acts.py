"""Speech acts, passives and nouns that carry what is said: "denied the charges", "it is believed that", "allegations that"."""

from __future__ import annotations

from services.extract.claims import complements, cues, subjects
from services.extract.claims.complements import is_clause
from services.extract.claims.cues import OBJECT, Cue
from services.extract.claims.frames import Frame, said_before
from services.extract.claims.lexical import ADJECTIVES, FINITE, can_speak
from services.extract.claims.phrase_walk import Subject, phrase_ending
from services.extract.claims.subjects import BE, auxiliary_chain
from services.extract.claims.text import Token

_NAMING = frozenset(["call", "label", "brand", "dub"])
_CALLS = {"for": "demand", "on": "urge", "upon": "urge"}  # "called for 300 homes", "called on him to resign"
_REQUESTS = frozenset(
    [
        "request",
        "motion",
        "petition",
        "bail",
        "appeal",
        "application",
        "permission",
        "access",
        "entry",
        "offer",
        "bid",
        "parole",
    ]
)


def act(items: list[Token], at: int, cue: Cue, subject: Subject) -> Frame | None:  # noqa: PLR0911
    """Speech acts: "denied the charges", "accused him of ...", "urged residents to ...", "vowed to ...", "described it as ..."."""  # noqa: E501
    if "act" not in cue.frames or at + 1 >= len(items):
        return None
    kind = can_speak(items, subject.first, subject.last)
    pronoun = items[subject.last].lower in cues.SUBJECT_PRONOUNS and subject.first == subject.last
    if not pronoun and kind not in ("person", "organisation", "name", "outlet", "document"):
        return None
    first, last = at + 1, len(items) - 1
    word = items[first].lower
    if items[first].kind == "sign" and items[first].tag != "QUOTE":
        return None
    end = at
    if cue.lemma in OBJECT["to"] and word == "to":
        return Frame((at, at), subject, first, last, "act", cue.lemma, [])
    if cue.lemma == "call" and not any(token.tag == "QUOTE" for token in items[first : first + 8]):
        if word not in ("for", "on", "upon"):
            return None
        end = first
    elif cue.lemma != "call" and (word in ("for", "on", "against") and cue.lemma not in OBJECT["for"]):
        return None
    limit = _clause_limit(items, first)
    if cue.lemma in ("deny", "reject") and any(token.lower in _REQUESTS for token in items[first : first + 7]):
        return None  # a court denies a motion
    inner = [items[index].lower for index in range(first, limit + 1)]
    wanted = (
        (cue.lemma in OBJECT["person_to"] and "to" in inner[1:])
        or (cue.lemma in OBJECT["of"] and "of" in inner[1:])
        or (cue.lemma in OBJECT["for"] and "for" in inner)
        or (cue.lemma in OBJECT["as"] and "as" in inner[1:])
        or (cue.lemma in OBJECT["gerund"] and word.endswith("ing"))
        or (cue.lemma in OBJECT["noun"] and word not in ("by", "to", "in", "at", "with"))
        or (cue.lemma == "call" and end > at)
        or (cue.lemma in _NAMING and any(token.tag == "QUOTE" for token in items[first : limit + 1]))
    )
    if not wanted or end + 1 > last:
        return None
    lemma = _CALLS.get(word, cue.lemma) if end > at else cue.lemma
    return Frame((at, end), subject, end + 1, last, "act", lemma, [])


def _clause_limit(items: list[Token], first: int) -> int:
    for index in range(first, min(len(items), first + 30)):
        if items[index].text in (";", ".", "—", "–"):
            return index - 1
    return min(len(items), first + 30) - 1


def passive(items: list[Token], at: int) -> Frame | None:  # noqa: PLR0911
    """ "It is believed that ...", "X is said to ...", "X was quoted as saying ..."."""
    low = items[at].lower
    chain = auxiliary_chain(items, at)
    if next((word for word in chain if word not in cues.NEGATIONS), "") not in BE or at + 1 >= len(items):
        return None
    nxt = items[at + 1].lower
    begin = at - len(chain)
    while begin > 0 and (items[begin - 1].lower in cues.AUXILIARIES or items[begin - 1].lower in cues.ADVERBS):
        begin -= 1
    if low in cues.AS_SAYING and nxt == "as" and at + 2 < len(items) and items[at + 2].lower in ("saying", "telling"):
        subject = subjects.left_of(items, at)
        what = complements.after(items, at + 2, told=items[at + 2].lower == "telling")
        if subject is None:
            return None
        if what.first is None:
            left = said_before(items, subject, at, False)
            return Frame((at, at + 2), subject, left[0], left[1], "after", "say", []) if left else None
        return Frame((at, at + 2), subject, what.first, len(items) - 1, "before", "say", [])
    if low not in cues.PASSIVE:
        return None
    words = " ".join(token.lower for token in items[begin : at + 1])
    impersonal = begin > 0 and items[begin - 1].lower == "it"
    if (impersonal and nxt == "that") or (
        impersonal
        and at + 2 < len(items)
        and low not in ("known", "considered", "deemed")
        and is_clause(items, at + 1, len(items) - 1)
    ):
        first = at + 2 if nxt == "that" else at + 1
        return (
            Frame((at, at), None, first, len(items) - 1, "passive", low, [], unnamed=f"it {words}")
            if first < len(items)
            else None
        )
    if nxt == "to" and low not in ("known", "considered", "deemed", "feared") and at + 2 < len(items):
        subject = subjects.left_of(items, at)
        first = subject.first if subject else max(0, begin - 1)
        return Frame(
            (at, at), None, first, len(items) - 1, "passive", low, [], unnamed=words.removeprefix("'s ").removeprefix("’s ")
        )
    return None


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
