"""One claim told several times in an article: headline, lead and body figures linked to the most specific telling.

An article must not seem to confirm itself. Two tellings are one claim when every figure of the vaguer one stands in the other
(same number, same unit, things counted that share a word) and no two different speakers put them forward.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from shared.claims import Claim, Quantity

_MOST = 16  # tellings looked at from the top of the article and on either side
_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(("the", "a", "an", "of", "in", "on", "at", "to", "for", "and", "or", "by", "with", "from", "its", "more"))


def link_repeats(claims: Sequence[Claim]) -> list[Claim]:
    """The claims in the same order, `repeats` set on each that another one tells more specifically."""
    by_figure: dict[tuple[float | None, str, str], list[int]] = defaultdict(list)
    for position, claim in enumerate(claims):
        for quantity in claim.quantities:
            by_figure[_figure(quantity)].append(position)
    return [
        claim.model_copy(update={"repeats": leader}) if (leader := _leader(claims, position, by_figure)) is not None else claim
        for position, claim in enumerate(claims)
    ]


def _figure(quantity: Quantity) -> tuple[float | None, str, str]:
    """What makes two figures the same number: its value without the comparator, its unit; of vague words the word."""
    value = quantity.low if quantity.low is not None else quantity.high
    return value, quantity.unit, quantity.text.lower() if value is None else ""


def _leader(claims: Sequence[Claim], position: int, by_figure: dict[tuple[float | None, str, str], list[int]]) -> int | None:
    """The most specific other claim that tells all figures of the claim at `position`, if it is more specific than that one."""
    claim = claims[position]
    if not claim.quantities:
        return None
    told = by_figure[_figure(claim.quantities[0])]
    near = bisect_left(told, position)
    others = {other for other in (*told[:_MOST], *told[max(0, near - _MOST) : near + _MOST]) if other != position}
    tellings = [other for other in others if _tells(claims[other], claim)]
    if not tellings:
        return None
    best = max(tellings, key=lambda other: (_specificity(claims[other]), -other))
    mine, its = _specificity(claim), _specificity(claims[best])
    return best if its > mine or (its == mine and best < position) else None


def _tells(other: Claim, claim: Claim) -> bool:
    """Whether `other` tells every figure of `claim`, in no other speaker's name."""
    a, b = claim.source, other.source
    if a is not None and b is not None and a.canonical != b.canonical:
        return False
    if claim.negated != other.negated:
        return False
    return all(any(_figure(q) == _figure(p) and _alike(q.what, p.what) for p in other.quantities) for q in claim.quantities)


def _alike(a: str | None, b: str | None) -> bool:
    """Whether two things counted may be one: a word in common, or one of them unsaid."""
    if a is None or b is None:
        return True
    return not _stems(a).isdisjoint(_stems(b))


def _stems(words: str) -> set[str]:
    return {word.lower().removesuffix("s") for word in _WORD.findall(words) if word.lower() not in _EMPTY}


def _specificity(claim: Claim) -> tuple[int, int, int]:
    """How much a telling has: figures, then speaker, bounds, event, place and time, then words for what is counted."""
    told = sum(
        (quantity.comparator != "=") + sum(part is not None for part in (quantity.event, quantity.place, quantity.time))
        for quantity in claim.quantities
    )
    words = sum(len((quantity.what or "").split()) for quantity in claim.quantities)
    return len(claim.quantities), told + 2 * (claim.source is not None), words
