"""The questions Claimwire exists for: how did a figure develop, who says so, who only repeats it, who disagrees, which words.

Answers are plain JSON-ready values in the words of the design, the same for the command line, the API and the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select

from services.store.corroboration import voices
from services.store.intervals import Reading, wording
from services.store.joining.tellings import Told, load_figures
from services.store.models import Contradiction, FigureSeries, Speaker, SpeakerTally
from services.store.queries import points as kept
from services.store.queries.points import Wanted
from services.store.queries.series import about
from shared import cursors
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


TELLINGS = 500  # of a page of points: what one point has too many of, the page has fewer points for
CONTRADICTIONS = 100  # with a page of points, the newest; `queries.contradictions` lists them all


def series_history(engine: Engine, series: str, limit: int | None = None, cursor: str | None = None) -> dict[str, Any] | None:
    """One series with its points in order of time; null if there is none of this id, present or former.

    A point is what one claimant put forward: its reading, who tells it in which words, how many independent voices stand behind
    it with the arithmetic, what it says of the claimant's figure before, and whether the claimant still holds it. With a
    `limit` they are a page of that many at most, and `next` is the cursor of the following one. Raises CursorError.
    """
    with reading(engine) as connection:
        row = kept.series_row(connection, series)
        if row is None:
            return None
        query = f"history.{row['id']}"
        (begin,) = cursors.decode(cursor, query, [int]) if cursor else (0,)
        page, more = kept.after(connection, row["id"], begin, limit, TELLINGS)
        told = load_figures(connection, [figure for point in page for figure in point["tellings"]])
        against = select(Contradiction).where(Contradiction.series == row["id"])
        newest = against.order_by(Contradiction.since.desc(), Contradiction.id).limit(CONTRADICTIONS if limit else None)
        open_now = connection.execute(newest).all()
        disputes = kept.disputes(connection, row["id"])
    tellings = [[told[figure] for figure in point["tellings"] if figure in told] for point in page]
    return {
        **row,
        "points": [_point(point, found) for point, found in zip(page, tellings, strict=True) if found],
        "disputes": disputes,
        "contradictions": [dict(found._mapping) for found in open_now],
        "next": cursors.encode(query, [page[-1]["n"]]) if more else None,
    }


@dataclass(frozen=True, slots=True)
class Look:
    """A series as it is looked at: its row, its claimants, how much of it is within what is wanted, and the points of a page as
    they are kept, each with tellings; `source` narrows these too."""

    series: dict[str, Any]
    claimants: list[dict[str, Any]]
    held: kept.Extent
    points: list[dict[str, Any]]
    tellings: list[list[dict[str, Any]]]


def series_look(
    engine: Engine, series: str, wanted: Wanted, limit: int | None = None, skip: int = 0, *, tellings: int | None = None
) -> Look | None:
    """Points of a series as they are looked at, with so many of the `tellings` of each; null if there is no such series."""
    with reading(engine) as connection:
        row = kept.series_row(connection, series)
        if row is None:
            return None
        page = kept.table(connection, row["id"], wanted, limit, skip)
        some = [point["tellings"] if wanted.source else point["tellings"][:tellings] for point in page]
        told = load_figures(connection, [figure for figures in some for figure in figures], wanted.source or None)
        claimants, held = kept.claimants(connection, row["id"]), kept.extent(connection, row["id"], wanted)
    found = [[telling(told[figure]) for figure in figures if figure in told] for figures in some]
    return Look(row, claimants, held, page, found)


def series_chart(engine: Engine, look: Look, wanted: Wanted) -> list[dict[str, Any]]:
    """The points that a chart of the same draws, as they are kept, in order of time."""
    with reading(engine) as connection:
        return kept.drawn(connection, look.series["id"], wanted, look.held)


def series_disputes(engine: Engine, series: str, limit: int) -> list[dict[str, Any]]:
    """One claimant against all who contradict him, those with the most first."""
    with reading(engine) as connection:
        return kept.disputes(connection, series, limit)


_READ = ("low", "high", "comparator", "unit", "rate", "modality", "negated", "first", "last", "standing")


def _point(point: dict[str, Any], tellings: Sequence[Told]) -> dict[str, Any]:
    reading_ = Reading(point["low"], point["high"], point["comparator"], unit=point["unit"], rate=point["rate"])
    return {
        **{name: point[name] for name in ("claimant", "speaker", "speaker_id")},
        "figure": wording(reading_),
        **{name: point[name] for name in _READ},
        "relays": sorted({relay for t in tellings for relay in t.telling.relays}),
        "independent": point["independent"],
        "voices": {voice: list(urls) for voice, urls in voices(t.telling for t in tellings).items()},
        "arithmetic": point["arithmetic"],
        "step": point["step"],
        "tellings": [telling(t) for t in tellings],
    }


def telling(told: Told) -> dict[str, Any]:
    """A telling of a point: which claim of which article, in which words, and whether it still stands there."""
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


def speaker_list(engine: Engine, *, text: str | None = None, limit: int | None = 100) -> list[dict[str, Any]]:
    """Speakers under all their names, those with the most claims first; unnamed ones are left out."""
    claims = func.coalesce(func.sum(SpeakerTally.claims), 0).label("claims")
    counted = (
        select(Speaker.identity, Speaker.name, Speaker.kind, Speaker.key, claims)
        .outerjoin(SpeakerTally, SpeakerTally.speaker_id == Speaker.id)
        .where(Speaker.kind != "unnamed")
        .group_by(Speaker.id)
    )
    if text:
        same = select(Speaker.identity).where(Speaker.name.icontains(text, autoescape=True))
        counted = counted.where(Speaker.identity.in_(same))
    found: dict[str, dict[str, Any]] = {}
    with reading(engine) as connection:
        for row in connection.execute(counted.order_by(claims.desc(), Speaker.id)):
            one = found.setdefault(
                row.identity, {"identity": row.identity, "name": row.name, "kind": row.kind, "names": [], "claims": 0}
            )
            one["names"].append(row.name)
            one["claims"] += row.claims
    return sorted(found.values(), key=lambda one: -one["claims"])[:limit]
