"""What the writer of the store promises: the ledger is told after the commit, and only of what is committed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from sqlalchemy import Engine

from services.store import tasks
from services.store.settings import StoreSettings
from shared.articles import Article, Extraction
from shared.blobs import Blobs
from shared.bus import Bus
from shared.errors import UnavailableError
from shared.messages import ArticlesRead, JoinDue, ReadArticle, Settlement, SourceRef
from shared.outcomes import Outcome
from tests.support.buses import KeptBus

DIGEST = "ab" * 32


def event(blobs: Blobs) -> ArticlesRead:
    article = Article(
        url="https://harbour.example/a", canonical_url="https://harbour.example/a", title="Storm", text="It blew."
    )
    extraction = Extraction(article=article, claims=(), claims_status="extracted", extractor="test")
    message = ReadArticle(
        entry_id=7,
        url="https://harbour.example/a",
        page=DIGEST,
        extraction=blobs.put(extraction.model_dump_json().encode()),
        fetched_at=datetime.now(UTC),
        source=SourceRef(name="Harbour Times", publisher="Harbour Media"),
    )
    return ArticlesRead(articles=(message,))


def bus_with(blobs: Blobs) -> KeptBus:
    bus = KeptBus()
    tasks.register(cast(Bus, bus), blobs, cast(Engine, None), StoreSettings(max_unjoined=7))
    return bus


def saved(_: Engine, arrivals: list[Any]) -> list[Settlement]:
    return [Settlement(entry_id=arrivals[0].message.entry_id, page=DIGEST, outcome=Outcome.STORED)]


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "are_waiting", lambda engine, bound: False)


def test_the_ledger_is_told_nothing_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> list[Settlement]:
        raise UnavailableError("the database is away")

    blobs = Blobs("memory://store")
    bus = bus_with(blobs)
    monkeypatch.setattr(tasks, "save", away)
    with pytest.raises(UnavailableError):
        bus.run(event(blobs))
    assert bus.published == []


def test_the_ledger_is_told_after_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = Blobs("memory://store")
    bus = bus_with(blobs)
    told_before_the_commit: list[int] = []

    def committed(_: Engine, arrivals: list[Any]) -> list[Settlement]:
        told_before_the_commit.append(len(bus.published))
        return [Settlement(entry_id=arrivals[0].message.entry_id, page=DIGEST, outcome=Outcome.STORED)]

    monkeypatch.setattr(tasks, "save", committed)
    bus.run(event(blobs))
    assert told_before_the_commit == [0]
    assert [message.entry_ids() for message in bus.published] == [(7,)]


@pytest.mark.parametrize(("full", "looks"), [(3, 4), (1000, 11)], ids=["until there is room", "but not for ever"])
def test_saving_waits_for_joining(monkeypatch: pytest.MonkeyPatch, full: int, looks: int) -> None:
    bounds: list[int] = []
    clock = [0.0]

    def are_waiting(_: Engine, bound: int) -> bool:
        bounds.append(bound)
        return len(bounds) <= full

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    monkeypatch.setattr(tasks, "are_waiting", are_waiting)
    monkeypatch.setattr(tasks.time, "sleep", sleep)
    monkeypatch.setattr(tasks.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(tasks, "save", saved)
    blobs = Blobs("memory://store")
    bus = bus_with(blobs)
    bus.run(event(blobs))
    assert bounds == [7] * looks
    assert [message.entry_ids() for message in bus.published] == [(7,)]


def test_a_worker_that_is_told_to_stop_joins_no_further_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    bus = bus_with(Blobs("memory://store"))
    begun: list[int] = []

    def batches(_: Engine, *, wait: bool) -> Iterator[int]:
        for n in range(1, 5):
            begun.append(n)
            bus.stopping = n == 2
            yield 1

    monkeypatch.setattr(tasks, "join_batches", batches)
    bus.run(JoinDue())
    assert begun == [1, 2]


def test_a_worker_that_is_told_to_stop_waits_for_no_joining(monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = Blobs("memory://store")
    bus = bus_with(blobs)
    bus.stopping = True
    monkeypatch.setattr(tasks, "are_waiting", lambda engine, bound: True)
    monkeypatch.setattr(tasks.time, "sleep", lambda seconds: pytest.fail("it waited"))
    monkeypatch.setattr(tasks, "save", saved)
    bus.run(event(blobs))
    assert len(bus.published) == 1
