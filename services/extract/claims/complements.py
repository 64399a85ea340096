"""What follows a cue verb: the person told, adjuncts ("in a statement on Monday"), and where what is said begins."""

from __future__ import annotations

from dataclasses import dataclass

from services.extract.claims import cues
from services.extract.claims.adjuncts import STOPS, date_end, is_infinitive, skip_adjuncts
from services.extract.claims.cues import words
from services.extract.claims.lexical import ADJECTIVES, FINITE, NOUNS, is_name_word, is_verb
from services.extract.claims.text import Token
from services.extract.claims.time_values import MONTHS

PHRASE = words("complements", "phrase")
STRICT = words("complements", "strict")
DOCUMENTARY = words("complements", "documentary")
COUNTING = words("complements", "counting")
FINDING = words("complements", "finding")
HOW = words("complements", "how")
_OPENING = frozenset(
    [
        "in",
        "on",
        "at",
        "since",
        "under",
        "over",
        "about",
        "around",
        "from",
        "with",
        "without",
        "despite",
        "after",
        "during",
        "within",
        "up",
        "between",
        "among",
        "across",
        "until",
        "before",
    ]
)
_RELATIVE = cues.RELATIVES | {"that"}
_TOLD = frozenset(["him", "her", "them", "me", "us", "you", "reporters", "journalists", "lawmakers", "parliament", "it"])
_THAT_WITHIN = 24


@dataclass(frozen=True, slots=True)
class Complement:
    """Where what is said begins (`first`, None when nothing follows) and how: "that", "quote", "colon", "clause", or "end".

    `addressee` are the items of the person told; `resume` is the item at which the sentence goes on.
    """

    kind: str
    first: int | None
    resume: int
    addressee: tuple[int, int] | None = None


def after(items: list[Token], cue: int, *, told: bool) -> Complement:
    """The complement of the cue verb at `cue`; with `told`, an object (who is told) stands before it."""
    at = cue + 1
    addressee = None
    if told:
        addressee = _object(items, at)
        at = addressee[1] + 1 if addressee else at
    elif at + 1 < len(items) and items[at].lower == "to" and not is_infinitive(items, at + 1):
        addressee = _object(items, at + 1)
        at = addressee[1] + 1 if addressee else at
    that = _that(items, _past_date(items, at))
    if that is not None:
        return (
            Complement("that", that + 1, that, addressee) if that + 1 < len(items) else Complement("end", None, that, addressee)
        )
    return _classify(items, skip_adjuncts(items, at), addressee)


def _classify(items: list[Token], at: int, addressee: tuple[int, int] | None) -> Complement:  # noqa: PLR0911
    if at >= len(items):
        return Complement("end", None, at, addressee)
    token = items[at]
    if token.tag == "QUOTE":
        return Complement("quote", at, at, addressee)
    if token.text in (",", ":"):
        following = items[at + 1] if at + 1 < len(items) else None
        if following is not None and following.tag == "QUOTE":
            return Complement("quote", at + 1, at, addressee)
        if token.text == ":" and following is not None:
            return Complement("colon", at + 1, at, addressee)
        return Complement("colon" if token.text == ":" else "end", None, at, addressee)
    if token.text in STOPS or token.text == "’":
        return Complement("end", None, at, addressee)
    return Complement("clause", at, at, addressee)


def _object(items: list[Token], at: int) -> tuple[int, int] | None:
    """The noun phrase at `at`: who is told."""
    if at >= len(items) or items[at].kind == "sign" or items[at].lower in ("that", "there"):
        return None
    first = at
    if not items[at].text.isupper() and items[at].lower in _TOLD:
        if items[at].lower != "her" or at + 1 >= len(items) or items[at + 1].tag not in NOUNS | ADJECTIVES:
            return (at, at)
        at += 1
    seen_noun = False
    while at < len(items):
        token = items[at]
        low = token.lower
        if token.kind == "sign" and token.text not in "’'&-":
            break
        if low in cues.SUBJECT_PRONOUNS | {"that", "there"} or (is_verb(token) and not is_name_word(token)):
            break
        if low in cues.DETERMINERS and seen_noun:
            break
        if low in cues.PREPOSITIONS and not (low in ("of", "for") and seen_noun):
            break
        if (
            seen_noun
            and is_name_word(token)
            and not is_name_word(items[at - 1])
            and items[at - 1].kind not in ("sign", "clitic")
            and items[at - 1].lower != "of"
        ):
            break
        if low in cues.TIME_WORDS and low not in ("sunday", "times") and seen_noun and items[at - 1].kind != "clitic":
            break
        seen_noun = seen_noun or low not in cues.DETERMINERS
        at += 1
    return (first, at - 1) if at > first else None


def _that(items: list[Token], at: int) -> int | None:
    """Index of the "that" which opens the complement, across adjuncts ("said on Monday in Geneva that")."""
    depth = 0
    for index in range(at, min(len(items), at + _THAT_WITHIN)):
        token = items[index]
        if token.lower == "that" and index > at and items[index - 1].lower in cues.PREPOSITIONS:
            return None  # "over 90% of that"
        if token.lower == "that" and not depth:
            follower = items[index + 1] if index + 1 < len(items) else None  # "says that's wrong", "said that was right"
            pronoun = follower is not None and (
                follower.lower == "same" or follower.kind == "clitic" or (index == at and follower.lower in cues.AUXILIARIES)
            )
            return index if not pronoun and (index == at or _is_adjunct(items, at, index)) else None
        if token.text == "(":
            depth += 1
        elif token.text == ")":
            depth = max(0, depth - 1)
        elif token.text == "." and items[index - 1].lower in MONTHS:
            continue  # "in a statement dated Oct. 4 that"
        elif token.tag == "QUOTE" or token.text in STOPS or token.text == ":":
            return None
    return None


def _past_date(items: list[Token], at: int) -> int:
    """Behind a date that opens what follows the cue ("said Nov. 18 that", "said on Nov. 18 that"); else `at`."""
    first = at + (at < len(items) and items[at].lower == "on")
    end = date_end(items, first)
    return end if end > first else at


def _is_adjunct(items: list[Token], first: int, end: int) -> bool:
    """Whether the items before "that" only say when, where, how or to whom something was said."""
    low = items[first].lower
    if items[first].text == ",":  # "said, however, that"
        reach = 24 if items[first + 1].lower in ("citing", "quoting") else 12
        return end - first <= reach and items[end - 1].text == ","
    if items[end - 1].text == ",":  # "said on Friday, before the count was over, that"
        opening = next((at for at in range(end - 2, first, -1) if items[at].text == ","), first)
        end = opening if items[opening + 1].lower in ("before", "after", "when", "as", "while", "hours") else end
    timed = (
        low in ("this", "last", "earlier", "late", "early") and items[first + 1].lower in cues.TIME_WORDS
    )  # "this week that"
    timed = timed or " ".join(token.lower for token in items[first : first + 4]) == "for the first time"
    timed = timed or (low in ("for", "since") and _is_time(items[end - 1]))  # "have argued for years that"
    opens = timed or low in cues.ADJUNCTS or low in cues.ADVERBS or low.endswith("ly")
    signs = [token.text for token in items[first + 1 : end]]
    if not opens or ("," in signs and signs[-1] != ","):  # "said on Monday, raising a total that it had published"
        return False
    return not any(token.tag in ("VBD", "MD") or token.lower in cues.AUXILIARIES for token in items[first + 1 : end])


def _is_time(token: Token) -> bool:
    return token.lower in cues.TIME_WORDS | {"decade", "decades"} or token.kind == "number"


def is_clause(items: list[Token], first: int, last: int) -> bool:
    """Whether the items hold a finite verb behind a first word that can open a clause."""
    if first > last:
        return False
    low = items[first].lower
    if low in ("to", "of", "by", "for", "as") or (low in cues.PREPOSITIONS and low not in _OPENING):
        return False
    opening = low in cues.PREPOSITIONS or low in cues.BREAKS or low in cues.ADVERBS
    for at in range(first + 1, last + 1):
        if items[at].text in (",", ";") and not opening:
            return False
        if _is_finite(items, at) and items[at - 1].lower not in _RELATIVE:
            return True
    return False


def _is_finite(items: list[Token], at: int) -> bool:
    """A finite verb, or what the tagger takes for a participle right behind a noun ("the error affected 48 scans")."""
    token = items[at]
    return token.tag in FINITE or (token.tag == "VBN" and items[at - 1].tag in NOUNS and token.lower.endswith("ed"))
