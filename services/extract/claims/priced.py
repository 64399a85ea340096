"""What money is told of: the thing paid for, what costs it, who gets it, or who has it."""

from __future__ import annotations

from services.extract.claims.amounts import Amount
from services.extract.claims.lemmas import lemma
from services.extract.claims.measured import COPULAS, before_degree, headed, is_period, measured, mover, object_before, subject
from services.extract.claims.phrases import AUXILIARIES, Phrase, extended, phrase_from
from services.extract.claims.tokens import Token, is_number
from services.extract.claims.verbs import subject_before, verb_before
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}


def priced(tokens: list[Token], amount: Amount, direct: Phrase | None, start: int, end: int) -> Phrase | None:
    """What money is for: "a $5m contract", "$2bn in damages", "a fine of $500", "the fare costs $3"."""
    head = _traded(tokens, amount, start, end) or headed(tokens, amount, start)
    if head is not None and (tokens[head[1] - 1].tag == "NNP" or tokens[head[1] - 1].lower in _LEX["payments"]):
        head = _bought(tokens, amount, end) or head  # "a surplus with Mexico of $6.9bn in trade", "a release of $5m in aid"
        head = None if tokens[head[1] - 1].tag == "NNP" else head
    bought = _recipient(tokens, amount, start, end) or _moved(tokens, amount, head, end) or head or _bought(tokens, amount, end)
    if bought is not None:
        return bought
    if amount.first > start and tokens[amount.first - 1].lower == "by":
        moved = object_before(tokens, amount, start)
        if moved is not None:
            return moved
    if direct is not None and tokens[direct[1] - 1].lower in _LEX["no_heads"]:
        direct = None
    if direct is not None and tokens[amount.last].lower not in ("of", "a", "an", "per", "each", "every"):
        return mover(tokens, direct, end) or direct
    return (
        measured(tokens, amount, start)
        or _costing(tokens, amount, start)
        or _currency(tokens, amount)
        or _owner(tokens, amount, start)
    )


def _traded(tokens: list[Token], amount: Amount, start: int, end: int) -> Phrase | None:
    """What is had for the money: "sold its halls to the state for $83m", "the drones can be had for $2,000"."""
    if amount.first <= start or tokens[amount.first - 1].lower != "for":
        return None
    verb = verb_before(tokens, amount.first, start)
    if verb is None:
        had = amount.first - 2 > start and tokens[amount.first - 2].lower == "had" and tokens[amount.first - 3].lower == "be"
        return subject_before(tokens, amount.first - 3, start) if had else None
    if lemma(tokens[verb].lower) not in _LEX["trading"]:
        return None
    passive = verb > start and tokens[verb - 1].lower in AUXILIARIES and tokens[verb - 1].lower not in ("has", "have", "had")
    return subject_before(tokens, verb, start) if passive else phrase_from(tokens, verb + 1, end)


def _owner(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """Who has, gets or loses money of which nothing else is told: "the average victim lost £400", "accounts holding €2m"."""
    verb = verb_before(tokens, amount.core, start)
    if verb is None or verb < amount.first - 2:
        return None
    passive = verb > start and tokens[verb - 1].lower in AUXILIARIES  # "was fined $500", "were given $3m"
    given = lemma(tokens[verb].lower) in _LEX["giving"] or (passive and tokens[verb].lower in ("fined", "paid", "owed"))
    if not given and lemma(tokens[verb].lower) not in _LEX["having"]:
        return None
    if verb - 1 > start and tokens[verb - 1].lower == "and":  # "the charity has fed 300 and asked for $5m"
        verb = verb_before(tokens, verb - 1, start)
    return subject_before(tokens, verb, start) if verb is not None else None


def _moved(tokens: list[Token], amount: Amount, head: Phrase | None, end: int) -> Phrase | None:
    """What moved in "a drop of 4p a litre in the price of oil"."""
    if head is None or tokens[head[1] - 1].lower not in _LEX["movements"]:
        return None
    at = next((at for at in range(amount.last, min(end, amount.last + 4)) if tokens[at].lower == "in"), None)
    inner = phrase_from(tokens, at + 1, end) if at is not None else None
    return extended(tokens, inner, end) if inner is not None else None


def _costing(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """The subject of a verb that says what something is worth, not who pays: "the fare costs $3", "revenue fell $2m"."""
    verb = verb_before(tokens, amount.core, start)
    linked = amount.first > start and tokens[before_degree(tokens, amount, start)].lower in COPULAS
    if verb is None and not linked:
        return None
    word = tokens[verb].lower if verb is not None and not linked else "is"
    worth = word in _LEX["costing"] or word in _LEX["changes"] or word in _LEX["measuring"]
    return subject(tokens, amount, start) if worth else None


def _currency(tokens: list[Token], amount: Amount) -> Phrase | None:
    """The money itself where it is written as a word: "sends billions of dollars"."""
    last = amount.last - 1
    written = amount.last > amount.number.last and tokens[last].kind == "word" and amount.number.kind == "vague"
    return (last, amount.last) if written and tokens[last].tag == "NNS" else None


def _bought(tokens: list[Token], amount: Amount, end: int) -> Phrase | None:
    """The thing after "of", "in", "for" or "on", a period between passed over: "up to R50bn per year in revenue"."""
    at = _past_whole(tokens, amount.last, end)
    while at < end and tokens[at].lower in ("a", "an", "per", "each", "every", "worth") and at < amount.last + 3:
        at += 1 if tokens[at].lower == "worth" else 2
    of_which = amount.first > 0 and tokens[amount.first - 1].lower == "which"  # "of which $6m would be got from the supplier"
    behind = at if of_which else _past_passive(tokens, at, end)
    passive, at = behind > at, behind
    if at >= end or not (
        tokens[at].lower in ("of", "in", "for", "on") or (passive and tokens[at].lower in ("to", "from", "into"))
    ):
        return None
    if passive and at + 1 < end and tokens[at + 1].kind == "number":
        at += 1  # "had gone to 17 firms"
    part = at + 2 < end and tokens[at + 1].lower in ("some", "part", "most", "all") and tokens[at + 2].lower == "of"
    inner = phrase_from(tokens, at + (3 if part else 1), end)
    if inner is None or tokens[inner[1] - 1].text[0].isupper() or is_period(tokens, inner):
        return None
    if tokens[inner[0]].tag == "CD":
        return (inner[0] + 1, inner[1]) if passive and inner[0] + 1 < inner[1] else None
    idle = inner[1] == inner[0] + 1 and tokens[inner[0]].lower in _LEX["not_things"]
    return None if idle else extended(tokens, inner, end)


def _past_whole(tokens: list[Token], at: int, end: int) -> int:
    """Behind the sum of which the amount is a part: "$3m of the $9m | set aside for roads"; `at` itself where none follows."""
    cursor = at + 1
    while cursor < end and tokens[cursor].tag in ("DT", "PRP$", "RB"):
        cursor += 1
    if cursor + 1 >= end or tokens[at].lower != "of" or tokens[cursor].kind != "currency":
        return at
    cursor += 1
    while cursor < end and is_number(tokens[cursor]):
        cursor += 1
    return cursor


def _past_passive(tokens: list[Token], at: int, end: int) -> int:
    """Behind the verb of "$4bn | had been invested | in schools"; `at` itself where no passive stands there."""
    cursor = at
    while cursor < min(end, at + 4) and (tokens[cursor].lower in AUXILIARIES or tokens[cursor].tag in ("MD", "RB")):
        cursor += 1
    if cursor >= end or (tokens[cursor].tag != "VBN" and tokens[cursor].lower not in _LEX["reserving"]):
        return at
    if cursor > at:
        return cursor + 1
    behind = cursor + 1 + (cursor + 1 < end and tokens[cursor + 1].lower in ("aside", "by"))
    return behind if tokens[cursor].lower in _LEX["reserving"] else at  # "$9m set aside for roads"


def _recipient(tokens: list[Token], amount: Amount, start: int, end: int) -> Phrase | None:
    """Who gets the money in "allocated R4bn to the service"."""
    if amount.last >= end or tokens[amount.last].lower != "to":
        return None
    verb = verb_before(tokens, amount.core, start)
    given = verb is not None and lemma(tokens[verb].lower) in _LEX["giving"]
    return phrase_from(tokens, amount.last + 1, end) if given else None
