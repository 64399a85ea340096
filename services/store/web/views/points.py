"""A figure series as its page shows it: claimants with colour and shape, points narrowed and in the order asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.store.plot import Bar
from services.store.points import OUTLET
from services.store.web.views.picture import Picture, pictures, wide

Row = dict[str, Any]
COLOURS = 8  # beyond, claimants are told apart by shape and name alone
SHAPES = (
    "M0-5A5 5 0 1 1 0 5A5 5 0 1 1 0-5Z",
    "M-4.4-4.4H4.4V4.4H-4.4Z",
    "M0-5.8L5.4 4H-5.4Z",
    "M0-6.2L5.2 0L0 6.2L-5.2 0Z",
    "M-1.8-5.4H1.8V-1.8H5.4V1.8H1.8V5.4H-1.8V1.8H-5.4V-1.8H-1.8Z",
    "M0 5.8L5.4-4H-5.4Z",
    "M-5.2-3L-3-5.2L0-2.2L3-5.2L5.2-3L2.2 0L5.2 3L3 5.2L0 2.2L-3 5.2L-5.2 3L-2.2 0Z",
    "M0-5.6L4.9-2.8V2.8L0 5.6L-4.9 2.8V-2.8Z",
)
"""Outlines around the origin, about 10 wide: a claimant has one of them beside the colour."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who puts figures forward. `colour` is the number of a colour or "other"; `own_voice`: an outlet that names nobody."""

    key: str
    name: str
    own_voice: bool
    colour: str
    shape: str
    points: int


@dataclass(frozen=True, slots=True)
class Point:
    """A row of the table, and a mark of the chart: `told` is the point as `answers.series_history` gives it.

    `number` names it on the page, in order of time. `opponents` are the numbers and claimants of the points that contradict
    it, a claimant once; `firmness` is what is to be said of its modality ("" where it is plainly asserted), `gone` whether no
    newest version tells it any more.
    """

    number: int
    claimant: Claimant
    told: Row
    opponents: tuple[tuple[int, str], ...]
    firmness: str
    gone: bool
    picture: Picture

    @property
    def words(self) -> str:
        """The figure as the article puts it."""
        return str(self.told["tellings"][0]["words"])

    @property
    def articles(self) -> list[Row]:
        """A telling of each article that tells it: headline, standfirst and body are one."""
        return list({telling["article"]: telling for telling in reversed(self.told["tellings"])}.values())[::-1]

    @property
    def sources(self) -> list[str]:
        """Who tells it, each once."""
        return list(dict.fromkeys(telling["source"] for telling in self.told["tellings"]))


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a series is looked at. `since` (included) and `until` (excluded) are about when a figure was put forward."""

    claimants: frozenset[str] = frozenset()
    source: str = ""
    since: datetime | None = None
    until: datetime | None = None
    sort: str = "when"
    scale: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A series as asked for. `claimants` and `sources` are all there are, not only those shown."""

    claimants: list[Claimant]
    sources: list[str]
    points: list[Point]
    hidden: int
    logarithmic: bool


def view(history: Row, wanted: Wanted) -> View:
    """What is shown of a series (`answers.series_history`)."""
    told: list[Row] = history["points"]
    claimants = {claimant.key: claimant for claimant in _claimants(told)}
    shown = [(n, point) for n, whole in enumerate(told, 1) if (point := _narrowed(whole, wanted))]
    bars = [Bar(point["low"], point["high"], point["comparator"]) for _, point in shown]
    logarithmic = wanted.scale == "log" or (wanted.scale != "linear" and wide(bars))
    against = _against(told, history["contradictions"])

    def opponents(n: int) -> tuple[tuple[int, str], ...]:
        by_claimant = {told[other - 1]["claimant"]: other for other in reversed(against.get(n, ()))}
        return tuple((other, claimants[key].name) for key, other in reversed(by_claimant.items()))

    points = [
        Point(n, claimants[point["claimant"]], point, opponents(n), firmness(point), _gone(point), picture)
        for (n, point), picture in zip(shown, pictures(bars, logarithmic=logarithmic), strict=True)
    ]
    sources = sorted({telling["source"] for point in told for telling in point["tellings"]})
    return View(list(claimants.values()), sources, ordered(points, wanted.sort), len(told) - len(shown), logarithmic)


def _claimants(told: Sequence[Row]) -> Iterable[Claimant]:
    """Those with the most points first: they get the colours, whatever of the series is shown."""
    names = {point["claimant"]: _name(point) for point in reversed(told)}
    counted = Counter(point["claimant"] for point in told)
    for i, (key, points) in enumerate(sorted(counted.items(), key=lambda item: (-item[1], item[0]))):
        colour = str(i) if i < COLOURS else "other"
        yield Claimant(key, names[key], key.startswith(OUTLET), colour, SHAPES[i % len(SHAPES)], points)


def _name(point: Row) -> str:
    return str(point["speaker"] or point["claimant"].removeprefix(OUTLET))


def _narrowed(point: Row, wanted: Wanted) -> Row | None:
    """The point with the tellings that are asked for; null if there are none."""
    if wanted.claimants and point["claimant"] not in wanted.claimants:
        return None
    if wanted.since and (point["last"] is None or point["last"] < wanted.since):
        return None
    if wanted.until and (point["first"] is None or point["first"] >= wanted.until):
        return None
    tellings = [t for t in point["tellings"] if not wanted.source or t["source"] == wanted.source]
    return {**point, "tellings": tellings} if tellings else None


def _against(told: Sequence[Row], contradictions: Iterable[Row]) -> dict[int, tuple[int, ...]]:
    """For each point the numbers of those that it contradicts at present."""
    numbers = {_sign(point): n for n, point in enumerate(told, 1)}
    found: dict[int, list[int]] = {}
    for open_now in contradictions:
        a, b = (numbers.get(_sign(side)) for side in (open_now["a"], open_now["b"]))
        if a and b:
            found.setdefault(a, []).append(b)
            found.setdefault(b, []).append(a)
    return {n: tuple(sorted(others)) for n, others in found.items()}


def _sign(side: Row) -> tuple[Any, ...]:
    return tuple(side[name] for name in ("claimant", "low", "high", "comparator", "unit", "rate", "modality"))


def firmness(point: Row) -> str:
    """How a figure is put forward where it is not plainly asserted: "hedged", "denied", "planned", "if"."""
    words = {"asserted": "", "conditional": "on a condition"}
    told = words.get(point["modality"], str(point["modality"]))
    return "denied" if point["negated"] and not told else told


def _gone(point: Row) -> bool:
    return not any(telling["current"] for telling in point["tellings"])


def ordered(points: Sequence[Point], sort: str) -> list[Point]:
    """In the order asked for: when, who, figure or voices, with a minus the other way round. Equal ones by time."""
    by = {
        "when": lambda p: p.number,
        "who": lambda p: p.claimant.name.casefold(),
        "figure": lambda p: _size(p.told),
        "voices": lambda p: p.told["independent"],
    }
    return sorted(points, key=by[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _size(told: Row) -> float:
    """Where a figure stands among others: a vague one before all."""
    bounds = [bound for bound in (told["low"], told["high"]) if bound is not None]
    return min(bounds) if bounds and told["comparator"] != "vague" else float("-inf")


def marks(points: Iterable[Point], claim_path: str) -> list[Row]:
    """What the chart is given of each point, in order of time."""
    return [_mark(point, claim_path) for point in sorted(points, key=lambda p: p.number)]


def _mark(point: Point, claim_path: str) -> Row:
    told = point.told
    return {
        "n": point.number,
        "at": told["first"].isoformat() if told["first"] else None,
        "low": told["low"],
        "high": told["high"],
        "kind": point.picture.kind,
        "words": point.words,
        "who": point.claimant.name + (" (own voice)" if point.claimant.own_voice else ""),
        "key": point.claimant.key,
        "colour": point.claimant.colour,
        "shape": point.claimant.shape,
        "voices": told["independent"],
        "told": point.sources,
        "firmness": point.firmness,
        "standing": told["standing"],
        "gone": point.gone,
        "against": [number for number, _ in point.opponents],
        "href": f"{claim_path}/{told['tellings'][0]['claim']}",
    }
