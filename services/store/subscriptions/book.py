"""The subscriptions themselves: made, listed, removed; and the log of their deliveries."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine, delete, insert, select

from services.store import changes
from services.store.models import Delivery, DeliveryAttempt, Subscription
from services.store.queries import Filter
from services.store.subscriptions.events import starting_memory
from shared.database import reading, transaction


class Condition(StrEnum):
    """When a subscription fires, among what its query finds.

    new_claim: a claim that no version told before. new_claimant: the first claim of a speaker, or of an outlet in its own
    voice. figure_crosses: a figure that is surely at or above the threshold after one that was surely below, or the other way
    round. figure_edited: a new version tells a claim with other figures than the one before. contradiction: two claimants'
    figures in a series exclude each other.
    """

    NEW_CLAIM = "new_claim"
    NEW_CLAIMANT = "new_claimant"
    FIGURE_CROSSES = "figure_crosses"
    FIGURE_EDITED = "figure_edited"
    CONTRADICTION = "contradiction"


class SubscriptionError(ValueError):
    """What cannot be subscribed to, and why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription as it is asked for."""

    name: str
    url: str
    condition: Condition
    query: Filter
    threshold: float | None = None


def add(engine: Engine, wish: Wish, now: datetime) -> tuple[dict[str, Any], str]:
    """Subscribe, from now on; what is stored already fires nothing. The subscription and its secret, which is shown only here.

    Raises SubscriptionError, and QueryError for words that cannot be looked for.
    """
    _check(wish)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    with transaction(engine) as connection:
        row = {
            "name": wish.name,
            "url": wish.url,
            "condition": wish.condition.value,
            "query": wish.query.as_json(),
            "threshold": wish.threshold,
            "secret": secret,
            "active": True,
            "created": now,
            "position": changes.newest(connection),
            "memory": starting_memory(connection, wish.condition, wish.query, wish.threshold),
        }
        made = connection.execute(insert(Subscription).values(**row).returning(*_SHOWN)).one()
    return dict(made._mapping), secret


def _check(wish: Wish) -> None:
    try:
        parts = urlsplit(wish.url)
    except ValueError as error:
        raise SubscriptionError(f"this is no URL: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise SubscriptionError("the URL must be http or https, with a host and without a user")
    if (wish.condition is Condition.FIGURE_CROSSES) != (wish.threshold is not None):
        raise SubscriptionError("figure_crosses needs a threshold, and nothing else has one")
    if wish.query.changed_since is not None:
        raise SubscriptionError("a subscription goes on from now: it has no changed_since")


_SHOWN = tuple(
    getattr(Subscription, name) for name in ("id", "name", "url", "condition", "query", "threshold", "active", "created")
)


def all_of(engine: Engine) -> list[dict[str, Any]]:
    """All subscriptions, without their secrets."""
    with reading(engine) as connection:
        return [dict(row._mapping) for row in connection.execute(select(*_SHOWN).order_by(Subscription.id))]


def one(engine: Engine, id: int) -> dict[str, Any] | None:
    """One subscription without its secret, or null."""
    with reading(engine) as connection:
        row = connection.execute(select(*_SHOWN).where(Subscription.id == id)).first()
    return dict(row._mapping) if row else None


def remove(engine: Engine, id: int) -> bool:
    """End a subscription, with its log; whether there was one."""
    with transaction(engine) as connection:
        return connection.execute(delete(Subscription).where(Subscription.id == id)).rowcount == 1


def deliveries(engine: Engine, id: int, limit: int = 100) -> list[dict[str, Any]]:
    """The newest deliveries of a subscription with their tries."""
    shown = (Delivery.id, Delivery.event, Delivery.state, Delivery.attempts, Delivery.due, Delivery.created, Delivery.settled)
    tries = select(DeliveryAttempt).order_by(DeliveryAttempt.id)
    with reading(engine) as connection:
        wanted = select(*shown).where(Delivery.subscription_id == id).order_by(Delivery.id.desc()).limit(limit)
        found = {row.id: {**row._mapping, "tries": []} for row in connection.execute(wanted)}
        for row in connection.execute(tries.where(DeliveryAttempt.delivery_id.in_(list(found)))):
            told = {"at": row.at, "seconds": row.seconds, "status": row.status, "error": row.error}
            found[row.delivery_id]["tries"].append(told)
    return list(found.values())
