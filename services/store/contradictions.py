"""Open contradictions in a series: whose present figures exclude each other, why, and since when.

Only what a claimant holds at present counts: a figure that its claimant has superseded contradicts nobody any more. Claimants
who agree with one another stand on one side, so that "Moscow against Kyiv and Seoul" is one contradiction, not two.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations

from services.store.intervals import compare
from services.store.points import OUTLET, Point

SAME_TIME = timedelta(hours=12)  # figures of one claimant this near in time both stand; the later one replaces none


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sides whose present figures exclude each other; `since` is when the later of the two figures appeared."""

    a: Point
    b: Point
    reason: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """All contradictions of one claimant with others who agree among themselves: `alone` against `others`."""

    alone: str
    others: tuple[str, ...]
    since: datetime | None


def standing(points: Iterable[Point]) -> list[Point]:
    """What each claimant holds at present: its latest figures, without those it has superseded. In order of claimant.

    A figure that was edited out of every article is held by nobody any more.
    """
    by_claimant: dict[tuple[str, str, str], list[Point]] = defaultdict(list)
    for p in (p for p in points if p.current):
        by_claimant[p.claimant, p.reading.unit, p.reading.rate or ""].append(p)
    kept: list[Point] = []
    for _, held in sorted(by_claimant.items()):
        latest = max((p.last for p in held if p.last), default=None)
        kept += [p for p in held if latest is None or p.last is None or latest - p.last <= SAME_TIME]
    return kept


def contradictions(points: Iterable[Point]) -> list[Contradiction]:
    """The open contradictions between claimants of one series, the newest first.

    An outlet that states a figure in its own voice speaks for whom it does not name: it is held against no one.
    """
    held = [p for p in standing(points) if not p.claimant.startswith(OUTLET)]
    order = {id(p): n for n, p in enumerate(sorted(held, key=lambda p: (_stamp(p.first), p.claimant)))}
    found = []
    for a, b in combinations(held, 2):
        if a.claimant == b.claimant:
            continue
        first, second = (a, b) if order[id(a)] < order[id(b)] else (b, a)
        verdict = compare(first.reading, second.reading)
        if verdict.kind == "contradicts":
            found.append(Contradiction(a, b, verdict.reason, max((p.first for p in (a, b) if p.first), default=None)))
    return sorted(found, key=lambda c: (-_stamp(c.since), c.a.claimant, c.b.claimant))


def disputes(found: Iterable[tuple[str, str, datetime | None]]) -> list[Dispute]:
    """Contradictions (two claimants, and since when) grouped by the claimant who stands against the most others, each in one
    group."""
    left = list(found)
    grouped = []
    while left:
        counts = Counter(claimant for a, b, _ in left for claimant in (a, b))
        alone = min(counts, key=lambda k: (-counts[k], k))
        mine = [each for each in left if alone in each[:2]]
        left = [each for each in left if alone not in each[:2]]
        others = sorted({b if a == alone else a for a, b, _ in mine})
        grouped.append(Dispute(alone, tuple(others), min((since for *_, since in mine if since), default=None)))
    return grouped


def _stamp(moment: datetime | None) -> float:
    return (moment or datetime.min.replace(tzinfo=UTC)).timestamp() if moment else 0.0
