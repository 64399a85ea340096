"""Articles, their versions, who speaks in them, claims, where a claim stands in a version, and figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.store.models.base import Base
from shared.database import Id


class Article(Base):
    """An article under its canonical URL. `entry_url` is the ledger's URL that brought it first: another one is a duplicate.
    `moment` orders lists: the first version's published time, or else when it was first seen; it never moves.

    The rest is what joining made of it, up to version `joined`: `context` (names, topics) and `story`, the URL of the earliest
    article of the same story; `origin`, the URL of the article that its text goes back to (its own where it is nobody's copy),
    and `agency`, the wire service that it came from; `speakers`, how many claims of each speaker (by id) are in the tallies.
    """

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_moment", "moment", "id"),
        Index("ix_article_source_moment", "source", "moment", "id"),
        Index("ix_article_publisher_moment", "publisher", "moment", "id"),
        Index(
            "ix_article_to_join",
            "moment",
            "id",
            sqlite_where=text("joined < versions"),
            postgresql_where=text("joined < versions"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(Text, unique=True)
    entry_url: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    publisher: Mapped[str] = mapped_column(String(200))
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    published: Mapped[datetime | None]
    moment: Mapped[datetime]
    versions: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0, server_default="0")
    context: Mapped[dict[str, Any] | None]
    story: Mapped[str | None] = mapped_column(Text, index=True)
    origin: Mapped[str | None] = mapped_column(Text, index=True)
    agency: Mapped[str | None] = mapped_column(String(60))
    speakers: Mapped[dict[str, Any] | None]


class ArticleVersion(Base):
    """One state of an article's words. `content` is the digest of its substance; `page` and `extraction` name blobs."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("ix_version_edits", "id", postgresql_where=text("number > 1"), sqlite_where=text("number > 1")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(String(64))
    page: Mapped[str] = mapped_column(String(64), index=True)
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
    """A name under which someone is attributed. `key` is the same for its spellings; `identity` is the key of the person or
    body that is meant when all names are seen together, `block` what two names must share to be worth comparing, `change` the
    change that gave it its identity, null until it is numbered (`changes.number`)."""

    __tablename__ = "speaker"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    block: Mapped[str] = mapped_column(Text, index=True, default="", server_default="")
    identity: Mapped[str] = mapped_column(Text, index=True, default="", server_default="")
    change: Mapped[int | None] = mapped_column(Id, index=True)


class Claim(Base):
    """A claim of an article, the same one in every version that tells it. `data` is the claim's JSON in the newest of them.

    `places` are the names of its places, folded, and their countries' codes; PostgreSQL has an index on them (migration 0003).
    """

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("article_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("speaker.id"), index=True)
    modality: Mapped[str] = mapped_column(String(12))
    negated: Mapped[bool]
    quote: Mapped[bool]
    score: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]]
    places: Mapped[list[str]]
    first_version: Mapped[int]
    last_version: Mapped[int]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class ClaimSpan(Base):
    """Where a claim stands in a version: `part[start:end]` of that version is the claim's text.

    It is written and deleted with its claim, by `save_claims` and `revise` alone, so the database does not check that both are
    there: for spans and figures that took a third of its time to save (docs/decisions/0005).
    """

    __tablename__ = "claim_span"

    version_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    claim_id: Mapped[int] = mapped_column(Id, primary_key=True, index=True, autoincrement=False)
    part: Mapped[str] = mapped_column(String(5))
    start: Mapped[int]
    end: Mapped[int]


def _index_of_joined(column: str) -> Index:
    """An index that figures enter when they are joined: until then it costs nothing."""
    told = text(f"{column} IS NOT NULL")
    return Index(f"ix_figure_{column}", column, postgresql_where=told, sqlite_where=told)


class Figure(Base):
    """A quantity of a claim, in columns that can be searched. Its words and offsets are in the claim's data at position `n`.

    `key` is the id that operators' decisions name: it outlives re-extraction. `features` is what joining compares, `series` the
    figure series that it joined. It is written and deleted with its claim, as `ClaimSpan` is.
    """

    __tablename__ = "figure"
    __table_args__ = (
        UniqueConstraint("claim_id", "n"),
        Index("ix_figure_unit_low", "unit", "low"),
        Index("ix_figure_key", "key", postgresql_where=text("key IS NOT NULL"), sqlite_where=text("key IS NOT NULL")),
        Index(
            "ix_figure_series", "series", postgresql_where=text("series IS NOT NULL"), sqlite_where=text("series IS NOT NULL")
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    claim_id: Mapped[int] = mapped_column(Id)
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
    key: Mapped[str | None] = mapped_column(String(24))
    features: Mapped[dict[str, Any] | None]
    series: Mapped[str | None] = mapped_column(String(20))
