"""Reading anew: a better extractor's result replaces what an article's versions claim, and what changed is told.

Claims keep their ids where their words are found again, so addresses and operators' decisions last. An article is revised in
one transaction; its versions carry the extractor's name, so work that was interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, select, update

from services.store import changes
from services.store.arrivals import Arrival, Telling
from services.store.models import Article, ArticleVersion, Change, Claim, ClaimSpan, Figure
from services.store.save import version_values
from services.store.save_claims import save_claims
from services.store.versions import diff_claims
from shared.articles import Extraction
from shared.claims import Claim as ClaimJson
from shared.database import reading, transaction
from shared.messages import ReadArticle, SourceRef


@dataclass(frozen=True, slots=True)
class Reading:
    """A version to be read anew: its page's digest and what the ledger and the feed said when it was read first."""

    version_id: int
    number: int
    page: str
    extractor: str
    title: str
    authors: tuple[str, ...]
    published: Any
    language: str | None
    fetched_at: Any


@dataclass(frozen=True, slots=True)
class Outdated:
    """An article with at least one version that another extractor has read; all its versions, oldest first."""

    article_id: int
    url: str
    entry_url: str
    source: str
    publisher: str
    versions: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Revised:
    """One version as read anew: the extraction and its blob's digest."""

    reading: Reading
    extraction: Extraction
    digest: str


def outdated(engine: Engine, extractor: str, after: int, limit: int = 20) -> list[Outdated]:
    """The next articles (id above `after`) that `extractor` has not read in all versions."""
    wanted = (
        select(Article)
        .where(
            Article.id > after, Article.id.in_(select(ArticleVersion.article_id).where(ArticleVersion.extractor != extractor))
        )
        .order_by(Article.id)
        .limit(limit)
    )
    with reading(engine) as connection:
        articles = connection.execute(wanted).all()
        versions = connection.execute(
            select(ArticleVersion)
            .where(ArticleVersion.article_id.in_([row.id for row in articles]))
            .order_by(ArticleVersion.article_id, ArticleVersion.number)
        ).all()
    return [
        Outdated(a.id, a.url, a.entry_url, a.source, a.publisher, tuple(_reading(v) for v in versions if v.article_id == a.id))
        for a in articles
    ]


def _reading(version: Any) -> Reading:
    return Reading(
        version.id,
        version.number,
        version.page,
        version.extractor,
        version.title,
        tuple(version.authors),
        version.published,
        version.language,
        version.fetched_at,
    )


def revise(engine: Engine, article: Outdated, revised: Sequence[Revised]) -> Counter[str] | None:
    """Replace what an article's versions claim; how many claims of the newest version are gained, lost, changed and same.

    Null where the article got a version meanwhile: nothing is done to it, and it is found again the next time.
    """
    with transaction(engine) as connection:
        locked = select(Article.versions).where(Article.id == article.article_id).with_for_update()
        if connection.execute(locked).scalar_one() != len(revised):
            return None
        before = _claims_of(connection, article.article_id)
        held = Claim.article_id == article.article_id
        connection.execute(update(Claim).where(held).values(first_version=0, last_version=0))
        versions = [one.reading.version_id for one in revised]
        connection.execute(delete(ClaimSpan).where(ClaimSpan.version_id.in_(versions)))
        connection.execute(delete(Figure).where(Figure.claim_id.in_(select(Claim.id).where(held))))
        for one in revised:
            _revise_version(connection, article, one)
        connection.execute(delete(Claim).where(held, Claim.last_version == 0))
        connection.execute(update(Article).where(Article.id == article.article_id).values(joined=0))
        connection.execute(delete(Change).where(Change.article_id == article.article_id))
        changes.record(connection, [(article.article_id, one.reading.number) for one in revised])
    kinds = {"added": "gained", "removed": "lost", "changed": "changed", "same": "same"}
    return Counter(kinds[change.kind] for change in diff_claims(before, revised[-1].extraction.claims))


def _claims_of(connection: Connection, article: int) -> list[ClaimJson]:
    newest = (
        select(Claim.data)
        .join(Article, Article.id == Claim.article_id)
        .where(Article.id == article, Claim.last_version == Article.versions)
        .order_by(Claim.id)
    )
    return [ClaimJson.model_validate(data) for data in connection.execute(newest).scalars()]


def _revise_version(connection: Connection, article: Outdated, one: Revised) -> None:
    read = one.extraction.article
    message = ReadArticle(
        entry_id=0,
        url=article.entry_url,
        page=one.reading.page,
        extraction=one.digest,
        fetched_at=one.reading.fetched_at,
        source=SourceRef(name=article.source, publisher=article.publisher),
    )
    arrival = Arrival(
        message, one.extraction.model_copy(update={"article": read.model_copy(update={"canonical_url": article.url})})
    )
    version = ArticleVersion.id == one.reading.version_id
    connection.execute(update(ArticleVersion).where(version).values(**version_values(arrival)))
    save_claims(connection, [Telling(arrival, article.article_id, one.reading.version_id, one.reading.number, first=False)])
