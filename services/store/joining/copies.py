"""Whose text an article's text is: copies are traced to their origin when an article arrives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import aliased

from services.store.models import Article, ArticleBlock, ArticleVersion
from services.store.wires import Item, credit, trace
from shared.articles import Article as ArticleJson


def trace_copies(connection: Connection, articles: Sequence[Any]) -> set[int]:
    """Write down origin and agency of these articles and of those whose text is theirs; the ids of all that were looked at."""
    ids = _near(connection, {row.id for row in articles})
    rows = connection.execute(
        select(Article, ArticleVersion.title, ArticleVersion.text, ArticleVersion.wire, ArticleVersion.authors)
        .add_columns(ArticleVersion.fingerprint)
        .join(ArticleVersion, (ArticleVersion.article_id == Article.id) & (ArticleVersion.number == Article.versions))
        .where(Article.id.in_(ids))
    ).all()
    origins = trace([_item(row) for row in rows])
    connection.execute(
        update(Article).where(Article.id == bindparam("row")).values(origin=bindparam("root"), agency=bindparam("wire")),
        [{"row": r.id, "root": origins[r.url].root, "wire": origins[r.url].agency} for r in rows],
    )
    return ids


def _near(connection: Connection, ids: set[int]) -> set[int]:
    """The articles that share a blocking key with these, and those that share one with them, until there are no more."""
    mine, other = aliased(ArticleBlock), aliased(ArticleBlock)
    found, edge = set(ids), set(ids)
    while edge:
        statement = (
            select(other.article_id)
            .join(mine, (mine.kind == other.kind) & (mine.key == other.key))
            .where(mine.kind == "copy", mine.article_id.in_(edge))
            .distinct()
        )
        edge = set(connection.execute(statement).scalars()) - found
        found |= edge
    return found


def _item(row: Any) -> Item:
    read = ArticleJson(
        url=row.url, canonical_url=row.url, title=row.title, text=row.text, wire=row.wire, authors=tuple(row.authors)
    )
    return Item(row.url, row.publisher, row.published or row.first_seen, tuple(row.fingerprint), credit(read))
