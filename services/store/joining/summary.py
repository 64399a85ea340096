"""What a series is called and how much is in it: rows that follow from its figures, written anew whenever it is joined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from services.store.contradictions import Contradiction, contradictions
from services.store.joining.kept import keep, kept
from services.store.joining.tellings import Told, load_told
from services.store.models import Contradiction as ContradictionRow
from services.store.models import FigureSeries, SeriesAlias
from services.store.overrides import Overrides, name_of
from services.store.points import Point, points
from shared.database import RawJson, dump_json


def summarise(
    connection: Connection, changed: set[str], gone: Mapping[str, set[str]], decided: Overrides, now: datetime
) -> None:
    """Write the rows of the series that changed and take away those that are `gone`, which says where their figures went."""
    told = load_told(connection, changed)
    old = changed | set(gone)
    connection.execute(delete(ContradictionRow).where(ContradictionRow.series.in_(old)))
    connection.execute(delete(FigureSeries).where(FigureSeries.id.in_(old)))
    rows, open_now, beside = [], [], {}
    for series in sorted(changed):
        held = points(t.telling for t in told[series])
        against = contradictions(held)
        rows.append(_row(series, told[series], held, len(against), decided, now))
        found = _contradictions(series, against, told[series])
        beside[series] = kept(series, told[series], held, against, found)
        open_now += _dumped(found)
    if rows:
        connection.execute(insert(FigureSeries), rows)
    if open_now:
        connection.execute(insert(ContradictionRow), open_now)
    keep(connection, beside, gone)
    _leave_aliases(connection, gone, changed)


def _leave_aliases(connection: Connection, gone: Mapping[str, set[str]], present: set[str]) -> None:
    """Old addresses go on working: they lead to the series that now holds the figures; to none where none is left."""
    connection.execute(delete(SeriesAlias).where(SeriesAlias.old.in_(present)))
    for old, successors in sorted(gone.items()):
        heir = min(successors, default=None)
        connection.execute(update(SeriesAlias).where(SeriesAlias.series == old).values(series=heir, change=None))
        if connection.execute(select(SeriesAlias.old).where(SeriesAlias.old == old)).first() is None:
            connection.execute(insert(SeriesAlias).values(old=old, series=heir))


def _row(series: str, told: list[Told], held: list[Point], against: int, decided: Overrides, now: datetime) -> dict[str, Any]:
    named = name_of((t.telling.figure for t in told), decided)
    moments = sorted(m for p in held for m in (p.first, p.last) if m)
    first = told[0]
    return {
        "id": series,
        "name": named or series_name(told),
        "named_by_operator": named is not None,
        "story": first.story,
        "measure": first.features["measure"],
        "unit": first.telling.unit,
        "rate": first.telling.rate,
        "place": _usual(t.place for t in told),
        "figures": len(told),
        "articles": len({t.url for t in told}),
        "claimants": len({p.claimant for p in held}),
        "contradictions": against,
        "points": len(held),
        "sources": sorted({t.source for t in told}),
        "first_at": moments[0] if moments else None,
        "last_at": moments[-1] if moments else None,
        "updated_at": now,
    }


def series_name(told: list[Told]) -> str:
    """A name in the articles' own words: what is counted, what happened to it, where, and per what time."""
    what = _usual(t.what for t in told)
    event = _usual(t.event for t in told)
    place = _usual(t.place for t in told)
    rate = told[0].telling.rate
    words = what or told[0].telling.unit
    measure = told[0].features["measure"]
    measure = event if not measure or "|" in measure or "~" in measure else measure.replace("_", " ")
    if measure and measure.lower() not in words.lower():
        words += f": {measure}"
    if rate:
        words += f" per {rate}"
    if place and place.lower() not in words.lower():
        words += f" ({place})"
    return words[0].upper() + words[1:]


def _usual(words: Iterable[str | None]) -> str | None:
    """The most frequent of these, the longest and then the first by letter among equals."""
    counted = Counter(w for w in words if w)
    return min(counted, key=lambda w: (-counted[w], -len(w), w)) if counted else None


def _contradictions(series: str, found: list[Contradiction], told: list[Told]) -> list[dict[str, Any]]:
    """The rows of a series' contradictions. A claimant may stand against many: each side is made once."""
    of_figure: dict[str, list[tuple[int, Told]]] = defaultdict(list)
    for n, each in enumerate(told):
        of_figure[each.telling.figure].append((n, each))
    sides = {id(point): point for one in found for point in (one.a, one.b)}
    made = {key: _side(point, of_figure) for key, point in sides.items()}
    return [
        {"series": series, "a": made[id(one.a)], "b": made[id(one.b)], "reason": one.reason, "since": one.since}
        for one in found
    ]


def _dumped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows with each side as the JSON that is stored, made once."""
    sides = {id(side): side for row in rows for side in (row["a"], row["b"])}
    made = {key: RawJson(dump_json(side)) for key, side in sides.items()}
    return [{**row, "a": made[id(row["a"])], "b": made[id(row["b"])]} for row in rows]


def _side(point: Point, told: Mapping[str, list[tuple[int, Told]]]) -> dict[str, Any]:
    """One side of a contradiction as JSON: who holds which figure since when, in whose words. `told` in order by figure."""
    mine = (each for telling in point.tellings for each in told[telling.figure])
    _, first = min(mine, key=lambda each: (not each[1].speaker, each[0]))
    reading = point.reading
    return {
        "claimant": point.claimant,
        "speaker": first.speaker or first.source,
        "low": reading.low,
        "high": reading.high,
        "comparator": reading.comparator,
        "unit": reading.unit,
        "rate": reading.rate,
        "modality": reading.modality,
        "words": first.words,
        "claim": first.claim_id,
        "url": first.url,
        "as_of": point.last.isoformat() if point.last else None,
    }
