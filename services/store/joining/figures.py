"""The figures of articles as joining sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from services.store.figures import Features, Figure
from services.store.joining.core import Core
from services.store.models import Article, Claim, Speaker
from services.store.models import Figure as FigureRow

FEATURES = TypeAdapter(Features)


@dataclass(frozen=True, slots=True)
class Stored:
    """A figure with its row: id, key and the series that it is in."""

    row: Any
    figure: Figure


def figures_of(connection: Connection, core: Core) -> list[Stored]:
    """The figures of the core's articles. One that several versions tell has several rows; the newest comes last."""
    rows = connection.execute(
        select(FigureRow.id, FigureRow.key, FigureRow.series, FigureRow.features, FigureRow.n)
        .add_columns(FigureRow.low, FigureRow.high, FigureRow.comparator, Claim.data, Article.url, Speaker.identity)
        .join(Claim, Claim.id == FigureRow.claim_id)
        .join(Article, Article.id == Claim.article_id)
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        .where(core.mine, FigureRow.key.is_not(None))
        .order_by(Claim.last_version, FigureRow.id)
    )
    return [Stored(row, _figure(row, core)) for row in rows]


def _figure(row: Any, core: Core) -> Figure:
    return Figure(
        id=row.key,
        article=row.url,
        part=row.data["part"],
        position=row.data["quantities"][row.n]["start"],
        published=core.contexts[row.url].published,
        low=row.low,
        high=row.high,
        comparator=row.comparator,
        claimant=row.identity or "",
        features=FEATURES.validate_python(row.features),
    )
