"""The questions Claimwire exists for: how did a figure develop, who says so, who only repeats it, who disagrees, which words.

Answers are plain JSON-ready values in the words of the design, the same for the command line, the API and the pages.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, func, or_, select

from services.store.contradictions import Dispute, disputes, standing
from services.store.contradictions import contradictions as find_contradictions
from services.store.corroboration import corroborate
from services.store.intervals import compare, wording
from services.store.joining.tellings import Told, load_told
from services.store.models import Claim, Contradiction, Figure, FigureSeries, SeriesAlias, Speaker
from services.store.points import OUTLET, Point, points
from shared.database import reading


def series_list(
    engine: Engine, *, text: str | None = None, contested: bool = False, limit: int | None = 100
) -> list[dict[str, Any]]:
    """Figure series, the most told first. `text` narrows to names or figures' claims that contain it, `contested` to open
    contradictions."""
    statement = select(FigureSeries).order_by(
        FigureSeries.articles.desc(), FigureSeries.figures.desc(), FigureSeries.last_at.desc(), FigureSeries.id
    )
    if text:
        telling = select(Figure.series).join(Claim).where(Claim.text.icontains(text, autoescape=True))
        statement = statement.where(or_(FigureSeries.name.icontains(text, autoescape=True), FigureSeries.id.in_(telling)))
    if contested:
        statement = statement.where(FigureSeries.contradictions > 0)
    with reading(engine) as connection:
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
    shown = [_point(point, held[:i], by_figure, names, id(point) in present) for i, point in enumerate(held)]
    return {
        **row._mapping,
        "points": shown,
        "disputes": [_dispute(dispute, names) for dispute in disputes(find_contradictions(held))],
        "contradictions": [dict(found._mapping) for found in open_now],
    }


def _dispute(dispute: Dispute, names: dict[str, str]) -> dict[str, Any]:
    """One claimant against all who contradict him, each with the figure now held."""
    sides = {p.claimant: wording(p.reading) for found in dispute.contradictions for p in (found.a, found.b)}
    told = {claimant: {"speaker": names.get(claimant, claimant), "figure": figure} for claimant, figure in sides.items()}
    return {"alone": told[dispute.alone], "others": [told[other] for other in dispute.others], "since": dispute.since}


def _series(connection: Connection, series: str) -> Any:
    alias = select(SeriesAlias.series).where(SeriesAlias.old == series).scalar_subquery()
    wanted = FigureSeries.id == func.coalesce(alias, series)
    return connection.execute(select(FigureSeries).where(wanted)).first()


def _point(
    point: Point, earlier: list[Point], by_figure: dict[str, Told], names: dict[str, str], standing_now: bool
) -> dict[str, Any]:
    tellings = [by_figure[t.figure] for t in point.tellings]
    backing = corroborate([point])
    before = next((p for p in reversed(earlier) if p.claimant == point.claimant), None)
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
