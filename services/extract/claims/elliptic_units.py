"""Units left out where another number tells them: "52 percent against 48", "Lund 35.4, Berg 34.1 percent"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.claims.amounts import Amount
from services.extract.claims.sums import sum_before
from services.extract.claims.text import Sentence
from services.extract.claims.tokens import Token
from services.extract.claims.units import Unit

_BEFORE = frozenset(
    (
        "to",
        "on",
        "at",
        "from",
        "against",
        "with",
        "than",
        "is",
        "was",
        "by",
        "has",
        "had",
        "wins",
        "won",
        "gets",
        "got",
        "takes",
        "took",
    )
)
_AFTER = frozenset(("to", "for", "against", "and", "or", "in", "after", "from", "at", "on", "versus"))
_PERCENT = Unit("percent", "share")
_SHARES_TOLD = 2  # shares in a text from which on a bare decimal beside names is one, too

Settled = tuple[Sentence, Amount]


def complete(tokens: list[Token], settled: Sequence[Settled]) -> list[Settled]:
    """The amounts in text order, those that stand bare beside one with a unit in that unit."""
    shares = sum(_is(amount, "share") for _, amount in settled)
    done: list[Settled] = []
    for i, (sentence, amount) in enumerate(settled):
        before = done[-1] if done and sentence.index - done[-1][0].index <= 1 else None
        after = settled[i + 1] if i + 1 < len(settled) and settled[i + 1][0] is sentence else None
        unit = amount.unit
        if unit is None and _stands_bare(tokens, amount, sentence):
            unit = _unit_beside(tokens, sentence, amount, before, after) or _decimal_share(amount, shares)
        done.append((sentence, replace(amount, unit=unit)))
    return done


def _unit_beside(
    tokens: list[Token], sentence: Sentence, amount: Amount, before: Settled | None, after: Settled | None
) -> Unit | None:
    """The unit of the amount before, or of the one after in the same sentence, where it may be that of a bare number, too."""
    here = before is not None and before[0] is sentence
    big = amount.number.scale >= 1_000 and sum_before(tokens, amount, sentence.first) is None
    if before and here and _is(before[1], "money") and big:
        return before[1].unit
    if before and here and _moves_between(tokens, before[1], amount, sentence):
        return before[1].unit
    if not _may_be_a_share(amount):
        return None
    if before and here and _is(before[1], "share") and _introduced(tokens, amount, sentence):
        return before[1].unit
    return after[1].unit if after and _is(after[1], "share") and _decimal(amount) else None


def _moves_between(tokens: list[Token], before: Amount, amount: Amount, sentence: Sentence) -> bool:
    """Whether a bare figure is the other end of a move: "to 36 months from 24", "cut from 3.6m roubles to 400,000"."""
    if before.unit is None or before.first <= sentence.first or before.unit.kind == "share" or amount.first != before.last + 1:
        return False
    return (tokens[before.first - 1].lower, tokens[amount.first - 1].lower) in (("to", "from"), ("from", "to"))


def _decimal_share(amount: Amount, shares: int) -> Unit | None:
    """A bare decimal up to 100 is a share in a text that tells shares: "Half the vote is counted: Lund 51.3, Berg 48.7"."""
    return _PERCENT if shares >= _SHARES_TOLD and _decimal(amount) and _may_be_a_share(amount) else None


def _is(amount: Amount, kind: str) -> bool:
    return amount.unit is not None and amount.unit.kind == kind and amount.number.kind != "fraction"


def _decimal(amount: Amount) -> bool:
    return any(n is not None and n % 1 for n in (amount.low, amount.high))


def _may_be_a_share(amount: Amount) -> bool:
    numbers = [n for n in (amount.low, amount.high) if n is not None]
    return bool(numbers) and max(numbers) <= 100 and amount.number.scale == 1 and amount.number.digits


def _stands_bare(tokens: list[Token], amount: Amount, sentence: Sentence) -> bool:
    """Whether no counted thing or verb follows: the sentence ends, or a sign or a preposition comes next."""
    if amount.hyphen or amount.last >= sentence.last:
        return not amount.hyphen
    follower = tokens[amount.last]
    return follower.kind not in ("word", "number", "currency") or follower.lower in _AFTER


def _introduced(tokens: list[Token], amount: Amount, sentence: Sentence) -> bool:
    """Whether a name or one of the little words that set one share beside another stands before the number."""
    if amount.first <= sentence.first:
        return False
    before = tokens[amount.first - 1]
    return before.lower in _BEFORE or before.tag.startswith("NNP")
