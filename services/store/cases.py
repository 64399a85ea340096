"""A figure on its way into a series, and the key at which it arrives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.store.figures import Features, Figure

_PART_ORDER = {"title": 0, "dek": 1, "text": 2}


@dataclass(frozen=True, order=True)
class Key:
    """What the figures of a series have in common; empty where it does not tell them apart."""

    story: str
    measure: str
    unit: str
    subject: str = ""
    origin: str = ""
    place: str = ""
    rate: str = ""
    period: str = ""
    entity: str = ""
    actor: str = ""
    incident: str = ""
    part: str = ""


@dataclass
class Case:
    """A figure on its way to a key: its features as settled so far. One of which nothing tells what it measures stays alone."""

    figure: Figure
    features: Features
    story: str
    place: str = ""
    actor: str = ""
    part: str = ""
    local: bool = False  # its place makes its own article's headline, but not those of the story
    firm: bool = False  # `place` is a part by the evidence of numbers
    inherited: bool = False  # what it measures was told of a figure before it
    moved: Key | None = None  # the series that tells the same number

    @property
    def key(self) -> Key:
        if self.moved:
            return self.moved
        f = self.features
        extra = "+" if f.extra else ""
        return Key(
            self.story,
            f.measure + extra,
            f.unit,
            f.subject,
            f.origin,
            self.place,
            f.rate,
            f.period,
            f.entity,
            self.actor,
            f.incident,
            self.part or ("" if f.measure else self.figure.id),
        )


def reading_order(figure: Figure) -> tuple[str, int, int, str]:
    return (figure.article, _PART_ORDER[figure.part], figure.position, figure.id)


def by(cases: Iterable[Case], of: Callable[[Case], object], settle: Callable[[list[Case]], None]) -> None:
    """Settles each group of cases in turn, groups and members in reading order."""
    grouped: dict[object, list[Case]] = defaultdict(list)
    for case in cases:
        grouped[of(case)].append(case)
    for members in grouped.values():
        settle(members)


def same_value(a: Case, b: Case) -> bool:
    x, y = a.figure, b.figure
    numbers = {n for n in (x.low, x.high) if n is not None} & {n for n in (y.low, y.high) if n is not None}
    return bool(numbers)
