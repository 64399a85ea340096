"""Points and disputes of series as rows: written when a series is summed up, so that no page weighs its tellings anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from services.store.contradictions import Contradiction, disputes, standing
from services.store.corroboration import corroborate
from services.store.intervals import Reading, compare, wording
from services.store.joining.tellings import Told
from services.store.models import SeriesDispute, SeriesPoint
from services.store.points import OUTLET, Point
from shared.writing import write

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a series beside its own row."""

    points: list[Row]
    disputes: list[Row]


def kept(
    series: str, told: Sequence[Told], held: Sequence[Point], against: Sequence[Contradiction], rows: Sequence[Row]
) -> Kept:
    """The rows of a series: `told` in order of time, its points, its contradictions, newest first, and these as rows."""
    return Kept(_points(series, told, held, _opponents(held, against)), _disputes(series, rows))


def keep(connection: Connection, series: Mapping[str, Kept], gone: Iterable[str]) -> None:
    """Make these the rows of the series, and leave none of those that are `gone`. A point that is as it was is not written."""
    old = list(gone)
    connection.execute(delete(SeriesDispute).where(SeriesDispute.series.in_([*series, *old])))
    write(connection, SeriesDispute, [row for one in series.values() for row in one.disputes])
    connection.execute(delete(SeriesPoint).where(SeriesPoint.series.in_(old)))
    stored = connection.execute(select(SeriesPoint).where(SeriesPoint.series.in_(list(series))))
    before = {(row.series, row.n): dict(row._mapping) for row in stored}
    now = {(row["series"], row["n"]): row for one in series.values() for row in one.points}
    outdated = [{"its": id, "number": n} for (id, n), row in before.items() if now.get((id, n)) != row]
    if outdated:
        its = delete(SeriesPoint).where(SeriesPoint.series == bindparam("its"), SeriesPoint.n == bindparam("number"))
        connection.execute(its, outdated)
    write(connection, SeriesPoint, [row for key, row in now.items() if before.get(key) != row])


def _points(
    series: str, told: Sequence[Told], held: Sequence[Point], against: Mapping[int, list[tuple[int, str]]]
) -> list[Row]:
    by_figure = {t.telling.figure: t for t in told}  # of a figure that several versions tell, the newest
    names = {t.telling.claimant: t.speaker for t in reversed(told) if t.telling.claimant and t.speaker}
    present = {id(point) for point in standing(held)}
    before: dict[str, Point] = {}
    rows = []
    for n, point in enumerate(held, 1):
        tellings = [by_figure[figure] for figure in dict.fromkeys(t.figure for t in point.tellings)]
        own_voice = point.claimant.startswith(OUTLET)
        backing = corroborate([point])
        rows.append(
            {
                "series": series,
                "n": n,
                "claimant": point.claimant,
                "speaker": None if own_voice else names.get(point.claimant, point.claimant),
                "speaker_id": next((t.speaker_id for t in tellings if t.speaker_id and not own_voice), None),
                **_reading(point.reading),
                "first": point.first,
                "last": point.last,
                "standing": id(point) in present,
                "current": point.current,
                "independent": backing.independent,
                "arithmetic": list(backing.steps),
                "step": _step(before.get(point.claimant), point),
                "against": _named(against.get(n, ()), names),
                "words": tellings[0].words,
                "claim_id": tellings[0].claim_id,
                "articles": len(point.articles),
                "sources": list(dict.fromkeys(t.source for t in tellings)),
                "tellings": [t.figure_id for t in tellings],
            }
        )
        before[point.claimant] = point
    return rows


_READING = ("low", "high", "comparator", "unit", "rate", "cumulative", "modality", "negated")


def _reading(reading: Reading) -> Row:
    return {name: getattr(reading, name) for name in _READING}


def _step(before: Point | None, point: Point) -> Row | None:
    if before is None:
        return None
    step = compare(before.reading, point.reading)
    return {"kind": step.kind, "reason": step.reason}


def _opponents(held: Sequence[Point], against: Sequence[Contradiction]) -> dict[int, list[tuple[int, str]]]:
    """For each point's number those of the points that contradict it, with their claimants."""
    numbers = {id(point): n for n, point in enumerate(held, 1)}
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for one in against:
        for point, other in ((one.a, one.b), (one.b, one.a)):
            found[numbers[id(point)]].append((numbers[id(other)], other.claimant))
    return found


def _named(against: Iterable[tuple[int, str]], names: Mapping[str, str]) -> list[list[Any]]:
    """The first point of each opponent, by its number, with the name."""
    first: dict[str, int] = {}
    for n, claimant in sorted(against):
        first.setdefault(claimant, n)
    return [[n, names.get(claimant, claimant)] for claimant, n in first.items()]


def _disputes(series: str, contradictions: Sequence[Row]) -> list[Row]:
    """One claimant against all who contradict him, each with the figure that does; from the rows of open contradictions."""
    between: dict[tuple[str, str], tuple[Row, Row]] = {}
    for row in contradictions:
        for one, other in ((row["a"], row["b"]), (row["b"], row["a"])):
            between.setdefault((one["claimant"], other["claimant"]), (one, other))
    grouped = disputes((row["a"]["claimant"], row["b"]["claimant"], row["since"]) for row in contradictions)
    rows = []
    for n, d in enumerate(grouped, 1):
        alone, _ = between[d.alone, d.others[0]]
        others = [_side(between[d.alone, other][1]) for other in d.others]
        rows.append({"series": series, "n": n, "alone": _side(alone), "others": others, "since": d.since})
    return rows


def _side(side: Row) -> dict[str, str]:
    held = Reading(side["low"], side["high"], side["comparator"], unit=side["unit"], rate=side["rate"])
    return {"speaker": side["speaker"], "figure": wording(held)}
