"""What the newest claims are about: counts over so many of them, never over a whole table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, Subquery, func, select

from services.store.models import Article, Claim, Speaker
from services.store.queries.filters import Filter
from services.store.queries.listing import Row, page
from shared.database import reading


@dataclass(frozen=True, slots=True)
class Facets:
    """How often each value stands in the newest claims that match: `of` were looked at, `more` tells if there are more."""

    of: int
    more: bool
    speaker: list[tuple[str, int]]
    source: list[tuple[str, int]]
    place: list[tuple[str, int]]
    unit: list[tuple[str, int]]
    modality: list[tuple[str, int]]


def facets(engine: Engine, wanted: Filter, look: int = 100, most: int = 8) -> Facets:
    """The most frequent values in the newest `look` claims that match. Raises QueryError."""
    found = page(engine, "claims", wanted, look)
    rows = found.rows

    def counted(values: list[str]) -> list[tuple[str, int]]:
        return Counter(values).most_common(most)

    return Facets(
        of=len(rows),
        more=found.next is not None,
        speaker=counted([row["speaker"] for row in rows if row["speaker"] and row["speaker_kind"] != "unnamed"]),
        source=counted([row["source"] for row in rows]),
        place=counted([name for row in rows for name in {place["text"] for place in row["claim"].get("places", ())}]),
        unit=counted([unit for row in rows for unit in {quantity["unit"] for quantity in row["claim"]["quantities"]}]),
        modality=counted([row["claim"]["modality"] for row in rows if "modality" in row["claim"]]),
    )


def newest_claims(column: Any, *conditions: ColumnElement[bool], look: int) -> Subquery:
    """A column of the claims of the newest articles that meet the conditions, `look` of them at most."""
    listed = select(column).join(Article, Article.id == Claim.article_id).where(*conditions)
    return listed.order_by(Article.moment.desc(), Article.id.desc(), Claim.id).limit(look).subquery()


def quoted(engine: Engine, look: int = 1000, most: int = 40) -> list[Row]:
    """Who stands behind most of the newest `look` claims: id, name, kind and how many."""
    newest = newest_claims(Claim.speaker_id, Claim.speaker_id.is_not(None), look=look)
    counted = (
        select(func.min(Speaker.id).label("id"), func.max(Speaker.name).label("name"), func.max(Speaker.kind).label("kind"))
        .add_columns(func.count().label("claims"))
        .join(newest, newest.c.speaker_id == Speaker.id)
        .where(Speaker.kind != "unnamed")
        .group_by(Speaker.identity)
        .order_by(func.count().desc(), func.min(Speaker.id))
        .limit(most)
    )
    with reading(engine) as connection:
        return [dict(row._mapping) for row in connection.execute(counted)]
