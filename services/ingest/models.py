"""The ledger's tables: sources, their feeds, an entry for every discovered URL, every fetch of it, and the quarantine."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, MetaData, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import NAMES, TYPES, Id


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = TYPES


class State(StrEnum):
    """Where an entry is on its way. The outcome says how it ended; before `SETTLED` the entry counts as pending."""

    PENDING = "pending"
    FETCHING = "fetching"
    READING = "reading"
    SETTLED = "settled"


class Source(Base):
    """An outlet that is watched. One that was removed keeps its entries in the books.

    `stalled_since`: when it was first seen far below its usual yield.
    """

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    publisher: Mapped[str] = mapped_column(String(200))
    home: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(35))
    paused: Mapped[bool] = mapped_column(default=False)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    stalled_since: Mapped[datetime | None]


class Feed(Base):
    """Something that lists a source's articles: a feed, a sitemap, the front page. `lease_until` is set during a poll.

    `moved_from` is the address under which the operator lists a feed whose server sent us on for good.
    """

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(String(20), default="feed")
    moved_from: Mapped[str | None] = mapped_column(Text)
    ended: Mapped[str | None] = mapped_column(Text)
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    schedule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_polled_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


class FeedEntry(Base):
    """A discovered URL: the ledger's row. `url` is canonical and unique; `page` is the digest of the newest snapshot.

    `fetched_at` is when that snapshot was last received in full; `validators_lie`: its server gave the same validators for
    other bytes, so they are not sent any more.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_due", "due_at", sqlite_where=text("state = 'pending'"), postgresql_where=text("state = 'pending'")),
        Index(
            "ix_entry_turn",
            "host",
            "priority",
            "due_at",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_entry_lease",
            "lease_until",
            sqlite_where=text("lease_until IS NOT NULL"),
            postgresql_where=text("lease_until IS NOT NULL"),
        ),
        Index("ix_entry_source_state", "source_id", "state", "outcome"),
        Index("ix_entry_source_found", "source_id", "discovered_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    feed_id: Mapped[int | None] = mapped_column(ForeignKey("feed.id", ondelete="SET NULL"))
    url: Mapped[str] = mapped_column(Text, unique=True)
    found_url: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(String(260))
    title: Mapped[str | None] = mapped_column(Text)
    authors: Mapped[list[str]] = mapped_column(default=list)
    published: Mapped[datetime | None]
    discovered_at: Mapped[datetime]

    state: Mapped[State] = mapped_column(String(10), default=State.PENDING)
    priority: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)

    outcome: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    first_settled_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    recheck_at: Mapped[datetime | None] = mapped_column(index=True)

    page: Mapped[str | None] = mapped_column(String(64))
    fetched_at: Mapped[datetime | None]
    content_type: Mapped[str | None] = mapped_column(Text)
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    validators_lie: Mapped[bool] = mapped_column(default=False, server_default=false())
    canonical_url: Mapped[str | None] = mapped_column(Text)


class Fetch(Base):
    """One attempt to fetch an entry's page."""

    __tablename__ = "fetch"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    seconds: Mapped[float]
    status: Mapped[int | None]
    result: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(Text)
    final_url: Mapped[str | None] = mapped_column(Text)
    page: Mapped[str | None] = mapped_column(String(64))
    bytes: Mapped[int | None]


class Meter(Base):
    """An hourly budget that all workers spend together: what was not spent by `at` is carried over."""

    __tablename__ = "meter"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
    carried: Mapped[float]


class Quarantined(Base):
    """Something set aside for a person: an entry, or a message that no handler could take. Open until `resolved_at`."""

    __tablename__ = "quarantine"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(100))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    task: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text)
    traceback: Mapped[str | None] = mapped_column(Text)
    message: Mapped[str | None] = mapped_column(Text)
    tries: Mapped[int]
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None] = mapped_column(String(20))
