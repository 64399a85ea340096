"""The store service's task: extractions in, rows and outcomes out."""

from __future__ import annotations

import time
import traceback
from datetime import UTC, datetime
from threading import Lock

import structlog
from pydantic import ValidationError
from sqlalchemy import Engine

from services.store.arrivals import Arrival
from services.store.joining import are_waiting, join_batches
from services.store.save import save
from services.store.search import catch_up
from services.store.settings import StoreSettings
from services.store.subscriptions import any_due, deliver_due, judge
from services.store.subscriptions.sending import Sender
from shared import metrics
from shared.articles import Extraction
from shared.blobs import BlobDamagedError, BlobMissingError, Blobs
from shared.bus import Bus
from shared.errors import UnavailableError
from shared.messages import ArticlesRead, DeliverDue, EntriesSettled, FollowDue, JoinDue, ReadArticle, Settlement

log = structlog.get_logger()
PATIENCE_SECONDS, LOOK_SECONDS = 5.0, 0.5


def register(bus: Bus, blobs: Blobs, engine: Engine, settings: StoreSettings) -> None:
    """Make this process a writer of the store."""

    @bus.handles(ArticlesRead)
    def save_articles(event: ArticlesRead) -> None:
        """Save the batch, then tell the ledger: what is told is committed."""
        _let_joining_keep_up(bus, engine, settings.max_unjoined)
        arrivals: list[Arrival] = []
        settled: list[Settlement] = []
        for message in event.articles:
            arrival = _load(blobs, message)
            (arrivals if isinstance(arrival, Arrival) else settled).append(arrival)  # type: ignore[arg-type]
        with metrics.timed(metrics.SAVE):
            settled += _save(engine, arrivals)
        for settlement in settled:
            outcome = settlement.outcome.value
            log.info("article.saved", entry_id=settlement.entry_id, outcome=outcome, reason=settlement.reason)
            metrics.count(metrics.SAVED, outcome)
        bus.publish(EntriesSettled(results=tuple(settled)))

    @bus.handles(JoinDue)
    def join(event: JoinDue) -> None:
        """Let the figures that were saved since the last time join their series; nothing, where another worker is at it."""
        begun = time.perf_counter()
        for joined in join_batches(engine, wait=False):
            metrics.observe(metrics.JOIN, time.perf_counter() - begun)
            metrics.count(metrics.JOINED, by=joined)
            begun = time.perf_counter()
            if bus.stopping:
                break


def register_followers(bus: Bus, engine: Engine, sender: Sender) -> None:
    """Make this process one that follows what is saved: search, subscriptions, webhooks."""
    sending = Lock()

    @bus.handles(FollowDue)
    def follow(event: FollowDue) -> None:
        """Let search find what was saved, then judge subscriptions by it, and have webhooks sent where any is due."""
        catch_up(engine)
        now = datetime.now(UTC)
        judge(engine, now)
        if any_due(engine, now):
            bus.publish(DeliverDue())

    @bus.handles(DeliverDue)
    def deliver(event: DeliverDue) -> None:
        """Send what is due, a batch for each message, on one thread of this worker: slow receivers must not hold up saving."""
        if not sending.acquire(blocking=False):
            return
        try:
            more = deliver_due(engine, sender) and any_due(engine, datetime.now(UTC))
        finally:
            sending.release()
        if more:
            bus.publish(DeliverDue())


def _let_joining_keep_up(bus: Bus, engine: Engine, bound: int) -> None:
    """Wait while more articles than that are still to be joined: what is not saved stays under way, so that less is fetched.

    Not for ever: saving slows down, it does not depend on joining.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not bus.stopping and are_waiting(engine, bound) and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)


def _load(blobs: Blobs, message: ReadArticle) -> Arrival | Settlement:
    try:
        return Arrival(message, Extraction.model_validate_json(blobs.get(message.extraction)))
    except (BlobMissingError, BlobDamagedError, ValidationError) as error:
        return _set_aside(message, "extraction_unreadable", error)


def _save(engine: Engine, arrivals: list[Arrival]) -> list[Settlement]:
    """The batch in one transaction; where that fails, one by one, so that one bad article is set aside alone."""
    if not arrivals:
        return []
    try:
        return save(engine, arrivals)
    except UnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are to be saved
        if len(arrivals) == 1:
            return [_set_aside(arrivals[0].message, "save_failed", error)]
        log.warning("batch.failed", error=str(error)[:500])
        return [settlement for arrival in arrivals for settlement in _save(engine, [arrival])]


def _set_aside(message: ReadArticle, reason: str, error: Exception) -> Settlement:
    log.exception("article.failed", reason=reason, entry_id=message.entry_id)
    detail = f"{type(error).__name__}: {error}"
    return Settlement.quarantined(message.entry_id, message.page, reason, detail, traceback.format_exc())
