"""Sources, as far as the store knows them: the outlets whose articles it keeps."""

from __future__ import annotations

from sqlalchemy import Engine, func, select

from services.store.models import Article
from services.store.queries.listing import Row
from shared.database import reading


def sources(engine: Engine) -> list[Row]:
    """Sources by name with their publisher, how many articles they have here, and when the last one was first seen."""
    statement = (
        select(Article.source.label("name"), Article.publisher)
        .add_columns(func.count().label("articles"), func.min(Article.first_seen).label("first_seen"))
        .add_columns(func.max(Article.first_seen).label("newest"))
        .group_by(Article.source, Article.publisher)
        .order_by(Article.source, Article.publisher)
    )
    with reading(engine) as connection:
        return [dict(row._mapping) for row in connection.execute(statement)]
