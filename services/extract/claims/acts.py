"""Speech acts: "denied the charges", "accused him of ...", "urged residents to ...", "vowed to ...", "called for ..."."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.cues import OBJECT, Cue
from services.extract.claims.figure_acts import REQUESTING, puts_forward
from services.extract.claims.frames import Frame
from services.extract.claims.lexical import can_speak
from services.extract.claims.phrase_walk import Subject
from services.extract.claims.text import Token
from services.extract.claims.tokens import is_number

_NAMING = frozenset(["call", "label", "brand", "dub"])
# What a verb says together with a word: "called for 300 homes", "called on him", "ruled out" (not "ruled it unlawful").
_TOGETHER = {("call", "for"): "demand", ("call", "on"): "urge", ("call", "upon"): "urge", ("rule", "out"): "reject"}
_POLLS = frozenset(["poll", "polls", "survey", "surveys"])
_FORETELLING = frozenset(
    ["forecasters", "analysts", "economists", "investors", "markets", "strategists", "traders", "pollsters"]
)
_DAY = 5  # items of "on Monday, May 20"
_PARTY_REACH = 10  # items from "gave" over the party's name to its figure
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


def act(items: list[Token], at: int, cue: Cue, subject: Subject) -> Frame | None:
    """The frame of a verb that does something by saying: "denied it", "urged residents to ...", "described it as ..."."""
    if "act" not in cue.frames or at + 1 >= len(items) or not _can_act(items, subject):
        return None
    first, last = at + 1, len(items) - 1
    word = items[first].lower
    if items[first].kind == "sign" and items[first].tag != "QUOTE":
        return None
    if cue.lemma in OBJECT["to"] and (to := _infinitive(items, first)) is not None:
        return Frame((at, at), subject, to, last, "act", cue.lemma, [])
    if (cue.lemma, word) in _TOGETHER and first < last:
        return Frame((at, first), subject, first + 1, last, "act", _TOGETHER[cue.lemma, word], [])
    if not _foretells(items, at, cue.lemma, subject) and (cue.lemma == "rule" or not _takes_object(items, cue, first)):
        return None
    return Frame((at, at), subject, first, _object_end(items, first, last), "act", cue.lemma, [])


def _infinitive(items: list[Token], first: int) -> int | None:
    """Where "to" opens what is vowed, behind a day at most: "pledged | on May 20 | to raise"; None where it does not."""
    at = first
    while at < min(len(items) - 1, first + _DAY) and (
        items[at].lower in cues.TIME_WORDS or items[at].lower == "on" or items[at].kind == "number"
    ):
        at += 1
    return at if items[at].lower == "to" else None


def _can_act(items: list[Token], subject: Subject) -> bool:
    pronoun = subject.first == subject.last and items[subject.last].lower in cues.SUBJECT_PRONOUNS
    return pronoun or can_speak(items, subject.first, subject.last) != ""


def _foretells(items: list[Token], at: int, lemma: str, subject: Subject) -> bool:
    """Whether a figure is told by those who foretell: "an exit poll gave the Greens 30 to 36 seats", "forecasters see a 65 per
    cent chance of rain"."""
    if lemma == "see":
        tells = items[subject.last].lower in _FORETELLING
    else:
        tells = lemma in ("give", "put") and any(token.lower in _POLLS for token in items[subject.first : subject.last + 1])
    return tells and any(is_number(token) for token in items[at + 1 : at + 1 + _PARTY_REACH])


def _takes_object(items: list[Token], cue: Cue, first: int) -> bool:
    """Whether what follows the verb is what its speech act wants: an object alone, or with "of", "for", "as", "to"."""
    lemma, word = cue.lemma, items[first].lower
    if word in ("for", "on", "against") and lemma not in OBJECT["for"] | REQUESTING:
        return False
    if lemma in ("deny", "reject") and any(token.lower in _REQUESTS for token in items[first : first + 7]):
        return False  # a court denies a motion
    rest = items[first : _clause_limit(items, first) + 1]
    inner = {token.lower for token in rest[1:]}
    return (
        (lemma in OBJECT["person_to"] and "to" in inner)
        or (lemma in OBJECT["of"] and "of" in inner)
        or (lemma in OBJECT["for"] and lemma != "call" and ("for" in inner or word == "for"))
        or (lemma in OBJECT["as"] and "as" in inner)
        or (lemma in OBJECT["gerund"] and word.endswith("ing"))
        or (lemma in OBJECT["noun"] and word not in ("by", "to", "in", "at", "with"))
        or (lemma in _NAMING and any(token.tag == "QUOTE" for token in rest))
        or puts_forward(items, lemma, first)
    )


def _object_end(items: list[Token], first: int, last: int) -> int:
    """Last item of the object: before a second verb ("condemned the attack and offered a reward")."""
    for at in range(first + 1, last):
        if items[at].lower == "and" and items[at + 1].tag in ("VBD", "VBZ"):
            return at - 1
    return last


def _clause_limit(items: list[Token], first: int) -> int:
    for index in range(first, min(len(items), first + 30)):
        if items[index].text in (";", ".", "—", "–"):
            return index - 1
    return min(len(items), first + 30) - 1
