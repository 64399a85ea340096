"""Groups the figures of a story into series: by their keys first, then by how alike they are.

Average-link clustering (Sokal and Michener 1958): the two groups whose figures are most alike on average are joined, as long as
that is above the model's threshold and nothing bars them. `barred` and `Bounds` are hard: no likeness outweighs them.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from services.store.cases import Case, reading_order
from services.store.likeness import Model, Side, model, side, two_at_once

MOST_PAIRS = 40_000  # pairs to weigh in one story and unit (about a second); beyond it figures are taken together more coarsely


@dataclass(slots=True)
class Atom:
    """Figures that are never taken apart; `first` speaks for all of them."""

    first: Side
    figures: list[str]


def grouped(cases: Iterable[Case], judge: Model | None = None) -> dict[str, str]:
    """The group of each figure id, named by a figure in it. `cases` are settled, in any order; `judge` is the trained model."""
    judge = judge or model()
    stories: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda c: reading_order(c.figure)):
        key = case.key
        stories[key.story, key.unit].append(case)
    return {figure: name for members in stories.values() for figure, name in _groups([side(c) for c in members], judge)}


def _groups(sides: Sequence[Side], judge: Model) -> Iterator[tuple[str, str]]:
    atoms, pairs = _atoms(sides)
    likeness = {(i, j): judge.likeness(atoms[i].first, atoms[j].first) for i, j in pairs}
    clusters = average_link(
        [len(a.figures) for a in atoms], likeness, judge.threshold, [Bounds.of(a.first) for a in atoms], _barred(atoms)
    )
    for members in clusters:
        for i in members:
            for figure in atoms[i].figures:
                yield figure, atoms[members[0]].figures[0]


# How figures are taken together before pairs are weighed, finest first.
_GRAINS: tuple[Callable[[Side], Hashable], ...] = (
    lambda s: (s.key, s.event, s.noun, s.numbers, s.case.features.earlier),
    lambda s: (s.key, s.event, s.noun),
    lambda s: s.key,
)


def _atoms(sides: Sequence[Side]) -> tuple[list[Atom], list[tuple[int, int]]]:
    """The atoms of the finest grain that leaves no more than `MOST_PAIRS` pairs to weigh; none are weighed where none does."""
    for grain in _GRAINS:
        found: dict[Hashable, Atom] = {}
        for s in sides:
            found.setdefault(grain(s), Atom(s, [])).figures.append(s.case.figure.id)
        atoms = list(found.values())
        pairs = _candidates([a.first for a in atoms])
        if pairs is not None:
            return atoms, pairs
    return atoms, []


def _candidates(sides: Sequence[Side]) -> list[tuple[int, int]] | None:
    """The pairs that have something in common, be it measure, event, noun or number; null for more than `MOST_PAIRS`."""
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for i, s in enumerate(sides):
        words = (("measure", s.key.measure), ("event", s.event), ("noun", s.noun))
        for told in (*(w for w in words if w[1]), *s.numbers):
            blocks[told].append(i)
    pairs: set[tuple[int, int]] = set()
    for members in blocks.values():
        if len(members) * (len(members) - 1) // 2 > MOST_PAIRS:
            return None
        pairs.update(combinations(members, 2))
        if len(pairs) > MOST_PAIRS:
            return None
    return sorted(pairs)


def _barred(atoms: Sequence[Atom]) -> set[tuple[int, int]]:
    """The pairs of atoms of which one claimant tells two numbers at once in one article."""
    told: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, a in enumerate(atoms):
        told[a.first.article, a.first.case.figure.claimant].append(i)
    return {(i, j) for found in told.values() for i, j in combinations(found, 2) if two_at_once(atoms[i].first, atoms[j].first)}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What all figures of a series must share: per what time they count, and which harm, where the words name one."""

    rate: str
    harm: str

    @classmethod
    def of(cls, s: Side) -> Bounds:
        """The bounds of one figure."""
        listed = s.case.features.family == "harm" and not s.unlisted
        return cls(s.key.rate, s.key.measure if listed else "")

    def with_(self, other: Bounds) -> Bounds | None:
        """The bounds of both together; null where they exclude each other."""
        if self.rate != other.rate or (self.harm and other.harm and self.harm != other.harm):
            return None
        return Bounds(self.rate, self.harm or other.harm)


def average_link(
    sizes: Sequence[int],
    likeness: dict[tuple[int, int], float],
    threshold: float,
    bounds: Sequence[Bounds],
    barred: Iterable[tuple[int, int]],
) -> list[list[int]]:
    """Clusters of the items 0, 1, ... of which each counts for its size; pairs not in `likeness` are not alike at all.

    Of equals the earliest are joined first. O(p log p) for p pairs, but for the neighbours that large clusters gather.
    """
    clusters = {i: [i] for i in range(len(sizes))}
    size, bound = dict(enumerate(sizes)), dict(enumerate(bounds))
    near: dict[int, dict[int, float]] = defaultdict(dict)  # the sum of likenesses over all pairs of figures
    apart: dict[int, set[int]] = defaultdict(set)
    for i, j in barred:
        apart[i].add(j)
        apart[j].add(i)
    queue: list[tuple[float, int, int]] = []

    def consider(i: int, j: int) -> None:
        mean = near[i][j] / (size[i] * size[j])
        if mean >= threshold and j not in apart[i] and bound[i].with_(bound[j]):
            heapq.heappush(queue, (-round(mean, 9), i, j))

    for (i, j), alike in likeness.items():
        near[i][j] = near[j][i] = alike * size[i] * size[j]
        consider(i, j)
    while queue:
        _, i, j = heapq.heappop(queue)
        both = bound[i].with_(bound[j]) if i in clusters and j in clusters else None
        if both is None:
            continue
        new = len(size)
        size[new], bound[new] = size[i] + size[j], both
        clusters[new] = sorted(clusters.pop(i) + clusters.pop(j))
        for old in (i, j):
            for other in apart.pop(old, ()):
                apart[other].discard(old)
                apart[other].add(new)
                apart[new].add(other)
            for other, total in near.pop(old).items():
                if other in clusters:
                    near[other].pop(old)
                    near[new][other] = near[other][new] = near[new].get(other, 0.0) + total
        for other in sorted(near[new]):
            consider(other, new)
    return sorted(clusters.values())
