"""What the ledger tells: books, what waits, quarantine, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client.metrics_core import Metric
from sqlalchemy import Engine

from services.ingest.ledger.accounts import counts
from services.ingest.ledger.condition import condition
from services.ingest.ledger.sources import list_sources
from services.ingest.ledger.watch import state_of
from services.metrics.families import gauges, seconds_since

STATES = ("ok", "paused", "failing", "stalled", "ended")


def ledger(engine: Engine) -> Iterator[Metric]:
    """What is cheap to ask, at every scrape."""
    now = datetime.now(UTC)
    state = condition(engine, now)
    waits = {"poll": state.due_poll, "fetch": state.due_entry, "read": state.reading_since}
    overdue = {(what,): seconds_since(since, now) for what, since in waits.items()}
    help = "For how long the oldest feed has been due, the oldest page to be fetched, or a fetched page been waiting."
    yield gauges("claimwire_overdue_seconds", help, ("what",), overdue.items())
    under_way = {("pending",): state.pending, ("reading",): state.reading}
    yield gauges("claimwire_under_way", "Entries to be fetched, and fetched ones to be read.", ("state",), under_way.items())
    cases = {(reason,): count for reason, count in state.quarantine.items()}
    yield gauges("claimwire_quarantine", "Cases that wait for a person.", ("reason",), cases.items())
    found = Counter(_state(source) for source in list_sources(engine))
    states = [((word,), found[word]) for word in STATES]
    yield gauges("claimwire_sources", "Watched sources by how they are.", ("state",), states)


def _state(source: dict[str, object]) -> str:
    word = state_of(source, "as the workers wrote down" if source["stalled_since"] else None).partition(":")[0]
    return word if word in STATES else "ended"  # some of its feeds have


def books(engine: Engine) -> Iterator[Metric]:
    """Entries of each source by what became of them: a count over the whole ledger, so not at every scrape."""
    yield gauges("claimwire_entries", "Entries of the ledger.", ("source", "outcome"), counts(engine).items())
