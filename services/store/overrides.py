"""What operators decided about series: merge, split, rename, pin. Data that wins over every rule.

Decisions name figures by `features.figure_id`, never series, so that they outlive re-extraction, edits and re-joining.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overrides:
    """Operators' decisions. Later ones win within a kind; pins win over splits, splits over merges.

    - `merges`: groups of figures whose series are one series.
    - `splits`: groups of figures that leave their series and form one of their own.
    - `pins`: figure to anchor: the figure belongs wherever the anchor belongs, whatever the rules say.
    - `names`: figure to name: the series that holds the figure is called so.
    """

    merges: tuple[frozenset[str], ...] = ()
    splits: tuple[frozenset[str], ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()


NO_OVERRIDES = Overrides()


def apply(groups: Mapping[str, str], overrides: Overrides) -> dict[str, str]:
    """The group of each figure after the operators' decisions, from its group before. Unknown figures are passed by."""
    decided = dict(groups)
    for merge in overrides.merges:
        found = sorted({decided[f] for f in merge if f in decided})
        decided = {f: found[0] if g in found else g for f, g in decided.items()}
    for split in overrides.splits:
        known = sorted(f for f in split if f in decided)
        decided |= dict.fromkeys(known, f"split:{known[0]}" if known else "")
    for figure, anchor in overrides.pins:
        if figure in decided and anchor in decided:
            decided[figure] = decided[anchor]
    return decided


def name_of(figures: Iterable[str], overrides: Overrides) -> str | None:
    """The name that an operator gave to the series of these figures; the last one given."""
    held = set(figures)
    return next((name for figure, name in reversed(overrides.names) if figure in held), None)
