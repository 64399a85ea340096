"""Quantities of a document: every figure with its bounds, unit, what it counts, event, rate, place and time."""

from __future__ import annotations

from services.extract.claims.amounts import Amount, read_amount
from services.extract.claims.exclusions import Context, is_excluded
from services.extract.claims.numbers import STARTERS
from services.extract.claims.text import Document, Sentence
from shared.claims import Quantity


def find_quantities(document: Document) -> list[Quantity]:
    """All figures of the document in text order; spans never overlap."""
    found: list[Quantity] = []
    for sentence in document.sentences:
        found.extend(_quantity(document, amount) for amount in _amounts(document, sentence))
    return found


def _amounts(document: Document, sentence: Sentence) -> list[Amount]:
    tokens, kept = document.tokens, []
    at = floor = document.token_index(sentence.body)
    while at < sentence.last:
        token = tokens[at]
        if token.kind in ("number", "currency") or token.lower in STARTERS:
            amount = read_amount(tokens, at, floor, sentence.last)
            if amount is not None:
                context = Context(tokens, amount, sentence.first, sentence.last, heading=sentence.kind != "sentence")
                if not is_excluded(context):
                    kept.append(amount)
                at = floor = max(at + 1, amount.last)
                continue
        at += 1
    return kept


def _quantity(document: Document, amount: Amount) -> Quantity:
    start, end = document.tokens[amount.first].start, document.tokens[amount.last - 1].end
    return Quantity(
        text=document.text[start:end],
        start=start,
        end=end,
        low=amount.low,
        high=amount.high,
        comparator=amount.comparator,  # type: ignore[arg-type]
        unit=amount.unit.symbol if amount.unit else "count",
    )
