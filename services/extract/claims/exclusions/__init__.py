"""Numbers that are no figures: dates, clock times, ages, ordinals, names, scores, addresses, idioms, mere settings of time."""

from __future__ import annotations

from services.extract.claims.exclusions import ages, counts, dates, durations, names, signs
from services.extract.claims.exclusions.context import Context

__all__ = ["Context", "is_excluded"]

_RULES = (*signs.RULES, *dates.RULES, *ages.RULES, *names.RULES, *counts.RULES, *durations.RULES)


def is_excluded(context: Context) -> bool:
    """Whether the amount is no figure; each rule knows one reason."""
    return any(rule(context) for rule in _RULES)
