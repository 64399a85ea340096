"""Lists of articles, and one article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, or_, select

from services.store.models import Article, ArticleVersion, Change, Claim
from services.store.queries.filters import ALL, Filter, changed, columns, of_article, of_claim, with_figure
from services.store.queries.listing import By, Listing, Row, listed, stream
from services.store.queries.words import articles_with
from shared.database import reading


def articles(engine: Engine, wanted: Filter = ALL, limit: int | None = 100) -> Iterator[Row]:
    """Articles in their newest version, newest first."""
    return stream(engine, "articles", wanted, limit)


@listed("articles")
def build(connection: Connection, wanted: Filter) -> Listing:
    """The list of articles; with conditions on claims, those that have such a claim."""
    statement = changed(_select().where(*of_article(wanted)), wanted)
    if wanted.words is not None:
        statement = statement.where(articles_with(connection, wanted.words))
    if wanted.text is not None:
        words = {"other": wanted.text, "autoescape": True}
        statement = statement.where(or_(ArticleVersion.title.icontains(**words), ArticleVersion.text.icontains(**words)))
    if wanted.about_claims:
        only = Filter(**{name: getattr(wanted, name) for name in _OF_CLAIMS})
        telling = select(Claim.id).where(Claim.article_id == Article.id, *of_claim(connection, only), *with_figure(only))
        statement = statement.where(telling.exists())
    if wanted.changed_since is not None:
        return Listing(statement.add_columns(Change.number.label("change")), (By(Change.number), By(Article.id)))
    return Listing(statement, (By(Article.moment, descending=True), By(Article.id, descending=True)))


_OF_CLAIMS = ("speaker", "speaker_id", "place", "unit", "low", "high", "modality", "series", "current", "since")


def _select() -> Select[Any]:
    told = select(func.count()).where(Claim.article_id == Article.id, Claim.last_version == Article.versions)
    return select(
        Article.id,
        ArticleVersion.title,
        *columns(Article, ("url", "source", "publisher", "published")),
        *columns(ArticleVersion, ("modified", "authors", "language", "claims_status")),
        Article.versions,
        told.scalar_subquery().label("claims"),
        *columns(Article, ("first_seen", "last_seen")),
    ).join(ArticleVersion, (ArticleVersion.article_id == Article.id) & (ArticleVersion.number == Article.versions))


def article(engine: Engine, id: int) -> Row | None:
    """One article with the whole of its newest version, or null."""
    whole = ("dek", "published_precision", "section", "tags", "wire", "text", "page", "extractor", "fetched_at")
    told = columns(Article, ("story", "origin", "agency"))
    statement = _select().add_columns(*columns(ArticleVersion, whole), *told).where(Article.id == id)
    with reading(engine) as connection:
        row = connection.execute(statement).first()
    return dict(row._mapping) if row else None
