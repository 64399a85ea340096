"""Verbs of saying, telling, thinking and showing: where what is said stands, before or after the cue, and whose it is."""

from __future__ import annotations

from services.extract.claims import complements, cues, subjects
from services.extract.claims.acceptance import accepts, speaks
from services.extract.claims.acts import act
from services.extract.claims.adjuncts import STATEMENTS
from services.extract.claims.citing import quoting
from services.extract.claims.complements import Complement
from services.extract.claims.cues import Cue
from services.extract.claims.figure_acts import figure_before
from services.extract.claims.frames import Frame, said_before
from services.extract.claims.inverted import right_of
from services.extract.claims.lexical import FINITE, can_speak, is_verb
from services.extract.claims.participles import participle, shared_subject
from services.extract.claims.passives import passive
from services.extract.claims.phrase_walk import Subject
from services.extract.claims.subjects import BE, auxiliary_chain, first_person, is_joined
from services.extract.claims.text import Token

_TRAILED = frozenset(["say", "tell", "argue", "warn"])
_PARTICIPLES = frozenset(["written", "shown", "known", "seen", "sung", "begun", "sworn", "foreseen"])
_OWN_VOICE = frozenset(["who", "whose", "as", "when", "after", "before", "where", "although", "since"])  # behind "X said, ..."
_SPANS = frozenset(["over", "during", "since", "between", "in", "by", "until"])  # open what is said with a time
_MOMENTS = frozenset(["as", "when", "while", "after", "before", "following", "during"])
_SCENES = frozenset(["as", "when", "while"])
_NOT_PRESENT = frozenset(["VBD", "VBG", "VBN"])
_MODALS = frozenset(["would", "could", "should", "might", "may", "can", "must", "couldn't", "wouldn't", "can't"])


def verb_frame(items: list[Token], at: int, cue: Cue, frames: list[Frame]) -> Frame | None:
    """The frame that the verb at `at` opens, or None where it is none."""
    chain = auxiliary_chain(items, at)
    auxiliary = next((word for word in chain if word not in cues.NEGATIONS), "")
    if _is_unreal(items, at, cue, chain):
        return None
    if cue.form == "past" and not chain and (told := _told_by(items, at, cue)) is not None:
        return told
    if cue.form == "past" and auxiliary in BE:
        return passive(items, at) if items[at].lower not in cues.PASSIVE else None
    if cue.form == "ing" and not any(word in BE for word in chain):
        return participle(items, at, cue, frames)
    negated = any(word in cues.NEGATIONS or word.endswith("n't") for word in chain)
    if negated and "think" not in cue.frames:
        return None  # "has not confirmed"
    frame = quoting(items, at, cue) or _finite(items, at, cue, frames, chain)
    if frame is not None:
        frame.negated = negated
    return frame


def _told_of(items: list[Token], at: int, cue: Cue, subject: Subject) -> Frame | None:
    """ "The 300 deaths (that) the ministry reported": the figure before a clause is put forward by its subject."""
    told = figure_before(items, subject.first - 1) if cue.frames & {"say", "show", "think"} else None
    return Frame((at, at), subject, *told, "after", cue.lemma, []) if told else None


def _told_by(items: list[Token], at: int, cue: Cue) -> Frame | None:
    """ "The 2.4 percent forecast by economists": the figure before a participle is put forward by whom "by" names."""
    if at + 2 >= len(items) or items[at + 1].lower != "by" or (told := figure_before(items, at - 1)) is None:
        return None
    subject = right_of(items, at + 1)
    if subject is None or not cue.frames & {"say", "show", "think"} or not speaks(items, subject, cue):
        return None
    return Frame((at, at), subject, *told, "after", cue.lemma, [])


def _is_unreal(items: list[Token], at: int, cue: Cue, chain: list[str]) -> bool:
    """Whether a form tells of nothing said: an infinitive, "she would say so", "helped write", "the songs ever written"."""
    if items[at].lower in _PARTICIPLES and not chain:
        return True
    if cue.form != "base" or not at:
        return False
    before = items[at - 1]
    if before.lower == "to":
        return not _says_to(items, at)
    return not _MODALS.isdisjoint(chain) or (before.tag in ("VBD", "VBZ", "VBN", "VB") and before.lower not in cues.AUXILIARIES)


def _finite(items: list[Token], at: int, cue: Cue, frames: list[Frame], chain: list[str]) -> Frame | None:
    """The frame of a finite verb with its subject before it or, inverted, behind it."""
    what = complements.after(items, at, told="tell" in cue.frames)
    subject = _subject(items, at, cue, frames)
    held = subject is not None and (cue.lemma in cues.AMBIGUOUS or cue.form == "base") and _holds_verb(items, subject, cue)
    if held and cue.lemma in cues.AMBIGUOUS:
        return None
    inverted = held or subject is None or not speaks(items, subject, cue)
    if inverted:
        subject = _inverted(items, at, cue)
    if subject is None or first_person(items, subject) or _is_to_come(items, cue, subject, what, chain):
        return None
    frame = _speech(items, at, cue, subject, what, inverted) or act(items, at, cue, subject)
    if frame is not None:
        frame.relay = [what.addressee] if what.addressee else []
        frame.joined = not inverted and subject.last < at and (is_joined(items, at) or _is_strung(items, at, cue, frames))
    return frame


def _is_to_come(items: list[Token], cue: Cue, subject: Subject, what: Complement, chain: list[str]) -> bool:
    """Whether it is only announced that something will be said ("will announce the cuts on Friday")."""
    if "will" not in chain or what.kind != "clause" or cue.lemma in _TRAILED:
        return False
    return can_speak(items, subject.first, subject.last) != "document"


def _holds_verb(items: list[Token], subject: Subject, cue: Cue) -> bool:
    """Whether a finite verb outside a relative clause stands in what was taken for a subject: the cue is a noun then."""
    inside = items[subject.first + 1 : subject.last + 1]
    reduced = cue.form == "past"  # "data released this week showed": what looks finite may be a participle
    finite = any(token.tag in FINITE and not (reduced and token.lower.endswith("ed")) for token in inside)
    return finite and not any(token.lower in cues.RELATIVES | {"that"} for token in inside)


def _says_to(items: list[Token], at: int) -> bool:
    """Whether the infinitive tells what was really said: "went on to say", "appears to show"."""
    return at >= 2 and items[at - 2].lower in subjects.LEADING_TO


def _inverted(items: list[Token], at: int, cue: Cue) -> Subject | None:
    """The subject behind the verb, when what is said stands before it: `"...," said X`."""
    if not cue.frames & {"say", "voice", "think"} or at == 0 or cue.form == "ing":
        return None
    before = items[at - 1]
    if before.tag != "QUOTE" and before.text not in (",", "—", "–", "”", "’", "'"):
        return None
    subject = right_of(items, at)
    if subject is None or (cue.form == "base" and items[subject.last].tag != "NNS"):  # "..., say analysts"
        return None
    follower = items[subject.last + 1] if subject.last + 1 < len(items) else None
    quoted = before.tag == "QUOTE" or (at >= 2 and items[at - 2].tag == "QUOTE")
    if not quoted and not can_speak(items, subject.first, subject.last):
        return None
    if (
        not quoted
        and follower is not None
        and follower.kind != "sign"
        and follower.lower not in cues.PREPOSITIONS | cues.RELATIVES | cues.TIME_WORDS
    ):
        return None
    return subject


def _speech(items: list[Token], at: int, cue: Cue, subject: Subject, what: Complement, inverted: bool) -> Frame | None:
    """Saying, telling, thinking and showing: what is said after the cue, or before it when nothing follows."""
    if not cue.frames & {"say", "tell", "think", "show", "voice"}:
        return None
    edge = subject.last + 1 if inverted else at + 1
    if inverted:
        what = complements.after(items, _past_bracket(items, edge) - 1, told=False)
    left = said_before(items, subject, at, inverted) if inverted or not is_joined(items, at) else None
    if left is not None and not inverted and what.first is not None and _is_only_beside(items, left, what):
        what = Complement("end", None, at + 1, what.addressee)
    if left is not None and (inverted or what.kind in ("end", "quote", "colon")):
        return _before_cue(items, at, cue, subject, left, what)
    if left is None and not inverted and cue.lemma in ("say", "add") and _goes_on(items, at + 1, what):
        what = Complement("clause", at + 1, at + 1, what.addressee)
    if what.first is None or inverted:
        told = _told_of(items, at, cue, subject) if what.kind == "end" and not inverted else None
        return told or _colon_ahead(items, at, cue, subject, what)
    if not accepts(items, cue, subject, what):
        return _told_of(items, at, cue, subject) if what.kind == "clause" else None
    margin = items[0].lower == "by" and items[1].kind == "number" and subject.clause > 2  # "By 56% to 35%, voters said ..."
    rest = [(0, subject.clause - 1)] if margin else None
    return Frame((at, at), subject, what.first, _said_end(items, what), "before", cue.lemma, [], rest=rest)


def _past_bracket(items: list[Token], at: int) -> int:
    """Behind an acronym in brackets at `at`: "said the Institute for Roads | (IFR)"."""
    short = at + 2 < len(items) and items[at].text == "(" and items[at + 2].text == ")"
    return at + 3 if short else at


def _goes_on(items: list[Token], first: int, what: Complement) -> bool:
    """Whether a clause stands behind the time or place that opens what is said: "said over the past year, it had spent 40"."""
    comma = what.resume
    opened = what.kind == "end" and comma + 1 < len(items) and items[comma].text == "," and items[first].lower in _SPANS
    opened = opened and STATEMENTS.isdisjoint(token.lower for token in items[first:comma])
    return opened and complements.is_clause(items, comma + 1, len(items) - 1)


def _said_end(items: list[Token], what: Complement) -> int:
    """Last item of what is said: the last quotation where the outlet goes on with the scene (`chanted "...," as ...`)."""
    last = len(items) - 1
    if what.kind != "quote":
        return last
    quote = next(at for at in range(last, -1, -1) if items[at].tag == "QUOTE")
    behind = quote + 1 + (quote < last and items[quote + 1].text == ",")
    return quote if behind <= last and items[behind].lower in _SCENES else last


def _is_only_beside(items: list[Token], left: tuple[int, int], what: Complement) -> bool:
    """Whether what follows the cue only tells of its moment: `"...," X said as he signed the order`."""
    if what.kind not in ("clause", "that"):
        return False
    told = any(is_verb(token) for token in items[left[0] : left[1] + 1])
    return items[left[1]].tag == "QUOTE" or (told and what.first is not None and items[what.first].lower in _MOMENTS)


def _before_cue(  # noqa: PLR0911
    items: list[Token], at: int, cue: Cue, subject: Subject, left: tuple[int, int], what: Complement
) -> Frame | None:
    """What is said stands before the cue; a short connective before it means that it follows ("But, she says, she ...")."""
    first, last = left
    resumes = what.resume < len(items) - 1 and items[what.resume].text in (",", "—", "–", ":") and what.kind in ("end", "quote")
    spoken = any(items[index].tag == "QUOTE" for index in range(first, last + 1))
    lead = _short_lead(items, first, last)
    if lead and what.kind == "end" and resumes and not spoken:
        # "..., and now, he says, we are back": what follows is said, what came before is his too.
        return Frame((at, at), subject, what.resume + 1, len(items) - 1, "before", cue.lemma, [], rest=[(first, lead - 1)])
    verbal = spoken or any(is_verb(items[index]) for index in range(first, last + 1))
    if "think" in cue.frames and "say" not in cue.frames and what.kind == "clause":
        return None
    if not verbal:
        start = what.first if what.first is not None else what.resume + 1 if resumes else None
        if start is None or start >= len(items):
            if what.kind == "end" and last - first >= 1 and "say" in cue.frames:
                return Frame((at, at), subject, first, last, "after", cue.lemma, [])
            return None
        return Frame((at, at), subject, start, len(items) - 1, "before", cue.lemma, [])
    if what.kind in ("quote", "colon") and not spoken and what.first is not None:
        # "When the dam broke, he said: '...'": the quotation is what is said.
        return Frame((at, at), subject, what.first, len(items) - 1, "before", cue.lemma, [])
    if _subordinate(items, first, last) and what.kind != "end" and not spoken:
        return None
    parenthetic = subject.first < at or cue.form == "base"  # "X said, ..." and ", say analysts, ..."
    goes_on = resumes and parenthetic and items[what.resume + 1].lower not in _OWN_VOICE
    rest = [(what.resume + 1, len(items) - 1)] if goes_on else None
    if what.kind == "quote" and what.first is not None:
        rest = [(what.first, len(items) - 1)]
    if not cue.frames & {"say", "voice", "tell", "think"} and not spoken and "show" not in cue.frames:
        return None
    return Frame((at, at), subject, first, last, "after", cue.lemma, [], rest=rest)


def _short_lead(items: list[Token], first: int, last: int) -> int:
    """Where the connective right before a parenthesis begins ("and now"), when words with a verb stand before it; else 0."""
    begin = last
    while begin > first and items[begin - 1].text != ",":
        begin -= 1
    short = begin > first and last - begin < 3 and items[begin].lower in ("and", "but", "so", "yet", "then")
    return begin if short and not any(is_verb(token) for token in items[begin : last + 1]) else 0


def _subordinate(items: list[Token], first: int, last: int) -> bool:
    return items[first].lower in (
        "when",
        "while",
        "if",
        "after",
        "as",
        "although",
        "though",
        "because",
        "since",
        "before",
        "asked",
    )


def _colon_ahead(items: list[Token], at: int, cue: Cue, subject: Subject, what: Complement) -> Frame | None:
    """ "X said:" at the end of its paragraph: what is said is the quotation that comes next."""
    if what.kind == "colon" and what.first is None and cue.frames & {"say", "tell", "voice", "show"}:
        return Frame((at, at), subject, at, at, "ahead", cue.lemma, [])
    return None


def _subject(items: list[Token], at: int, cue: Cue, frames: list[Frame]) -> Subject | None:
    """The subject on the left; a second verb without one ("denied it and said") shares that of the first."""
    if is_joined(items, at) or (at and items[at - 1].text == "," and items[at].lower in ("but", "then")):
        return subjects.of_relative(items, at) or shared_subject(items, at, frames)
    found = subjects.left_of(items, at)
    return shared_subject(items, at, frames) if found is None and _is_strung(items, at, cue, frames) else found


def _is_strung(items: list[Token], at: int, cue: Cue, frames: list[Frame]) -> bool:
    """Whether a verb follows a comma as the second of two in the present: "Police deny a cover-up, admit 12 deaths"."""
    if not at or items[at - 1].text != "," or cue.form not in ("third", "base") or _inverted(items, at, cue) is not None:
        return False
    before = next((frame for frame in reversed(frames) if frame.frame in ("before", "act")), None)
    return before is not None and before.cue[1] < before.first < at and items[before.cue[0]].tag not in _NOT_PRESENT
