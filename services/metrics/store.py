"""What the store tells: what is not yet joined, contradictions, webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client.metrics_core import Metric
from sqlalchemy import Engine

from services.metrics.families import gauge
from services.store.condition import condition


def store(engine: Engine) -> Iterator[Metric]:
    """At every scrape."""
    now = datetime.now(UTC)
    state = condition(engine)
    yield gauge("claimwire_unjoined_articles", "Articles whose figures have not joined their series yet.", state.unjoined)
    waiting = (now - state.unjoined_since).total_seconds() if state.unjoined_since else 0.0
    yield gauge("claimwire_unjoined_seconds", "For how long the longest of them has waited.", max(waiting, 0.0))
    yield gauge("claimwire_contradictions", "Open contradictions.", state.contradictions)
    yield gauge("claimwire_webhooks_waiting", "Webhooks that were not delivered yet.", state.webhooks)
    overdue = (now - state.webhook_due).total_seconds() if state.webhook_due else 0.0
    yield gauge("claimwire_webhook_overdue_seconds", "For how long the oldest webhook has been due.", max(overdue, 0.0))
