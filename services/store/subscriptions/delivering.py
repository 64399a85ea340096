"""Sending what is due: leased, sent, written down; repeated with growing waits kept in the database."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Engine, insert, select, update

from services.store.models import Delivery, DeliveryAttempt, Subscription
from services.store.subscriptions.sending import Answer, Letter, Sender
from shared.database import reading, transaction
from shared.terminal import as_json

log = structlog.get_logger()
# About the waits that Standard Webhooks proposes: ten tries in three days.
WAITS = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
LEASE = timedelta(seconds=120)
BATCH = 10


def any_due(engine: Engine, now: datetime) -> bool:
    """Whether a delivery waits to be sent."""
    with reading(engine) as connection:
        return connection.execute(_due(now).limit(1)).first() is not None


def deliver_due(engine: Engine, sender: Sender, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Send a batch of what is due; how many letters that were. Any number of workers may do so at a time."""
    letters = _lease(engine, clock())
    for row in letters:
        letter = Letter(row.url, row.secret, f"msg_{row.subscription_id}_{row.id}", as_json(row.payload))
        now = clock()
        _settle(engine, row, sender.send(letter, now), now)
    return len(letters)


def _due(now: datetime) -> Any:
    return (
        select(Delivery.id)
        .join(Subscription, Subscription.id == Delivery.subscription_id)
        .where(Delivery.state == "pending", Delivery.due <= now, Subscription.active)
    )


def _lease(engine: Engine, now: datetime) -> list[Any]:
    """Take deliveries for this worker alone: due again after the lease, should it die with them. The try is counted before."""
    whole = select(Delivery, Subscription.url, Subscription.secret).join(Subscription)
    with transaction(engine) as connection:
        taken = _due(now).order_by(Delivery.due, Delivery.id).limit(BATCH).with_for_update(skip_locked=True, of=Delivery)
        ids = list(connection.execute(taken).scalars())
        leased = {"due": now + LEASE, "attempts": Delivery.attempts + 1}
        connection.execute(update(Delivery).where(Delivery.id.in_(ids)).values(**leased))
        return list(connection.execute(whole.where(Delivery.id.in_(ids)).order_by(Delivery.id)))


def _settle(engine: Engine, row: Any, answer: Answer, now: datetime) -> None:
    told = {"delivery_id": row.id, "at": now, "seconds": answer.seconds, "status": answer.status, "error": answer.error}
    with transaction(engine) as connection:
        connection.execute(insert(DeliveryAttempt).values(**told))
        connection.execute(update(Delivery).where(Delivery.id == row.id).values(**_outcome(row.attempts, answer, now)))
        if answer.gone:
            connection.execute(update(Subscription).where(Subscription.id == row.subscription_id).values(active=False))
    log.info("webhook.sent", delivery=row.id, attempt=row.attempts, status=answer.status, error=answer.error)


def _outcome(attempts: int, answer: Answer, now: datetime) -> dict[str, Any]:
    if answer.taken:
        return {"state": "delivered", "settled": now}
    if answer.gone or attempts > len(WAITS):
        return {"state": "failed", "settled": now}
    return {"due": now + WAITS[attempts - 1] * random.uniform(1.0, 1.1)}
