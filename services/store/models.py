"""The store's tables: articles, their versions, speakers, claims, where a claim stands in a version, and figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import NAMES, TYPES, Id


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = TYPES


class Article(Base):
    """An article under its canonical URL. `entry_url` is the ledger's URL that brought it first: another one is a duplicate."""

    __tablename__ = "article"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(Text, unique=True)
    entry_url: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200), index=True)
    publisher: Mapped[str] = mapped_column(String(200), index=True)
    first_seen: Mapped[datetime] = mapped_column(index=True)
    last_seen: Mapped[datetime]
    published: Mapped[datetime | None] = mapped_column(index=True)
    versions: Mapped[int] = mapped_column(default=0)


class ArticleVersion(Base):
    """One state of an article's words. `content` is the digest of title, dek and text; `page` and `extraction` name blobs."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(String(64))
    page: Mapped[str] = mapped_column(String(64))
    extraction: Mapped[str] = mapped_column(String(64))
    extractor: Mapped[str] = mapped_column(String(60))
    claims_status: Mapped[str] = mapped_column(String(30))
    fetched_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(Text)
    dek: Mapped[str | None] = mapped_column(Text)
    authors: Mapped[list[str]]
    published: Mapped[datetime | None]
    published_precision: Mapped[str | None] = mapped_column(String(10))
    modified: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(35))
    section: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[list[str]]
    wire: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[list[int]]


class Speaker(Base):
    """Someone who is attributed. `key` is the same for all spellings that mean the same person or body."""

    __tablename__ = "speaker"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(300), unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))


class Claim(Base):
    """A claim of an article, the same one in every version that tells it. `data` is the claim's JSON in the newest of them."""

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("article_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("speaker.id"), index=True)
    modality: Mapped[str] = mapped_column(String(12))
    negated: Mapped[bool]
    quote: Mapped[bool]
    score: Mapped[float] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]]
    first_version: Mapped[int]
    last_version: Mapped[int]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime] = mapped_column(index=True)


class ClaimSpan(Base):
    """Where a claim stands in a version: `part[start:end]` of that version is the claim's text."""

    __tablename__ = "claim_span"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), primary_key=True, index=True)
    part: Mapped[str] = mapped_column(String(5))
    start: Mapped[int]
    end: Mapped[int]


class Figure(Base):
    """A quantity of a claim, in columns that can be searched. Its words and offsets are in the claim's data at position `n`."""

    __tablename__ = "figure"
    __table_args__ = (UniqueConstraint("claim_id", "n"), Index("ix_figure_unit_low", "unit", "low"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"))
    n: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    low: Mapped[float | None]
    high: Mapped[float | None]
    comparator: Mapped[str] = mapped_column(String(5))
    unit: Mapped[str] = mapped_column(String(30))
    what: Mapped[str | None] = mapped_column(Text)
    event: Mapped[str | None] = mapped_column(Text)
    rate: Mapped[str | None] = mapped_column(String(20))
    place: Mapped[str | None] = mapped_column(Text)
    time: Mapped[str | None] = mapped_column(Text)
    modality: Mapped[str] = mapped_column(String(12))
