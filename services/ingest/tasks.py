"""The ingest service's tasks: the second hand of the clock, polls, fetches, outcomes, and the quarantine's mailbox."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from datetime import datetime
from typing import Any
from uuid import uuid4

import structlog
from kombu.exceptions import OperationalError
from sqlalchemy import Engine

from services.ingest import ledger
from services.ingest.ledger.dispatch import awaits_poll
from services.ingest.ledger.rechecks import start_rechecks
from services.ingest.ledger.visits import Visit, entries_to_fetch
from services.ingest.ledger.yields import record_stalls
from services.ingest.polling import Poller
from services.ingest.settings import IngestSettings
from services.ingest.visiting import Visitor, utc_now
from shared import metrics
from shared.bus import Bus
from shared.messages import EntriesSettled, FetchDue, MessageRejected, PagesFetched, PollDue, Tick

log = structlog.get_logger()
FEEDS_A_MESSAGE, ENTRIES_A_MESSAGE, PAGES_A_MESSAGE = 4, 32, 16
STALL_CHECK_SECONDS = 3600.0
FLUSH_SECONDS = 0.5


def register(bus: Bus, engine: Engine, visitor: Visitor, poller: Poller, settings: IngestSettings) -> None:
    """Make this process an ingest worker."""
    stalls_seen = [-math.inf]
    threads = ThreadPoolExecutor(settings.fetch_threads, thread_name_prefix="fetch")

    @bus.handles(Tick)
    def tick(event: Tick) -> None:
        """Sweep, then send what is due. Any number of clocks may tick: leases are exclusive."""
        now = utc_now()
        _send_pages(_sweep(bus, engine, now, settings))
        for feeds in _groups(ledger.lease_feeds(engine, now, settings), FEEDS_A_MESSAGE):
            bus.publish(PollDue(feed_ids=feeds))
        start_rechecks(engine, now, settings.rechecks_per_hour)
        _send_due()
        _replay_messages(bus, engine)
        _look_for_stalls(now)

    def _look_for_stalls(now: datetime) -> None:
        """Once an hour in each worker; the news of a stall is told by one."""
        if time.monotonic() - stalls_seen[0] < STALL_CHECK_SECONDS:
            return
        stalls_seen[0] = time.monotonic()
        stalls, recovered = record_stalls(engine, now)
        for name, stall in stalls.items():
            log.error("source.stalled", source=name, what=stall.what, got=stall.got, usual=stall.usual, days=stall.days)
        for name in recovered:
            log.info("source.recovered", source=name)

    def _send_due() -> None:
        for some in _groups(ledger.lease_entries(engine, utc_now(), settings), ENTRIES_A_MESSAGE):
            try:
                bus.publish(FetchDue(ids=some))
            except OperationalError:
                ledger.release(engine, list(some), utc_now())
                raise

    def _send_pages(entries: Sequence[int]) -> None:
        for pages in _groups(ledger.pages_to_read(engine, entries, utc_now()), PAGES_A_MESSAGE):
            bus.publish(PagesFetched(pages=pages))

    @bus.handles(PollDue)
    def poll(event: PollDue) -> None:
        """Read feeds; what they list that is new goes into the ledger, and is due at once."""
        for feed in ledger.due_feeds(engine, event.feed_ids):
            if not awaits_poll(engine, feed.id):
                continue
            listing = poller.poll(feed)
            new = ledger.record_poll(engine, feed, listing, utc_now())
            log.info("feed.polled", feed=feed.url, source=feed.source, listed=len(listing.found), new=new, error=listing.error)
        _send_due()

    @bus.handles(FetchDue)
    def fetch(event: FetchDue) -> None:
        """Fetch pages side by side; each half second those that are done are written down and sent on."""
        due = entries_to_fetch(engine, event.ids, utc_now())
        waiting = {threads.submit(copy_context().run, visitor.visit, entry) for entry in due}
        for visits in _as_they_end(waiting):
            _count(visits)
            _send_pages(ledger.record_visits(engine, visits, settings, utc_now()))
        _send_due()

    @bus.handles(EntriesSettled)
    def settle(event: EntriesSettled) -> None:
        """Write down outcomes."""
        for result in ledger.settle(engine, event.results, utc_now()):
            log.info("entry.settled", entry_id=result.entry_id, outcome=result.outcome.value, reason=result.reason)

    @bus.handles(MessageRejected)
    def quarantine(event: MessageRejected) -> None:
        """Keep a message that no handler could take."""
        ledger.quarantine_message(engine, event, utc_now())


def _sweep(bus: Bus, engine: Engine, now: datetime, settings: IngestSettings) -> list[int]:
    """Bring back what was leased and is carried by no message any more; the entries whose page is to be read again."""
    if ledger.any_lease_ended(engine, now):
        if (carried := bus.carried()) is None:
            return []  # what waits may be what was leased
        ledger.renew_leases(engine, carried, now, settings)
    expired = ledger.expire_leases(engine, now, settings)
    if expired.fetch_again or expired.read_again or expired.quarantined:
        log.warning("lease.expired", fetch=expired.fetch_again, read=expired.read_again, quarantined=expired.quarantined)
    return expired.read_again


def _replay_messages(bus: Bus, engine: Engine) -> None:
    for case, task, body in ledger.messages_to_replay(engine):
        bus.repeat(task, body, delivery=uuid4().hex)
        ledger.replayed(engine, case)


def _count(visits: Sequence[Visit]) -> None:
    for visit in visits:
        if visit.result != "deferred":
            metrics.observe(metrics.FETCH, visit.seconds, visit.reason or visit.result)


def _as_they_end(waiting: set[Future[Visit]]) -> Iterator[list[Visit]]:
    while waiting:
        done, waiting = wait(waiting, timeout=FLUSH_SECONDS, return_when=FIRST_COMPLETED)
        more, waiting = wait(waiting, timeout=0.05) if done and waiting else (set(), waiting)
        if done:
            yield [future.result() for future in done | more]


def _groups(items: Sequence[Any], size: int) -> Iterator[tuple[Any, ...]]:
    return (tuple(items[i : i + size]) for i in range(0, len(items), size))
