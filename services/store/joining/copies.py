"""Whose text an article's text is: copies are traced to their origin when an article arrives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from services.store.joining.core import keyed
from services.store.models import Article, ArticleBlock, ArticleVersion
from services.store.wires import Item, credit, near_duplicates, trace
from shared.articles import Article as ArticleJson

COMMON = 20
"""Texts that may have a band in common: what stands in more is boilerplate (a footer, a form of bulletin) and tells nothing."""


def trace_copies(connection: Connection, articles: Sequence[Any]) -> set[int]:
    """Write down origin and agency of these articles and of those whose text is or was theirs; the ids of all that changed."""
    ids = _copies(connection, {row.id for row in articles} | _parted(connection, articles))
    rows = connection.execute(
        select(Article, ArticleVersion.title, ArticleVersion.text, ArticleVersion.wire, ArticleVersion.authors)
        .add_columns(ArticleVersion.fingerprint)
        .join(ArticleVersion, _newest())
        .where(Article.id.in_(ids))
    ).all()
    origins = trace([_item(row) for row in rows])
    found = [{"row": r.id, "root": origins[r.url].root, "wire": origins[r.url].agency} for r in rows]
    known = {r.id: (r.origin, r.agency) for r in rows}
    changed = [row for row in found if known[row["row"]] != (row["root"], row["wire"])]
    if changed:
        statement = update(Article).where(Article.id == bindparam("row"))
        connection.execute(statement.values(origin=bindparam("root"), agency=bindparam("wire")), changed)
    return {row["row"] for row in changed}


def _parted(connection: Connection, articles: Sequence[Any]) -> set[int]:
    """The articles that had one text with an earlier version of these."""
    origins = {row.origin for row in articles if row.origin}
    return set(connection.execute(select(Article.id).where(Article.origin.in_(origins))).scalars()) if origins else set()


def _copies(connection: Connection, ids: set[int]) -> set[int]:
    """These articles, those whose text is theirs, and those whose text is that of one of these, until there are no more."""
    found, edge = set(ids), set(ids)
    while edge:
        pairs = _sharing(connection, edge)
        texts = _fingerprints(connection, {article for pair in pairs for article in pair})
        edge = {other for mine, other in pairs if other not in found and near_duplicates(texts[mine], texts[other])}
        found |= edge
    return found


def _sharing(connection: Connection, ids: set[int]) -> set[tuple[int, int]]:
    """The pairs of one of these articles and another one that share a blocking key, boilerplate left out."""
    # Asked for by article alone, and by key: SQLite would walk through all keys of the kind.
    own = select(ArticleBlock.key, ArticleBlock.article_id, ArticleBlock.kind).where(ArticleBlock.article_id.in_(ids))
    mine: dict[str, list[int]] = defaultdict(list)
    for row in connection.execute(own):
        if row.kind == "copy":
            mine[row.key].append(row.article_id)
    telling = mine.keys() - _boilerplate(connection, mine.keys())
    other = select(ArticleBlock.key, ArticleBlock.article_id).where(keyed(connection, "copy", telling))
    return {(a, row.article_id) for row in connection.execute(other) for a in mine[row.key] if a != row.article_id}


def _boilerplate(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those keys that more than COMMON texts have."""
    frequent = select(ArticleBlock.key).where(keyed(connection, "copy", keys)).group_by(ArticleBlock.key)
    found = connection.execute(frequent.having(func.count() > COMMON)).scalars().all()
    return {key for key in found if _texts(connection, key) > COMMON}


def _texts(connection: Connection, key: str) -> int:
    """How many texts have a key, of the articles that had it first; a hundred copies of one text are one."""
    having = select(ArticleBlock.article_id).where(keyed(connection, "copy", [key]))
    first = having.order_by(ArticleBlock.article_id).limit(10 * COMMON).subquery()
    origins = select(Article.origin).join(first, first.c.article_id == Article.id).where(Article.origin.is_not(None)).distinct()
    return len(connection.execute(origins).all())


def _fingerprints(connection: Connection, ids: Iterable[int]) -> dict[int, list[int]]:
    statement = select(Article.id, ArticleVersion.fingerprint).join(ArticleVersion, _newest()).where(Article.id.in_(ids))
    return {row.id: row.fingerprint for row in connection.execute(statement)}


def _newest() -> Any:
    """The condition that a version is an article's newest."""
    return (ArticleVersion.article_id == Article.id) & (ArticleVersion.number == Article.versions)


def _item(row: Any) -> Item:
    read = ArticleJson(
        url=row.url, canonical_url=row.url, title=row.title, text=row.text, wire=row.wire, authors=tuple(row.authors)
    )
    return Item(row.url, row.publisher, row.published or row.first_seen, tuple(row.fingerprint), credit(read))
