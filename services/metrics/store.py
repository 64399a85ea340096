"""What the store tells: what is not yet joined, contradictions, webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client.metrics_core import Metric
from sqlalchemy import Engine

from services.metrics.families import gauge, seconds_since
from services.store.condition import condition


def store(engine: Engine) -> Iterator[Metric]:
    """At every scrape."""
    now = datetime.now(UTC)
    state = condition(engine)
    yield gauge("claimwire_unjoined_articles", "Articles whose figures have not joined their series yet.", state.unjoined)
    waited = seconds_since(state.unjoined_since, now)
    yield gauge("claimwire_unjoined_seconds", "For how long the longest of them has waited.", waited)
    yield gauge("claimwire_contradictions", "Open contradictions.", state.contradictions)
    yield gauge("claimwire_webhooks_waiting", "Webhooks that were not delivered yet.", state.webhooks)
    overdue = seconds_since(state.webhook_due, now)
    yield gauge("claimwire_webhook_overdue_seconds", "For how long the oldest webhook has been due.", overdue)
