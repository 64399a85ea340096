"""A figure series as its page shows it: claimants with colour and shape, points as rows of the table and marks of the chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.store.plot import Bar
from services.store.points import OUTLET
from services.store.queries.points import Extent
from services.store.web.views.picture import Picture, Scale, kind, wide

Row = dict[str, Any]
OFFERED = 16  # claimants to choose from
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
    """A row of the table: `told` is the point as it is kept (`models.SeriesPoint`).

    `tellings` are those that are looked at, all or some. `firmness` is what is to be said of its modality ("" where it is
    plainly asserted), `gone` whether no newest version tells it any more.
    """

    claimant: Claimant
    told: Row
    tellings: Sequence[Row]
    firmness: str
    gone: bool
    picture: Picture

    @property
    def number(self) -> int:
        """Its number in order of time."""
        return int(self.told["n"])

    @property
    def words(self) -> str:
        """The figure as the article puts it."""
        return str(self.tellings[0]["words"] if self.tellings else self.told["words"])

    @property
    def claim(self) -> int:
        """The claim that puts it so."""
        return int(self.tellings[0]["claim"] if self.tellings else self.told["claim_id"])

    @property
    def articles(self) -> list[Row]:
        """A telling of each article that tells it: headline, standfirst and body are one."""
        return list({telling["article"]: telling for telling in reversed(self.tellings)}.values())[::-1]

    @property
    def sources(self) -> list[str]:
        """Who tells it, each once."""
        return list(dict.fromkeys(telling["source"] for telling in self.tellings))


def claimants_of(counted: Iterable[Row]) -> dict[str, Claimant]:
    """The claimants by their keys. `counted` has those with the most points first: they get the colours, whatever is shown."""
    return {
        row["claimant"]: Claimant(
            row["claimant"],
            (row["speaker"] or row["claimant"].removeprefix(OUTLET)).removeprefix("unnamed: "),
            row["claimant"].startswith(OUTLET),
            str(i) if i < COLOURS else "other",
            SHAPES[i % len(SHAPES)],
            row["points"],
        )
        for i, row in enumerate(counted)
    }


def offered(claimants: Iterable[Claimant], chosen: frozenset[str]) -> list[Claimant]:
    """The claimants that can be chosen: those with the most points, and those who are chosen."""
    return [claimant for i, claimant in enumerate(claimants) if i < OFFERED or claimant.key in chosen]


def scale_of(held: Extent, asked: str) -> Scale:
    """The scale of the pictures: as asked for, or by itself logarithmic where the figures differ much."""
    return Scale.of(held.least, held.most, logarithmic=asked == "log" or (asked != "linear" and wide(held.least, held.most)))


def shown(
    rows: Sequence[Row], tellings: Sequence[Sequence[Row]], claimants: Mapping[str, Claimant], scale: Scale
) -> list[Point]:
    """Kept points as rows of the table, each with those of its tellings (`answers.telling`) that are looked at."""
    return [
        Point(
            claimants[row["claimant"]],
            row,
            told,
            firmness(row),
            not (any(telling["current"] for telling in told) if told else row["current"]),
            scale.picture(Bar(row["low"], row["high"], row["comparator"])),
        )
        for row, told in zip(rows, tellings, strict=True)
    ]


def firmness(point: Row) -> str:
    """How a figure is put forward where it is not plainly asserted: "hedged", "denied", "planned", "if"."""
    words = {"asserted": "", "conditional": "on a condition"}
    told = words.get(point["modality"], str(point["modality"]))
    return "denied" if point["negated"] and not told else told


def marks(rows: Iterable[Row], claimants: Mapping[str, Claimant], claim_path: str) -> list[Row]:
    """What the chart is given of kept points, which are in order of time."""
    return [_mark(row, claimants[row["claimant"]], claim_path) for row in rows]


def _mark(told: Row, claimant: Claimant, claim_path: str) -> Row:
    return {
        "n": told["n"],
        "at": told["first"].isoformat() if told["first"] else None,
        "low": told["low"],
        "high": told["high"],
        "kind": kind(Bar(told["low"], told["high"], told["comparator"])),
        "words": told["words"],
        "who": claimant.name + (" (own voice)" if claimant.own_voice else ""),
        "key": claimant.key,
        "colour": claimant.colour,
        "shape": claimant.shape,
        "voices": told["independent"],
        "told": told["sources"],
        "firmness": firmness(told),
        "standing": told["standing"],
        "gone": not told["current"],
        "against": [number for number, _ in told["against"]],
        "href": f"{claim_path}/{told['claim_id']}",
    }
