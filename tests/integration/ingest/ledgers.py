"""What tests of the ledger share: a clock of their own, sources that list pages, and the books."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from services.ingest import ledger
from services.ingest.ledger.accounts import total
from services.ingest.ledger.visits import Visit
from services.ingest.schedule.feeds import PollOutcome, PollResult
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourceSpec
from shared.messages import Settlement
from shared.outcomes import Outcome

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
SETTINGS = IngestSettings(host_in_flight=50)
LEASE_OVER = SETTINGS.lease + timedelta(seconds=1)
PAGE, OTHER_PAGE = "aa" * 32, "bb" * 32


def source(name: str = "Harbour Times") -> SourceSpec:
    host = name.split(maxsplit=1)[0].lower()
    return SourceSpec.model_validate({"name": name, "feeds": [f"https://{host}.example/feed"]})


def discover(engine: Engine, count: int, name: str = "Harbour Times", at: datetime = NOW) -> None:
    """A source whose feed lists `count` pages."""
    ledger.sync_sources(engine, [source(name)], at)
    ids = [feed.id for feed in ledger.due_feeds(engine, tuple(range(1, 100))) if feed.source == name]
    (feed,) = ledger.due_feeds(engine, tuple(ids))
    host = name.split(maxsplit=1)[0].lower()
    found = tuple(
        ledger.Found(f"https://{host}.example/{n}", f"https://{host}.example/{n}?x", f"{host}.example") for n in range(count)
    )
    ledger.record_poll(engine, feed, ledger.Listing(PollResult(PollOutcome.READ), found), at)


def books(engine: Engine) -> dict[str, int]:
    whole = total(ledger.account(engine))
    assert whole.balanced
    kinds = ("discovered", "stored", "unchanged", "dropped", "quarantined", "pending")
    return {kind: getattr(whole, kind) for kind in kinds if getattr(whole, kind)}


def fetched(entry: int, page: str = PAGE, at: datetime = NOW) -> Visit:
    return Visit(entry, "page", at, page=page, etag='"1"', bytes=10, status=200)


def stored(entry: int, page: str = PAGE) -> Settlement:
    return Settlement(entry_id=entry, page=page, outcome=Outcome.STORED)
