"""Which subject may stand with which cue, and which complement counts as something said."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.complements import COUNTING, DOCUMENTARY, FINDING, HOW, PHRASE, STRICT, Complement, is_clause
from services.extract.claims.cues import Cue, words
from services.extract.claims.figure_acts import puts_forward
from services.extract.claims.lexical import FINITE, NOUNS, can_speak
from services.extract.claims.phrase_walk import Subject
from services.extract.claims.text import Token
from services.extract.claims.views import QuoteItem

_TELLING = words("complements", "telling")
_INFINITIVE = frozenset(["claim", "point"])
_INTENDING = frozenset(["expect", "anticipate", "hope"])  # "expects to recover 40"; "she expected to return" is told of her
_BE_OR_HAVE = frozenset(["is", "are", "was", "were", "has", "had", "have"])
_CLAUSE_REACH = 16
_NO_CLAUSE = frozenset(["to", "of", "by", "if", "whether", "what", "where", "when", "who"])


def speaks(items: list[Token], subject: Subject, cue: Cue) -> bool:  # noqa: PLR0911
    """Whether the subject can be the source of this cue: a speaker for saying, a document or body for showing."""
    low = items[subject.last].lower
    if subject.first == subject.last and low in cues.SUBJECT_PRONOUNS:
        if cue.frames <= {"show"}:
            return low in ("it", "they", "which")
        return (
            low != "it" or bool(cue.frames & {"say", "show", "tell", "act"}) or cue.lemma in ("expect", "believe", "anticipate")
        )
    if low in ("number", "share", "proportion", "percentage") and items[subject.last - 1].lower == "the":
        return False  # "the number who said they smoked"
    if items[subject.first].tag == "VBG" and items[subject.first].text.islower():
        return False  # "robbing him of his selling points"
    kind = can_speak(items, subject.first, subject.last)
    if kind == "document":
        return bool(cue.frames & {"show", "say"}) or cue.lemma in ("speak", "talk", "give", "credit")
    if kind == "person" and cue.frames <= {"show"}:
        return False
    if kind == "":
        told = (
            items[subject.first].tag in ("DT", "PRP$", "CD", "JJ")
            or items[subject.last].tag in ("NNS", "NNPS")
            or _after_quote(items, subject)
        )
        return (
            (cue.lemma in ("say", "tell", "insist", "add") or _after_quote(items, subject))
            and told
            and items[subject.last].tag in NOUNS
        )
    return True


def _after_quote(items: list[Token], subject: Subject) -> bool:
    """Whether the subject follows a quotation at once: whoever it is, the words are his."""
    return subject.clause > 0 and items[subject.clause - 1].tag == "QUOTE"


def accepts(items: list[Token], cue: Cue, subject: Subject, what: Complement) -> bool:
    """Whether the complement found is one that this verb can have."""
    if what.first is None:
        return False
    if what.kind == "clause":
        return _accepts_clause(items, cue, subject, what, what.first)
    voiced = cue.frames <= {"voice"}
    if what.kind == "that":
        return not voiced or cue.lemma in ("ask", "demand", "urge", "plead")
    quoted = what.kind == "quote" and isinstance(items[what.first], QuoteItem)
    if quoted and cue.frames <= {"show"}:
        return can_speak(items, subject.first, subject.last) == "document"
    return True


def _accepts_clause(items: list[Token], cue: Cue, subject: Subject, what: Complement, first: int) -> bool:  # noqa: PLR0911
    """Whether the verb takes the phrase or clause that follows it without "that"."""
    if not cue.frames & {"say", "tell", "think", "show"}:
        return False
    if "tell" in cue.frames:
        return what.addressee is not None and is_clause(items, first, len(items) - 1)
    follower = items[first].lower
    if items[subject.first - 1].lower in ("which", "that", "who") and subject.first and items[first].tag in FINITE:
        return True  # "rain which officials fear may flood 40 homes"
    if follower in ("how", "why"):
        return cue.lemma in HOW
    if cue.lemma in _TELLING and follower not in _NO_CLAUSE and (_whole_clause(items, first) or _glossed(items, first)):
        return True
    if cue.lemma in STRICT or follower in _NO_CLAUSE:
        return follower == "to" and (cue.lemma in _INFINITIVE or (cue.lemma in _INTENDING and cue.form in ("third", "base")))
    kind = "document" if items[subject.last].lower == "which" else can_speak(items, subject.first, subject.last)
    if cue.lemma in ("put", "peg"):
        return kind in ("document", "organisation", "name") and puts_forward(items, cue.lemma, first)
    if kind == "document" and "show" in cue.frames:
        return cue.lemma != "point"
    clause = is_clause(items, first, len(items) - 1)
    if cue.lemma in DOCUMENTARY:
        return kind == "organisation" and (cue.lemma in COUNTING or (cue.lemma in FINDING and clause))
    return cue.lemma in PHRASE or clause or _attends(items, cue, kind, first)


def _attends(items: list[Token], cue: Cue, kind: str, first: int) -> bool:
    """Whether an attitude has a thing for its object: "expects a loss", "fear losses" (no known "the" or "him")."""
    thing = items[first].kind == "number" or (items[first].kind == "word" and items[first].tag in NOUNS | {"JJ", "CD"})
    feared = cue.lemma == "fear" and thing
    return (cue.lemma == "expect" or feared) and kind != "document"


def _whole_clause(items: list[Token], first: int) -> bool:
    """Whether a clause plainly follows: a form of "be" or "have" or a modal with its subject, nothing joined before it."""
    for at in range(first, min(len(items), first + _CLAUSE_REACH)):
        token = items[at]
        if (
            token.kind == "sign"
            or token.lower in ("and", "but", "or", "because", "when", "after", "if")
            or token.tag == "QUOTE"
        ):
            return False
        if at > first and (token.lower in _BE_OR_HAVE or token.tag == "MD"):
            return items[at - 1].tag in NOUNS | {"EX", "PRP"} and items[at - 1].lower not in ("who", "which", "that")
    return False


def _glossed(items: list[Token], first: int) -> bool:
    """Whether a colon tells what was only named: "explained the changes: offices would be shared"."""
    for at in range(first + 1, min(len(items) - 2, first + 8)):
        if items[at].text == ":":
            return items[at - 1].tag in NOUNS and is_clause(items, at + 1, len(items) - 1)
        if items[at].kind == "sign" or items[at].tag == "QUOTE":
            return False
    return False
