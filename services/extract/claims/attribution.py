"""Attributions: the passages in which somebody other than the outlet is said to say something (source, cue, content).

The model is that of PARC and PolNeAR. Each view of a sentence is read once, cue by cue from left to right; a cue opens a
frame when a subject that can speak stands where its frame wants one and something that can be said follows or precedes.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.extract.claims import complements, cues, subjects
from services.extract.claims.complements import PHRASE, STRICT, is_clause
from services.extract.claims.cues import CUES, OBJECT, Cue
from services.extract.claims.lexical import ADJECTIVES, DOCUMENTS, FINITE, NOUNS, VERBAL, can_speak, is_name_word, is_verb
from services.extract.claims.subjects import Subject
from services.extract.claims.text import Token
from services.extract.claims.views import QuoteItem, View

Span = tuple[int, int]

_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "'s", "'re"])
_CLOSING = frozenset(".,;:!?…—–-")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attributed passage; spans are offsets. `source` is None where the text names no speaker at this place.

    `frame` tells how it was found; `lemma` is the cue's; `relay` the spans of outlets that pass it on. `unnamed` holds the words
    that stand for a missing source ("it is believed"). `chain` is that of the quotation it is the words of, or -1.
    """  # noqa: E501

    sentence: int
    source: Span | None
    cue: Span | None
    content: Span
    frame: str
    lemma: str = ""
    relay: tuple[Span, ...] = ()
    unnamed: str | None = None
    negated: bool = False
    inside: int = -1
    chain: int = -1
    rest: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Frame:
    """A frame under construction, in items of its view; `first`..`last` is the content."""

    cue: tuple[int, int]
    subject: Subject | None
    first: int
    last: int
    frame: str
    lemma: str
    relay: list[tuple[int, int]]
    unnamed: str | None = None
    negated: bool = False
    rest: list[tuple[int, int]] | None = None
    joined: bool = False


def read_view(view: View) -> list[Attribution]:
    """The attributions of one view of a sentence, in the order of their cues."""
    items = view.items
    frames: list[_Frame] = []
    for at, token in enumerate(items):
        frame = _frame_at(items, at, token, frames)
        if frame is not None:
            _cut(items, frames, frame)
            frames.append(frame)
    return [made for frame in frames if (made := _finish(view, frame)) is not None]


def _frame_at(items: list[Token], at: int, token: Token, frames: list[_Frame]) -> _Frame | None:
    low = token.lower
    if low == "according":
        return _according(items, at)
    if low == "per" and at + 1 < len(items):
        return _per(items, at)
    cue = CUES.get(low)
    if cue is not None and not _in_name(items, at) and (token.tag in VERBAL or not _is_noun_here(items, at)):
        frame = _verb_frame(items, at, cue, frames)
        if frame is not None:
            return frame
    if low in cues.PASSIVE and at > 0:
        frame = _passive(items, at)
        if frame is not None:
            return frame
    if low in cues.NOUNS_THAT or low in cues.EXPECTATIONS:
        return _noun(items, at)
    return None


def _in_name(items: list[Token], at: int) -> bool:
    """Whether a capitalised form is part of a name ("State Department"), not a verb set in the capitals of a headline."""
    if not at or not items[at].text[0].isupper() or items[at].tag in ("VBZ", "VBD"):
        return False
    return is_name_word(items[at - 1]) or (at + 1 < len(items) and is_name_word(items[at + 1]))


def _is_noun_here(items: list[Token], at: int) -> bool:
    """Whether a form that may be a noun ("reports", "claim") is one: a determiner, adjective or preposition stands before it."""  # noqa: E501
    token = items[at]
    if at == 0:
        return token.tag in NOUNS or token.tag in ADJECTIVES
    before = items[at - 1]
    if before.lower in cues.DETERMINERS and before.lower not in (
        "all",
        "both",
        "each",
        "many",
        "several",
        "some",
        "that",
        "this",
        "most",
        "one",
    ):
        return True
    if before.kind == "clitic" or before.lower in cues.PREPOSITIONS or before.tag in ADJECTIVES:
        return True
    return (
        token.tag in NOUNS
        and CUES[token.lower].form in ("base", "third", "ing")
        and before.tag not in NOUNS
        and before.tag != "PRP"
    )


# ---------------------------------------------------------------- prepositions


def _according(items: list[Token], at: int) -> _Frame | None:
    """ "According to X, ..." and "..., according to X"."""
    if at + 2 >= len(items) or items[at + 1].lower != "to":
        return None
    last = _source_end(items, at + 2)
    if last < at + 2:
        return None
    subject = Subject(at + 2, last, at)
    if items[at + 2].lower in ("plan", "plans", "schedule", "me", "you", "us"):
        return None
    return _prepositional(items, at, (at, at + 1), subject, last, "according")


def _per(items: list[Token], at: int) -> _Frame | None:
    """ "..., per X" and "as per X": a named source, never a rate ("per cent", "per month")."""
    named = is_name_word(items[at + 1]) or (
        items[at + 1].lower in ("the", "a") and at + 2 < len(items) and items[at + 2].lower in DOCUMENTS
    )
    before = items[at - 1] if at else None
    if not named or (before is not None and before.text not in (",", "”") and before.lower != "as" and before.tag != "QUOTE"):
        return None
    last = _source_end(items, at + 1)
    return _prepositional(items, at, (at, at), Subject(at + 1, last, at), last, "per")


def _source_end(items: list[Token], first: int) -> int:
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
        last = index
    return last


def _prepositional(items: list[Token], at: int, cue: tuple[int, int], subject: Subject, end: int, lemma: str) -> _Frame | None:
    before = at - 1
    while before >= 0 and items[before].text in (",", "—", "–", "(", "-", "--"):
        before -= 1
    opens = before < 0 or items[at - 1].lower in cues.BREAKS or items[at - 1].lower in ("and", "that", "but")
    if opens or (before < 3 and not any(is_verb(token) for token in items[: before + 1]) and items[before].tag != "QUOTE"):
        first = end + 1
        while first < len(items) and items[first].text in (",", ":", "—", "–"):
            first += 1
        if first < len(items):
            return _Frame(cue, subject, first, len(items) - 1, "according", lemma, [])
        return None
    start = _left_limit(items, before)
    rest = None
    after = end + 1
    if after < len(items) and items[after].text in (",", "—", "–") and after + 1 < len(items):
        rest = [(after + 1, len(items) - 1)]
    return _Frame(cue, subject, start, before, "according", lemma, [], rest=rest)


def _left_limit(items: list[Token], last: int) -> int:
    """First item of what is said before a cue: the beginning of its sentence, behind a semicolon or a connective."""
    start = 0
    for index in range(last - 1, -1, -1):
        if items[index].text == ";":
            start = index + 1
            break
    while start < last and (items[start].lower in ("and", "but", "so", "or") or items[start].text in (",", "-", "–", "—")):
        start += 1
    return start


# ---------------------------------------------------------------- verbs


def _verb_frame(items: list[Token], at: int, cue: Cue, frames: list[_Frame]) -> _Frame | None:  # noqa: PLR0911
    """The frame that the verb at `at` opens, or None where it is none."""
    if cue.form == "base" and at and items[at - 1].lower == "to" and not _says_to(items, at):
        return None
    chain = _auxiliary_chain(items, at)
    passive = cue.form == "past" and any(word in _BE for word in chain[:1])
    if passive:
        return _passive(items, at) if items[at].lower not in cues.PASSIVE else None
    negated = any(word in cues.NEGATIONS or word.endswith("n't") for word in chain)
    if cue.form == "ing" and not any(word in _BE for word in chain):
        return _participle(items, at, cue, frames)
    if negated and "think" not in cue.frames:
        return None
    told = "tell" in cue.frames
    what = complements.after(items, at, told=told)
    inverted = None
    subject = _subject(items, at, frames)
    if subject is None or not _speaks(items, subject, cue):
        inverted = _inverted(items, at, cue)
        if inverted is None:
            return None
        subject = inverted
    if subject is None or _first_person(items, subject):
        return None
    frame = _speech(items, at, cue, subject, what, inverted is not None) or _act(items, at, cue, subject)
    if frame is not None:
        frame.negated = negated
        frame.joined = inverted is None and subject.last < at and _is_joined(items, at)
    return frame


def _auxiliary_chain(items: list[Token], at: int) -> list[str]:
    """Lower-case auxiliaries, adverbs and negations right before the verb, nearest first."""
    found = []
    for index in range(at - 1, max(-1, at - 6), -1):
        low = items[index].lower
        if low in cues.AUXILIARIES:
            found.append(low)
        elif low not in cues.ADVERBS and not low.endswith("ly"):
            break
    return found


def _says_to(items: list[Token], at: int) -> bool:
    """Whether the infinitive tells what was really said: "went on to say", "appears to show"."""
    return at >= 2 and items[at - 2].lower in subjects.LEADING_TO


def _is_joined(items: list[Token], at: int) -> bool:
    index = at - 1
    while index >= 0 and (
        items[index].lower in cues.ADVERBS or items[index].lower in cues.AUXILIARIES or items[index].lower.endswith("ly")
    ):
        index -= 1
    if index > 1 and items[index].text == ",":  # "and, given the data, expects"
        opening = next((back for back in range(index - 1, max(0, index - 25), -1) if items[back].text == ","), 0)
        return opening > 0 and items[opening - 1].lower in ("and", "but")
    return index >= 0 and items[index].lower in ("and", "but", "or", "then", "yet")


def _subject(items: list[Token], at: int, frames: list[_Frame]) -> Subject | None:
    """The subject on the left; a second verb without one ("denied it and said") shares that of the first."""
    if _is_joined(items, at) or (at and items[at - 1].text == "," and items[at].lower in ("but", "then")):
        return _shared(items, at, frames)
    return subjects.left_of(items, at)


def _shared(items: list[Token], at: int, frames: list[_Frame]) -> Subject | None:
    for frame in reversed(frames):
        if frame.subject is not None and frame.frame in ("before", "act", "participle", "after") and frame.subject.last < at:
            return frame.subject
    return subjects.opening(items, at)


def _first_person(items: list[Token], subject: Subject) -> bool:
    return subject.first == subject.last and items[subject.first].lower in ("i", "we", "you", "me", "us")


def _speaks(items: list[Token], subject: Subject, cue: Cue) -> bool:
    """Whether the subject can be the source of this cue: a speaker for saying, a document or body for showing."""
    low = items[subject.last].lower
    if subject.first == subject.last and low in cues.SUBJECT_PRONOUNS:
        return low != "it" or bool(cue.frames & {"say", "show", "tell", "act"})
    kind = can_speak(items, subject.first, subject.last)
    if kind == "document":
        return bool(cue.frames & {"show", "say"})
    if kind == "":
        return cue.lemma in ("say", "tell", "insist", "add") and items[subject.last].tag in NOUNS
    return True


def _inverted(items: list[Token], at: int, cue: Cue) -> Subject | None:
    """The subject behind the verb, when what is said stands before it: `"...," said X`."""
    if not cue.frames & {"say", "voice", "think"} or at == 0 or cue.form not in ("past", "third"):
        return None
    before = items[at - 1]
    if before.tag != "QUOTE" and before.text not in (",", "—", "–", "”", "’", "'"):
        return None
    subject = subjects.right_of(items, at)
    if subject is None or not can_speak(items, subject.first, subject.last):
        return None
    follower = items[subject.last + 1] if subject.last + 1 < len(items) else None
    quoted = before.tag == "QUOTE" or (at >= 2 and items[at - 2].tag == "QUOTE")
    if (
        not quoted
        and follower is not None
        and follower.kind != "sign"
        and follower.lower not in cues.PREPOSITIONS | cues.RELATIVES | cues.TIME_WORDS
    ):
        return None
    return subject


def _speech(
    items: list[Token], at: int, cue: Cue, subject: Subject, what: complements.Complement, inverted: bool
) -> _Frame | None:
    """Saying, telling, thinking and showing: what is said after the cue, or before it when nothing follows."""
    if not cue.frames & {"say", "tell", "think", "show", "voice"}:
        return None
    edge = subject.last + 1 if inverted else at + 1
    if inverted:
        what = complements.after(items, edge - 1, told=False)
    left = _said_before(items, subject, at, inverted)
    if left is not None and (inverted or what.kind in ("end", "quote", "colon")):
        return _before_cue(items, at, cue, subject, left, what)
    if what.first is None or inverted:
        return _colon_ahead(items, at, cue, subject, what)
    if not _accepts(items, cue, subject, what):
        return None
    return _Frame((at, at), subject, what.first, len(items) - 1, "before", cue.lemma, [])


def _said_before(items: list[Token], subject: Subject, at: int, inverted: bool) -> tuple[int, int] | None:
    """The items said before the subject and its verb, when a comma or quotation closes them."""
    clause = at if inverted else subject.clause
    index = clause - 1
    if index < 0:
        return None
    token = items[index]
    if token.tag == "QUOTE" and not (index and items[index - 1].kind != "sign" and not inverted and _is_short(token)):
        return _left_limit(items, index), index
    if token.text not in (",", "—", "–", "”", "-", "--", "’", "'") or clause != (at if inverted else subject.first):
        return None
    last = index - 1
    return (_left_limit(items, last), last) if last >= 0 else None


def _is_short(token: Token) -> bool:
    return token.end - token.start < 12


def _before_cue(  # noqa: PLR0911
    items: list[Token], at: int, cue: Cue, subject: Subject, left: tuple[int, int], what: complements.Complement
) -> _Frame | None:
    """What is said stands before the cue; a short connective before it means that it follows ("But, she says, she ...")."""
    first, last = left
    resumes = what.resume < len(items) - 1 and items[what.resume].text in (",", "—", "–", ":") and what.kind in ("end", "quote")
    spoken = any(items[index].tag == "QUOTE" for index in range(first, last + 1))
    lead = _short_lead(items, first, last)
    if lead and what.kind == "end" and resumes and not spoken:
        # "..., and now, he says, we are back": what follows is said, what came before is his too.
        return _Frame((at, at), subject, what.resume + 1, len(items) - 1, "before", cue.lemma, [], rest=[(first, lead - 1)])
    verbal = spoken or any(is_verb(items[index]) for index in range(first, last + 1))
    if "think" in cue.frames and "say" not in cue.frames and what.kind == "clause":
        return None
    if not verbal:
        start = what.first if what.first is not None else what.resume + 1 if resumes else None
        if start is None or start >= len(items):
            if what.kind == "end" and last - first >= 1 and "say" in cue.frames:
                return _Frame((at, at), subject, first, last, "after", cue.lemma, [])
            return None
        return _Frame((at, at), subject, start, len(items) - 1, "before", cue.lemma, [])
    if what.kind in ("quote", "colon") and not spoken and what.first is not None:
        # "When the dam broke, he said: '...'": the quotation is what is said.
        return _Frame((at, at), subject, what.first, len(items) - 1, "before", cue.lemma, [])
    if _subordinate(items, first, last) and what.kind != "end" and not spoken:
        return None
    rest = [(what.resume + 1, len(items) - 1)] if resumes else None
    if what.kind == "quote" and what.first is not None:
        rest = [(what.first, len(items) - 1)]
    if not cue.frames & {"say", "voice", "tell", "think"} and not spoken and "show" not in cue.frames:
        return None
    return _Frame((at, at), subject, first, last, "after", cue.lemma, [], rest=rest)


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


def _colon_ahead(items: list[Token], at: int, cue: Cue, subject: Subject, what: complements.Complement) -> _Frame | None:
    """ "X said:" at the end of its paragraph: what is said is the quotation that comes next."""
    if what.kind == "colon" and what.first is None and cue.frames & {"say", "tell", "voice", "show"}:
        return _Frame((at, at), subject, at, at, "ahead", cue.lemma, [])
    return None


def _accepts(items: list[Token], cue: Cue, subject: Subject, what: complements.Complement) -> bool:  # noqa: PLR0911
    """Whether the complement found is one that this verb can have."""
    if what.kind in ("that", "quote", "colon"):
        quoted_only = cue.frames <= {"voice"}
        if (
            what.kind == "quote"
            and what.first is not None
            and cue.lemma not in ("say", "tell")
            and isinstance(items[what.first], QuoteItem)
        ):
            return quoted_only or not cue.frames <= {"show"} or can_speak(items, subject.first, subject.last) == "document"
        return what.kind != "that" or not quoted_only or cue.lemma in ("ask", "demand", "urge", "plead")
    if "voice" in cue.frames and not cue.frames & {"say", "tell", "think", "show"}:
        return False
    if what.first is None:
        return False
    kind = can_speak(items, subject.first, subject.last)
    if "tell" in cue.frames:
        return what.addressee is not None and is_clause(items, what.first, len(items) - 1)
    if cue.lemma in STRICT:
        return items[what.first].lower in ("how", "why") and cue.lemma in (
            "explain",
            "describe",
            "share",
            "recall",
            "relate",
            "recount",
        )
    if items[subject.last].lower == "which":
        kind = "document"
    documentary = kind == "document" and "show" in cue.frames
    clause = is_clause(items, what.first, len(items) - 1)
    follower = items[what.first].lower
    if follower in ("to", "of", "by", "if", "whether", "what", "how", "why", "where", "when", "who"):
        return (follower == "to" and cue.lemma == "claim") or (
            follower in ("how", "why") and cue.lemma in ("explain", "describe", "show")
        )
    if cue.lemma in PHRASE:
        if cue.lemma in (
            "find",
            "show",
            "put",
            "list",
            "cite",
            "indicate",
            "detail",
            "reflect",
            "register",
            "count",
            "read",
            "document",
            "record",
            "demonstrate",
            "outline",
            "portray",
            "depict",
            "tally",
        ):
            return (
                documentary
                or (kind == "organisation" and cue.lemma in ("find", "record", "show", "put", "register", "count") and clause)
                or (kind == "organisation" and cue.lemma in ("record", "register", "put", "count"))
            )
        return True
    if documentary:
        return True
    if cue.lemma == "expect":
        return kind != "document" and follower not in ("that",)
    return clause


# ---------------------------------------------------------------- participles, speech acts, passives, nouns


def _participle(items: list[Token], at: int, cue: Cue, frames: list[_Frame]) -> _Frame | None:  # noqa: PLR0911
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
            cue.lemma in ("point", "cite", "call")
            or (cue.lemma in STRICT and cue.lemma != "add")
            or not (comma or before.lower in DOCUMENTS)
        ):
            return None
        if not is_clause(items, what.first, len(items) - 1):
            return None
    elif (
        not comma
        and before.lower not in DOCUMENTS
        and before.lower not in complements.STATEMENTS
        and before.tag not in NOUNS
        and before.tag != "PRP"
    ):
        return None
    subject = _shared(items, at, frames) if comma or before.lower in DOCUMENTS else _shared(items, at, frames)  # noqa: RUF034
    if subject is None or _first_person(items, subject) or not _speaks(items, subject, cue):
        return None
    return _Frame((at, at), subject, what.first, len(items) - 1, "participle", cue.lemma, [], joined=True)


def _act(items: list[Token], at: int, cue: Cue, subject: Subject) -> _Frame | None:  # noqa: PLR0911
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
        return _Frame((at, at), subject, first, last, "act", cue.lemma, [])
    if cue.lemma == "call":
        if word not in ("for", "on", "upon"):
            return None
        end = first
    elif cue.lemma == "call" or (word in ("for", "on", "against") and cue.lemma not in OBJECT["for"]):
        return None
    limit = _clause_limit(items, first)
    inner = [items[index].lower for index in range(first, limit + 1)]
    wanted = (
        (cue.lemma in OBJECT["person_to"] and "to" in inner[1:])
        or (cue.lemma in OBJECT["of"] and "of" in inner[1:])
        or (cue.lemma in OBJECT["for"] and "for" in inner)
        or (cue.lemma in OBJECT["as"] and "as" in inner[1:])
        or (cue.lemma in OBJECT["gerund"] and word.endswith("ing"))
        or (cue.lemma in OBJECT["noun"] and word not in ("by", "to", "in", "at", "with"))
        or cue.lemma == "call"
    )
    if not wanted or end + 1 > last:
        return None
    return _Frame((at, end), subject, end + 1, last, "act", cue.lemma, [])


def _clause_limit(items: list[Token], first: int) -> int:
    for index in range(first, min(len(items), first + 30)):
        if items[index].text in (";", ".", "—", "–"):
            return index - 1
    return min(len(items), first + 30) - 1


def _passive(items: list[Token], at: int) -> _Frame | None:  # noqa: PLR0911
    """ "It is believed that ...", "X is said to ...", "X was quoted as saying ..."."""
    low = items[at].lower
    chain = _auxiliary_chain(items, at)
    if not any(word in _BE for word in chain[:1]) or at + 1 >= len(items):
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
            left = _said_before(items, subject, at, False)
            return _Frame((at, at + 2), subject, left[0], left[1], "after", "say", []) if left else None
        return _Frame((at, at + 2), subject, what.first, len(items) - 1, "before", "say", [])
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
            _Frame((at, at), None, first, len(items) - 1, "passive", low, [], unnamed=f"it {words}")
            if first < len(items)
            else None
        )
    if nxt == "to" and low not in ("known", "considered", "deemed", "feared") and at + 2 < len(items):
        subject = subjects.left_of(items, at)
        first = subject.first if subject else max(0, begin - 1)
        return _Frame((at, at), None, first, len(items) - 1, "passive", low, [], unnamed=words)
    return None


def _noun(items: list[Token], at: int) -> _Frame | None:  # noqa: PLR0911
    """ "Allegations that ...", "reports of ...", "analysts' expectations of ..."."""
    low = items[at].lower
    if at + 3 >= len(items):
        return None
    nxt = items[at + 1].lower
    if (
        low in cues.EXPECTATIONS
        and nxt in ("for", "of")
        and at
        and items[at - 1].lower.strip("’'") in cues.EXPECTING | {"analysts", "economists", "investors", "markets"}
    ):
        return _Frame((at, at), Subject(at - 1, at - 1, at - 1), at + 2, _noun_end(items, at + 2), "noun", low, [])
    if low not in cues.NOUNS_THAT:
        return None
    if (
        items[at + 1].tag in ("VBP", "VBD", "VBZ")
        and items[at + 2].lower == "that"
        and nxt in ("arise", "emerged", "surfaced", "emerge", "circulated", "persist")
    ):
        return _Frame((at, at + 1), None, at + 3, len(items) - 1, "noun", low, [], unnamed=low)
    that = nxt == "that" and items[at + 2].tag not in FINITE
    if not that and not (low in cues.NOUNS_OF and nxt == "of"):
        return None
    if (
        low in ("evidence", "indication", "indications", "assurance", "assurances", "fears", "concerns", "statement", "belief")
        and not that
    ):
        return None
    source = _possessor(items, at)
    return _Frame((at, at), source, at + 2, _noun_end(items, at + 2), "noun", low, [], unnamed=None if source else low)


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
        return subjects.phrase_ending(items, index - 1)
    return None


def _noun_end(items: list[Token], first: int) -> int:
    """Last item of a clause that hangs on a noun: up to a comma or stop."""
    for index in range(first, len(items)):
        if items[index].kind == "sign" and items[index].text in (",", ";", ":", "—", "–") and items[index].tag != "QUOTE":
            return index - 1
    return len(items) - 1


# ---------------------------------------------------------------- contents


def _cut(items: list[Token], frames: list[_Frame], new: _Frame) -> None:
    """Let the contents of earlier frames end where the new frame begins a clause of its own."""
    edge = _edge(items, new)
    if edge is None:
        return
    for frame in frames:
        if frame.frame in ("before", "act", "participle", "passive", "noun") and frame.first < edge <= frame.last:
            frame.last = edge - 1
        if frame.rest:
            frame.rest = [(first, min(last, edge - 1)) for first, last in frame.rest if first < edge]


def _edge(items: list[Token], new: _Frame) -> int | None:
    """First item that belongs to the new frame when it is no part of what was said before."""
    if new.frame in ("according", "after", "noun", "passive"):
        return None
    if new.joined:
        index = new.cue[0]
        while (
            index > 0
            and items[index - 1].lower not in ("and", "but", "or", "then", "yet")
            and items[index - 1].text not in (",", "—", "–")
        ):
            if index < new.cue[0] - 4:
                return None
            index -= 1
        return index - 1 if index > 0 else None
    if new.subject is None:
        return None
    index = new.subject.clause
    if (
        index > 0
        and items[index].lower in ("but", "while", "whereas", "although", "though", "and", "yet")
        and index < new.subject.first
    ):
        return index if items[index].lower != "and" or items[index - 1].text == "," else None
    return index if index > 0 and items[index - 1].text == ";" else None


def _finish(view: View, frame: _Frame) -> Attribution | None:
    """Offsets of a frame; None where nothing is left of its content."""
    items = view.items
    subject = frame.subject
    content = span(items, frame.first, frame.last)
    if frame.frame == "ahead":
        content = (items[frame.cue[0]].start, items[frame.cue[1]].end)
    if content is None:
        return None
    rest = tuple(part for first, last in frame.rest or () if (part := span(items, first, last)) is not None)
    return Attribution(
        sentence=view.sentence.index,
        source=(items[subject.first].start, items[subject.last].end) if subject else None,
        cue=(items[frame.cue[0]].start, items[frame.cue[1]].end),
        content=content,
        frame=frame.frame,
        lemma=frame.lemma,
        relay=tuple((items[first].start, items[last].end) for first, last in frame.relay),
        unnamed=frame.unnamed,
        negated=frame.negated,
        inside=view.inside.chain if view.inside else -1,
        rest=rest,
    )


def span(items: list[Token], first: int, last: int) -> Span | None:
    """Offsets of the items without the signs at their edges; a single quotation gives the words inside its marks."""
    while first <= last and items[first].kind == "sign" and items[first].tag != "QUOTE" and items[first].text in ",;:—–-.…":
        first += 1
    while last >= first and items[last].kind == "sign" and items[last].tag != "QUOTE" and items[last].text in _CLOSING:
        last -= 1
    if first > last:
        return None
    head_item = items[first]
    if first == last and isinstance(head_item, QuoteItem):
        return head_item.inner_start, head_item.inner_end
    return items[first].start, items[last].end
