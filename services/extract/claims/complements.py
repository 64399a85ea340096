"""What follows a cue verb: the person told, adjuncts ("in a statement on Monday"), and where what is said begins."""

from __future__ import annotations

from dataclasses import dataclass

from services.extract.claims import cues
from services.extract.claims.cues import words
from services.extract.claims.lexical import ADJECTIVES, FINITE, NOUNS, is_name_word, is_verb
from services.extract.claims.text import Token

STATEMENTS = words("complements", "statements")
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
_FOCUS = frozenset(
    ["no", "all", "both", "even", "only", "just", "now", "still", "never", "first"]
)  # these belong to what is said
_HOURS = frozenset(["morning", "afternoon", "evening", "night", "lunchtime", "midday"])
_UNITS = frozenset(["minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years"])
_MADE_KNOWN = frozenset(
    ["posted", "released", "published", "issued", "carried", "broadcast", "sent", "shared", "aired", "uploaded", "distributed"]
)  # "in a statement posted on Facebook"
_PART_OF_DAY = frozenset(["early", "late", "earlier", "later"])
_NO_DAY = frozenset(["may", "march", "last", "this", "next", "later", "earlier", "hours", "days"])
_THAT_WITHIN = 22
_STOPS = frozenset(".;—–!?…") | {"--", "...", ")"}


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
    elif at + 1 < len(items) and items[at].lower == "to" and not is_verb(items[at + 1]):
        addressee = _object(items, at + 1)
        at = addressee[1] + 1 if addressee else at
    that = _that(items, at)
    if that is not None:
        return (
            Complement("that", that + 1, that, addressee) if that + 1 < len(items) else Complement("end", None, that, addressee)
        )
    return _classify(items, _skip_adjuncts(items, at), addressee)


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
    if token.text in _STOPS or token.text == "’":
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
        elif token.tag == "QUOTE" or token.text in _STOPS or token.text == ":":
            return None
    return None


def _is_adjunct(items: list[Token], first: int, end: int) -> bool:
    """Whether the items before "that" only say when, where, how or to whom something was said."""
    low = items[first].lower
    if items[first].text == ",":  # "said, however, that"
        return end - first <= 12 and items[end - 1].text == ","
    timed = (
        low in ("this", "last", "earlier", "late", "early") and items[first + 1].lower in cues.TIME_WORDS
    )  # "this week that"
    timed = timed or " ".join(token.lower for token in items[first : first + 4]) == "for the first time"
    opens = timed or low in cues.ADJUNCTS or low in cues.ADVERBS or low.endswith("ly")
    signs = [token.text for token in items[first + 1 : end]]
    if not opens or ("," in signs and signs[-1] != ","):  # "said on Monday, raising a total that it had published"
        return False
    return not any(token.tag in ("VBD", "MD") or token.lower in cues.AUXILIARIES for token in items[first + 1 : end])


def _skip_adjuncts(items: list[Token], at: int) -> int:
    """Step over words of time, place and medium after a cue, as long as they plainly are no part of what is said."""
    start = at
    while at < len(items):
        end = _adjunct_end(items, at)
        if end is None:
            break
        at = end
    stopped = at < len(items) and at > start and items[at].tag != "QUOTE" and items[at].kind != "sign"
    return start if stopped and not _starts_clause(items[at]) else at


def _adjunct_end(items: list[Token], at: int) -> int | None:  # noqa: PLR0911
    """Where the adverb, time or prepositional phrase at `at` ends, or None where there is none."""
    token = items[at]
    low = token.lower
    follower = items[at + 1] if at + 1 < len(items) else None
    if low == "only" and follower is not None and (follower.text in (",", ":") or follower.tag == "QUOTE"):
        return at + 1
    if low in cues.ADVERBS and low not in _FOCUS and token.text[0].islower():
        return at + 1
    if low in ("last", "earlier", "late", "early", "this") and follower is not None and follower.lower in cues.TIME_WORDS:
        return at + 2
    if low in _PART_OF_DAY and (follower is None or follower.text in _STOPS | {","} or follower.lower in ("on", "in")):
        return at + 1  # "said late on Friday", "said earlier"
    if low in cues.TIME_WORDS and low not in _NO_DAY and _capital_time(token):
        return at + 2 if follower is not None and follower.lower in _HOURS else at + 1
    span = _span_end(items, at)
    if span is not None:
        return span
    return _prepositional_end(items, at) if low in cues.PREPOSITIONS and not _hedges_figure(items, at) else None


def _hedges_figure(items: list[Token], at: int) -> bool:
    """Whether a preposition belongs to a figure: "at least 41 dead", "over 40", not "at 10 in the morning"."""
    low, follower = items[at].lower, items[at + 1] if at + 1 < len(items) else None
    if follower is None or low == "at":
        return follower is not None and follower.lower in ("least", "most")
    behind = items[at + 2] if at + 2 < len(items) else None
    timed = behind is not None and (behind.lower in cues.TIME_WORDS or behind.lower in ("a.m", "p.m", "am", "pm", "o'clock"))
    return low in ("about", "around", "over", "under", "between", "up") and follower.kind == "number" and not timed


def _span_end(items: list[Token], at: int) -> int | None:
    """Where a time counted from another ends: "a day later", "hours after the fire"; None where there is none."""
    unit = next((n for n in range(at, min(at + 4, len(items))) if items[n].lower in _UNITS), None)
    if unit is None or unit + 1 >= len(items) or not all(_counts_time(token) for token in items[at:unit]):
        return None
    if items[unit + 1].lower in ("later", "earlier", "ago", "afterwards", "afterward"):
        return unit + 2
    return _prepositional_end(items, unit + 1) if items[unit + 1].lower in ("after", "before") else None


def _counts_time(token: Token) -> bool:
    return token.tag in ("CD", "DT") or token.kind == "number" or token.lower in ("several", "few", "some", "many")


def _capital_time(token: Token) -> bool:
    return token.text[0].isupper() or token.lower in ("yesterday", "today", "tonight")


def _starts_clause(token: Token) -> bool:
    return (
        token.lower in cues.DETERMINERS
        or token.lower in cues.SUBJECT_PRONOUNS
        or is_name_word(token)
        or token.kind in ("number", "currency")
        or (
            token.lower in ("there", "people", "more", "about", "around", "at", "up", "nearly", "some")
            or token.tag in NOUNS | ADJECTIVES | {"CD", "PRP", "DT", "EX"}
        )
    )


def _prepositional_end(items: list[Token], at: int) -> int | None:
    """Where the prepositional phrase at `at` ends when it names a time or a statement, or runs up to a sign; else None."""
    index = at + 1
    seen_time = False
    while index < len(items) and (
        items[index].lower in cues.TIME_WORDS or items[index].kind == "number" or items[index].lower in ("the", "a", "an")
    ):
        seen_time = seen_time or items[index].lower in cues.TIME_WORDS
        index += 1
    compound = index < len(items) and items[index].tag in ("NN", "NNS")  # "at a Friday news briefing"
    if seen_time and not compound and items[at].lower in ("on", "in", "at", "by", "during", "late", "early"):
        return index
    for index in range(at + 1, min(len(items), at + 18)):
        token = items[index]
        if token.tag == "QUOTE" or (token.kind == "sign" and token.text not in "’'&-()"):
            return index if token.tag == "QUOTE" or token.text in _STOPS or token.text in (",", ":") else None
        if token.lower in STATEMENTS:
            nxt = items[index + 1] if index + 1 < len(items) else None
            if nxt is not None and nxt.lower in _MADE_KNOWN:
                return _prepositional_end(items, index + 2) if index + 2 < len(items) else index + 2
            return (
                index + 1
                if nxt is None or nxt.kind == "sign" or (nxt.lower not in STATEMENTS and nxt.lower not in cues.PREPOSITIONS)
                else None
                if nxt.lower in STATEMENTS
                else _prepositional_end(items, index + 1)
            )
        if is_verb(token) and not token.lower.endswith("ing") and index > at + 1 and not is_name_word(token):
            return None
    return len(items) if len(items) - at < 18 else None


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
