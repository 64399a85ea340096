"""What those who read the store need: the order of changes, keys and sessions, subscriptions and their deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.store.models.base import Base
from shared.database import Id


class Change(Base):
    """A version that was saved, under a number that grows in the order of commits (see `changes`)."""

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("article_id", "version"),)

    number: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)


class Position(Base):
    """How far something has come along the changes: `commits` is the number last given, `search` what is indexed."""

    __tablename__ = "position"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    number: Mapped[int] = mapped_column(Id)


class ApiKey(Base):
    """A key to the API. Only its digest is kept; `id` is the part of the key that may be shown."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    scope: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime]
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class Session(Base):
    """Someone who has logged in with a key. Only the digest of the session's secret is kept."""

    __tablename__ = "session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_id: Mapped[str] = mapped_column(ForeignKey("api_key.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime]
    expires: Mapped[datetime]


class Subscription(Base):
    """A saved query with a condition, and where to tell of it. `position` is the last change that was judged."""

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(Text)
    condition: Mapped[str] = mapped_column(String(20))
    query: Mapped[dict[str, Any]]
    threshold: Mapped[float | None]
    secret: Mapped[str] = mapped_column(String(100))
    active: Mapped[bool]
    created: Mapped[datetime]
    position: Mapped[int] = mapped_column(Id)
    memory: Mapped[dict[str, Any]]


class Delivery(Base):
    """An event that a subscription is told of, once: `event` is its name among the subscription's events."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("subscription_id", "event"), Index("ix_delivery_state_due", "state", "due"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    due: Mapped[datetime]
    created: Mapped[datetime]
    settled: Mapped[datetime | None]


class DeliveryAttempt(Base):
    """One try to deliver: the receiver's status, or why there was none."""

    __tablename__ = "delivery_attempt"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    seconds: Mapped[float]
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)
