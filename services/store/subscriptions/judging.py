"""Bringing subscriptions up to what is stored: events become deliveries, once each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, select, update

from services.store import changes, search
from services.store.models import Change, Delivery, Subscription
from services.store.queries import Filter
from services.store.subscriptions import events
from services.store.subscriptions.events import Event, Watch
from shared.database import insert_new, reading, transaction
from shared.terminal import as_json

log = structlog.get_logger()
BATCH = 100

FIND: dict[str, Callable[[Connection, Watch], Iterator[Event]]] = {
    "new_claim": events.new_claims,
    "new_claimant": events.new_claimants,
    "figure_crosses": events.crossings,
    "figure_edited": events.edits,
    "contradiction": events.contradictions,
}


def judge(engine: Engine, now: datetime) -> int:
    """Write a delivery for every new event of every subscription; how many that were. The search index is to be up to date."""
    with reading(engine) as connection:
        active = list(
            connection.execute(select(Subscription.id).where(Subscription.active).order_by(Subscription.id)).scalars()
        )
    return sum(_bring_up(engine, id, now) for id in active)


def _bring_up(engine: Engine, id: int, now: datetime) -> int:
    """One subscription, a batch of changes in a transaction. What fails is told, and holds up no other subscription."""
    made, more = 0, True
    while more:
        try:
            with transaction(engine) as connection:
                found, more = _judge_batch(connection, id, now)
                made += found
        except Exception:
            log.exception("subscription.failed", subscription=id)
            return made
    return made


def _judge_batch(connection: Connection, id: int, now: datetime) -> tuple[int, bool]:
    row = connection.execute(select(Subscription).where(Subscription.id == id).with_for_update()).first()
    if row is None or not row.active:
        return 0, False
    # No further than what is indexed: a query with words would overlook the rest.
    newest = changes.position(connection, search.NAME)
    numbers = select(Change.number).where(Change.number > row.position, Change.number <= newest).distinct()
    some = list(connection.execute(numbers.order_by(Change.number).limit(BATCH)).scalars())
    until = some[-1] if some else row.position
    if not some and row.condition != "contradiction":  # those come with joining, after the change
        return 0, False
    watch = Watch(Filter.from_json(row.query), row.threshold, dict(row.memory), row.position, until)
    rows = [_delivery(row, event, now) for event in FIND[row.condition](connection, watch)]
    written = insert_new(connection, Delivery, rows, Delivery.id)
    if some or watch.memory != row.memory:
        moved = update(Subscription).where(Subscription.id == id).values(position=until, memory=watch.memory)
        connection.execute(moved)
    return len(written), bool(some) and until < newest


def _delivery(subscription: Any, event: Event, now: datetime) -> dict[str, Any]:
    # Standard Webhooks: a type, the moment, the data
    data = {"subscription": {"id": subscription.id, "name": subscription.name}, **event.data}
    payload = {"type": f"claimwire.{subscription.condition}", "timestamp": now.isoformat(), "data": data}
    return {
        "subscription_id": subscription.id,
        "event": event.name,
        "payload": json.loads(as_json(payload)),
        "state": "pending",
        "attempts": 0,
        "due": now,
        "created": now,
    }
