"""What a visit makes of an answer, and of what goes wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from redis.exceptions import ConnectionError as RedisAway

from services.ingest.ledger.visits import DueEntry
from services.ingest.polite import HostBusy, PoliteFetcher
from services.ingest.responses import FailureKind, Fetched, FetchFailed
from services.ingest.settings import IngestSettings
from services.ingest.visiting import STORAGE_WAIT, Visitor
from shared.blobs import Blobs, StorageError
from shared.outcomes import DropReason, PageDropped

NOON = datetime(2030, 3, 4, 12, tzinfo=UTC)
ENTRY = DueEntry(7, "https://harbour.example/a", "harbour.example", None, None, 0, {})
ANSWER = Fetched(200, "https://harbour.example/a", b"<p>The quay is shut.</p>", 0.1)


class Answering:
    """In place of the polite fetcher: answers, or raises."""

    def __init__(self, answer: Fetched | Exception) -> None:
        self.answer = answer

    def get(self, *_: Any, **__: Any) -> Fetched:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Full(Blobs):
    def put(self, content: bytes) -> str:
        raise StorageError("No space left on device")


@pytest.fixture
def visitor() -> Callable[..., Visitor]:
    def make(answer: Fetched | Exception, blobs: type[Blobs] = Blobs) -> Visitor:
        polite = cast(PoliteFetcher, Answering(answer))
        return Visitor(polite, blobs("memory://visits"), IngestSettings(), clock=lambda: NOON)

    return make


def test_the_bytes_of_a_page_are_kept(visitor: Callable[..., Visitor]) -> None:
    one = visitor(ANSWER)
    visit = one.visit(ENTRY)
    assert (visit.result, visit.bytes, visit.status) == ("page", len(ANSWER.body or b""), 200)
    assert one.blobs.get(visit.page or "") == ANSWER.body


def test_a_full_disk_is_not_the_pages_fault_however_often_it_was_tried(visitor: Callable[..., Visitor]) -> None:
    visit = visitor(ANSWER, Full).visit(replace(ENTRY, failures=2))
    assert visit.result == "deferred" and "No space left" in (visit.detail or "")
    assert visit.due_at and STORAGE_WAIT <= visit.due_at - NOON <= STORAGE_WAIT + timedelta(seconds=2)


@pytest.mark.parametrize(
    ("answer", "entry", "said"),
    [
        (HostBusy(3.0, "its pace"), ENTRY, ("deferred", None)),
        (PageDropped(DropReason.ROBOTS, "robots.txt"), ENTRY, ("dropped", DropReason.ROBOTS)),
        (replace(ANSWER, body=b" \n"), ENTRY, ("dropped", DropReason.EMPTY_TEXT)),
        (replace(ANSWER, status=304, body=None), replace(ENTRY, etag='"1"'), ("not_modified", None)),
        (replace(ANSWER, status=304, body=None), ENTRY, ("failed", "server_error")),
        (FetchFailed(FailureKind.SERVER_ERROR, "503"), ENTRY, ("failed", "server_error")),
        (ValueError("a fault of ours"), ENTRY, ("failed", "visit_failed")),
    ],
    ids=["busy", "dropped", "empty", "unchanged", "unasked 304", "failed", "our fault"],
)
def test_an_answer_becomes_an_outcome(
    visitor: Callable[..., Visitor], answer: Fetched | Exception, entry: DueEntry, said: tuple[str, str | None]
) -> None:
    visit = visitor(answer).visit(entry)
    assert (visit.result, visit.reason) == said
    assert (visit.due_at is not None) == (visit.result in ("deferred", "failed"))


def test_the_last_try_that_fails_is_due_no_more(visitor: Callable[..., Visitor]) -> None:
    last = replace(ENTRY, failures=IngestSettings().max_attempts - 1)
    visit = visitor(FetchFailed(FailureKind.TIMEOUT, "30 s")).visit(last)
    assert (visit.result, visit.due_at) == ("failed", None)


def test_without_redis_there_is_no_visit(visitor: Callable[..., Visitor]) -> None:
    with pytest.raises(RedisAway):
        visitor(RedisAway("away")).visit(ENTRY)
