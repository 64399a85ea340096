"""The questions Claimwire exists for: how did a figure develop, who says so, who only repeats it, who disagrees, which words.

Answers are plain JSON-ready values in the words of the design, the same for the command line, the API and the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from services.store.contradictions import disputes, standing
from services.store.corroboration import corroborate
from services.store.intervals import Reading, compare, wording
from services.store.joining.tellings import Told, load_told
from services.store.models import Claim, Contradiction, FigureSeries, SeriesAlias, Speaker
from services.store.points import OUTLET, Point, points
from services.store.queries.series import about
from shared.database import reading


def series_list(
    engine: Engine, *, text: str | None = None, contested: bool = False, limit: int | None = 100
) -> list[dict[str, Any]]:
    """Figure series, the most told first. `text` narrows to those with these words in their name or a figure's claim,
    `contested` to open contradictions. Raises QueryError."""
    told_most = (FigureSeries.articles.desc(), FigureSeries.figures.desc(), FigureSeries.id.desc())
    with reading(engine) as connection:
        statement = about(connection, text, contested=contested).order_by(*told_most)
        return [dict(row._mapping) for row in connection.execute(statement.limit(limit))]


def series_history(engine: Engine, series: str) -> dict[str, Any] | None:
    """One series with its points in order of time; null if there is none of this id, present or former.

    A point is what one claimant put forward: its reading, who tells it in which words, how many independent voices stand behind
    it with the arithmetic, what it says of the claimant's figure before, and whether the claimant still holds it.
    """
    with reading(engine) as connection:
        row = _series(connection, series)
        if row is None:
            return None
        told = load_told(connection, [row.id])[row.id]
        open_now = connection.execute(
            select(Contradiction).where(Contradiction.series == row.id).order_by(Contradiction.since.desc())
        ).all()
    held = points(t.telling for t in told)
    present = {id(point) for point in standing(held)}
    by_figure = {t.telling.figure: t for t in told}
    names = {t.telling.claimant: t.speaker for t in reversed(told) if t.telling.claimant and t.speaker}
    before: dict[str, Point] = {}
    shown = []
    for point in held:
        shown.append(_point(point, before.get(point.claimant), by_figure, names, id(point) in present))
        before[point.claimant] = point
    return {
        **row._mapping,
        "points": shown,
        "disputes": _disputes(open_now),
        "contradictions": [dict(found._mapping) for found in open_now],
    }


def _disputes(found: Sequence[Any]) -> list[dict[str, Any]]:
    """One claimant against all who contradict him, each with the figure now held; from the rows of open contradictions."""
    sides = {side["claimant"]: _side(side) for row in found for side in (row.a, row.b)}
    grouped = disputes((row.a["claimant"], row.b["claimant"], row.since) for row in found)
    return [{"alone": sides[d.alone], "others": [sides[other] for other in d.others], "since": d.since} for d in grouped]


def _side(side: dict[str, Any]) -> dict[str, str]:
    bounds = side["low"], side["high"], side["comparator"]
    return {"speaker": side["speaker"], "figure": wording(Reading(*bounds, unit=side["unit"], rate=side["rate"]))}


def _series(connection: Connection, series: str) -> Any:
    alias = select(SeriesAlias.series).where(SeriesAlias.old == series).scalar_subquery()
    wanted = FigureSeries.id == func.coalesce(alias, series)
    return connection.execute(select(FigureSeries).where(wanted)).first()


def _point(
    point: Point, before: Point | None, by_figure: dict[str, Told], names: dict[str, str], standing_now: bool
) -> dict[str, Any]:
    tellings = [by_figure[t.figure] for t in point.tellings]
    backing = corroborate([point])
    step = compare(before.reading, point.reading) if before else None
    reading_ = point.reading
    own_voice = point.claimant.startswith(OUTLET)
    return {
        "claimant": point.claimant,
        "speaker": None if own_voice else names.get(point.claimant, point.claimant),
        "speaker_id": next((t.speaker_id for t in tellings if t.speaker_id and not own_voice), None),
        "figure": wording(reading_),
        "low": reading_.low,
        "high": reading_.high,
        "comparator": reading_.comparator,
        "unit": reading_.unit,
        "rate": reading_.rate,
        "modality": reading_.modality,
        "negated": reading_.negated,
        "first": point.first,
        "last": point.last,
        "standing": standing_now,
        "relays": list(point.relays),
        "independent": backing.independent,
        "voices": {voice: list(urls) for voice, urls in backing.voices.items()},
        "arithmetic": list(backing.steps),
        "step": {"kind": step.kind, "reason": step.reason} if step else None,
        "tellings": [_telling(t) for t in tellings],
    }


def _telling(told: Told) -> dict[str, Any]:
    copy = told.telling.origin if told.telling.origin != told.url else None
    return {
        "figure": told.telling.figure,
        "claim": told.claim_id,
        "article": told.article_id,
        "source": told.source,
        "publisher": told.telling.publisher,
        "url": told.url,
        "published": told.telling.published,
        "words": told.words,
        "text": told.claim,
        "current": told.current,
        "edited_out": None if told.current else told.last_version + 1,
        "copy_of": copy,
        "agency": told.telling.agency,
    }


def contradictions(engine: Engine, limit: int | None = 100, skip: int = 0) -> list[dict[str, Any]]:
    """Open contradictions, the newest first, with the name of their series; `skip` so many."""
    statement = (
        select(Contradiction, FigureSeries.name)
        .join(FigureSeries, FigureSeries.id == Contradiction.series)
        .order_by(Contradiction.since.desc(), Contradiction.id)
        .limit(limit)
        .offset(skip)
    )
    with reading(engine) as connection:
        return [dict(row._mapping) for row in connection.execute(statement)]


def speaker_list(engine: Engine, *, text: str | None = None, limit: int | None = 100) -> list[dict[str, Any]]:
    """Speakers under all their names, those with the most claims first; unnamed ones are left out."""
    counted = (
        select(Speaker.identity, Speaker.name, Speaker.kind, Speaker.key, func.count(Claim.id).label("claims"))
        .outerjoin(Claim, Claim.speaker_id == Speaker.id)
        .where(Speaker.kind != "unnamed")
        .group_by(Speaker.id)
    )
    if text:
        same = select(Speaker.identity).where(Speaker.name.icontains(text, autoescape=True))
        counted = counted.where(Speaker.identity.in_(same))
    found: dict[str, dict[str, Any]] = {}
    with reading(engine) as connection:
        for row in connection.execute(counted.order_by(func.count(Claim.id).desc(), Speaker.id)):
            one = found.setdefault(
                row.identity, {"identity": row.identity, "name": row.name, "kind": row.kind, "names": [], "claims": 0}
            )
            one["names"].append(row.name)
            one["claims"] += row.claims
    return sorted(found.values(), key=lambda one: -one["claims"])[:limit]
