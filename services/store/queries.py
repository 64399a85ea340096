"""What people ask the store, as plain rows in the words of the design: for the command line, exports and the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, or_, select

from services.store.models import Article, ArticleVersion, Claim, Figure, Speaker
from shared.database import reading


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to. `speaker` and `text` match anywhere in name or words, without regard to case."""

    source: str | None = None
    speaker: str | None = None
    text: str | None = None
    unit: str | None = None
    article: int | None = None
    since: datetime | None = None


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.source:
        found.append(Article.source == wanted.source)
    if wanted.speaker:
        found.append(Speaker.name.icontains(wanted.speaker, autoescape=True))
    if wanted.text:
        found.append(Claim.text.icontains(wanted.text, autoescape=True))
    if wanted.article is not None:
        found.append(Article.id == wanted.article)
    if wanted.since:
        found.append(Claim.last_seen >= wanted.since)
    return found


def articles(engine: Engine, wanted: Filter = Filter(), limit: int | None = 100) -> Iterator[dict[str, Any]]:
    """Articles in their newest version, newest first."""
    claims = (
        select(func.count()).where(Claim.article_id == Article.id, Claim.last_version == Article.versions).scalar_subquery()
    )
    statement = (
        select(
            Article.id,
            ArticleVersion.title,
            Article.url,
            Article.source,
            Article.publisher,
            Article.published,
            ArticleVersion.modified,
            ArticleVersion.authors,
            ArticleVersion.language,
            ArticleVersion.claims_status,
            Article.versions,
            claims.label("claims"),
            Article.first_seen,
            Article.last_seen,
        )
        .join(ArticleVersion, (ArticleVersion.article_id == Article.id) & (ArticleVersion.number == Article.versions))
        .order_by(func.coalesce(Article.published, Article.first_seen).desc(), Article.id.desc())
        .limit(limit)
    )
    if wanted.source:
        statement = statement.where(Article.source == wanted.source)
    if wanted.text:
        words = {"other": wanted.text, "autoescape": True}
        statement = statement.where(or_(ArticleVersion.title.icontains(**words), ArticleVersion.text.icontains(**words)))
    yield from _rows(engine, statement)


def claims(engine: Engine, wanted: Filter = Filter(), limit: int | None = 100) -> Iterator[dict[str, Any]]:
    """Claims with article and speaker, the newest article first, in reading order; `claim` is the claim's JSON."""
    statement = (
        select(
            Claim.id,
            Article.id.label("article"),
            Article.url,
            Article.source,
            Article.published,
            Speaker.name.label("speaker"),
            Claim.first_version,
            Claim.last_version,
            (Claim.last_version == Article.versions).label("current"),
            Claim.first_seen,
            Claim.last_seen,
            Claim.data.label("claim"),
        )
        .join(Article, Article.id == Claim.article_id)
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        .where(*_conditions(wanted))
        .order_by(func.coalesce(Article.published, Article.first_seen).desc(), Article.id.desc(), Claim.id)
        .limit(limit)
    )
    if wanted.unit:
        statement = statement.where(select(Figure.id).where(Figure.claim_id == Claim.id, Figure.unit == wanted.unit).exists())
    yield from _rows(engine, statement)


def figures(engine: Engine, wanted: Filter = Filter(), limit: int | None = 100) -> Iterator[dict[str, Any]]:
    """Figures with who puts them forward and where, the newest article first, in reading order."""
    names = ("text", "low", "high", "comparator", "unit", "what", "event", "rate", "place", "time", "modality")
    statement = (
        select(
            Figure.id,
            Figure.claim_id.label("claim"),
            *(getattr(Figure, name) for name in names),
            Speaker.name.label("speaker"),
            Speaker.kind.label("speaker_kind"),
            Article.source,
            Article.url,
            Article.published,
            (Claim.last_version == Article.versions).label("current"),
            Claim.text.label("words"),
        )
        .join(Claim, Claim.id == Figure.claim_id)
        .join(Article, Article.id == Claim.article_id)
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        .where(*_conditions(wanted))
        .order_by(func.coalesce(Article.published, Article.first_seen).desc(), Article.id.desc(), Claim.id, Figure.n)
        .limit(limit)
    )
    if wanted.unit:
        statement = statement.where(Figure.unit == wanted.unit)
    yield from _rows(engine, statement)


def _rows(engine: Engine, statement: Any) -> Iterator[dict[str, Any]]:
    with reading(engine) as connection:
        for row in connection.execution_options(yield_per=500).execute(statement):
            yield dict(row._mapping)
