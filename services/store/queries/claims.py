"""Lists of claims, and one claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Select, select

from services.store.models import Article, ArticleVersion, Change, Claim, ClaimSpan, Figure, Speaker
from services.store.queries.filters import ALL, Filter, changed, columns, of_claim, with_figure
from services.store.queries.listing import By, Listing, Row, listed, stream
from shared.database import reading


def claims(engine: Engine, wanted: Filter = ALL, limit: int | None = 100) -> Iterator[Row]:
    """Claims with article and speaker, the newest article first, in reading order; `claim` is the claim's JSON."""
    return stream(engine, "claims", wanted, limit)


@listed("claims")
def build(connection: Connection, wanted: Filter) -> Listing:
    """The list of claims."""
    statement = changed(_select().where(*of_claim(connection, wanted), *with_figure(wanted)), wanted)
    if wanted.changed_since is not None:
        return Listing(statement.add_columns(Change.number.label("change")), (By(Change.number), By(Claim.id)))
    return Listing(statement, (By(Article.moment, descending=True), By(Article.id, descending=True), By(Claim.id)))


def _select() -> Select[Any]:
    return (
        select(
            Claim.id,
            Claim.article_id.label("article"),
            *columns(Article, ("url", "source", "publisher", "published")),
            Claim.speaker_id,
            Speaker.name.label("speaker"),
            Speaker.kind.label("speaker_kind"),
            *columns(Claim, ("first_version", "last_version")),
            (Claim.last_version == Article.versions).label("current"),
            *columns(Claim, ("first_seen", "last_seen")),
            Claim.data.label("claim"),
        )
        .join(Article, Article.id == Claim.article_id)
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
    )


def claim(engine: Engine, id: int) -> Row | None:
    """One claim with where it stands in each version that tells it, and the series of its figures; null if there is none."""
    told = (
        select(ArticleVersion.number.label("version"), ArticleVersion.fetched_at, ArticleVersion.page)
        .add_columns(ClaimSpan.part, ClaimSpan.start, ClaimSpan.end)
        .join(ClaimSpan, ClaimSpan.version_id == ArticleVersion.id)
        .where(ClaimSpan.claim_id == id)
        .order_by(ArticleVersion.number)
    )
    figures = select(*columns(Figure, ("id", "n", "text", "series"))).where(Figure.claim_id == id).order_by(Figure.n)
    title = (ArticleVersion.article_id == Article.id) & (ArticleVersion.number == Article.versions)
    statement = _select().join(ArticleVersion, title).add_columns(ArticleVersion.title, Claim.key).where(Claim.id == id)
    with reading(engine) as connection:
        row = connection.execute(statement).first()
        if row is None:
            return None
        spans = [dict(found._mapping) for found in connection.execute(told)]
        held = [dict(found._mapping) for found in connection.execute(figures)]
    return {**row._mapping, "spans": spans, "figures": held}
