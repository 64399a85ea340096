"""The books by day, and stalls, on real databases with a clock of our own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert, select

from services.ingest import ledger
from services.ingest.ledger.days import account_by_day
from services.ingest.ledger.yields import find_stalls, record_stalls
from services.ingest.models import Feed, FeedEntry, Source, State
from services.ingest.sources import SourceSpec
from shared.database import transaction
from shared.outcomes import Outcome

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def add_source(engine: Engine, name: str, at: datetime) -> tuple[int, int]:
    host = name.split(maxsplit=1)[0].lower()
    ledger.sync_sources(engine, [SourceSpec.model_validate({"name": name, "feeds": [f"https://{host}.example/feed"]})], at)
    with transaction(engine) as connection:
        row = connection.execute(select(Source.id, Feed.id).join(Feed).where(Source.name == name)).one()
    return row[0], row[1]


def add_entries(
    engine: Engine, source: tuple[int, int], moments: list[datetime], settled: float | None = 60.0, **facts: object
) -> None:
    rows = [
        {
            "source_id": source[0],
            "feed_id": source[1],
            "url": f"https://x.example/{source[0]}/{at.timestamp()}/{number}",
            "found_url": "https://x.example/",
            "host": "x.example",
            "authors": [],
            "published": at - timedelta(seconds=300),
            "discovered_at": at,
            "due_at": at,
            "state": State.PENDING if settled is None else State.SETTLED,
            "outcome": None if settled is None else Outcome.STORED,
            "first_settled_at": None if settled is None else at + timedelta(seconds=settled),
            "priority": 0,
            "attempts": 0,
            "failures": 0,
            **facts,
        }
        for number, at in enumerate(moments)
    ]
    with transaction(engine) as connection:
        connection.execute(insert(FeedEntry), rows)


def every(hours: float, start: datetime, end: datetime) -> list[datetime]:
    return [start + timedelta(hours=hours * n) for n in range(int((end - start) / timedelta(hours=hours)))]


def test_the_books_by_day_balance_and_tell_delays(ingest_engine: Engine) -> None:
    one = add_source(ingest_engine, "Harbour Times", NOW - 10 * DAY)
    other = add_source(ingest_engine, "Lake Gazette", NOW - 10 * DAY)
    add_entries(ingest_engine, one, [NOW, NOW - timedelta(minutes=5)], settled=30)
    add_entries(ingest_engine, one, [NOW - timedelta(minutes=6)], settled=90, outcome=Outcome.DROPPED, reason="gone")
    add_entries(ingest_engine, one, [NOW - timedelta(minutes=7)], settled=None)
    add_entries(ingest_engine, one, [NOW - timedelta(hours=9)], settled=10)  # the day before, by UTC
    add_entries(ingest_engine, one, [NOW - 7 * DAY])
    add_entries(ingest_engine, other, [NOW], settled=5, feed_id=None)
    days = account_by_day(ingest_engine, 7, NOW)
    assert [(day.day, day.account.source, day.account.discovered) for day in days] == [
        ("2026-11-23", "Harbour Times", 4),
        ("2026-11-23", "Lake Gazette", 1),
        ("2026-11-22", "Harbour Times", 1),
    ]
    assert all(day.account.balanced for day in days)
    assert days[0].as_dict() == {
        "day": "2026-11-23",
        "source": "Harbour Times",
        "discovered": 4,
        "stored": 2,
        "unchanged": 0,
        "dropped": 1,
        "quarantined": 0,
        "pending": 1,
        "reasons": {"gone": 1},
        "median_settling_seconds": 30.0,
        "median_finding_seconds": 300.0,
    }
    assert days[1].as_dict()["median_finding_seconds"] is None
    assert [day.account.source for day in account_by_day(ingest_engine, 7, NOW, "Lake Gazette")] == ["Lake Gazette"]


def test_a_source_that_falls_silent_is_told_once_and_its_recovery_too(ingest_engine: Engine) -> None:
    start, silent = NOW - 40 * DAY, NOW - 1.1 * DAY
    steady, ending = add_source(ingest_engine, "Steady", start), add_source(ingest_engine, "Ending", start)
    add_entries(ingest_engine, steady, every(0.5, start, NOW + 2 * DAY))
    add_entries(ingest_engine, ending, every(0.5, start, silent))
    assert list(find_stalls(ingest_engine, silent)) == []
    stalls, recovered = record_stalls(ingest_engine, NOW)
    assert (list(stalls), recovered) == (["Ending"], [])
    assert record_stalls(ingest_engine, NOW + timedelta(hours=1)) == ({}, [])
    assert list(find_stalls(ingest_engine, NOW + 2 * DAY)) == ["Ending"]
    add_entries(ingest_engine, ending, every(0.5, NOW, NOW + 2 * DAY))
    assert record_stalls(ingest_engine, NOW + 2 * DAY) == ({}, ["Ending"])


def test_pages_that_are_only_dropped_are_a_stall(ingest_engine: Engine) -> None:
    start = NOW - 40 * DAY
    walled = add_source(ingest_engine, "Walled", start)
    add_entries(ingest_engine, walled, every(0.5, start, NOW - 1.2 * DAY))
    add_entries(ingest_engine, walled, every(0.5, NOW - 1.2 * DAY, NOW), outcome=Outcome.DROPPED, reason="consent_wall")
    (stall,) = find_stalls(ingest_engine, NOW).values()
    assert (stall.what, stall.got) == ("kept", 0)


def test_a_paused_source_does_not_stall(ingest_engine: Engine) -> None:
    start = NOW - 40 * DAY
    add_entries(ingest_engine, add_source(ingest_engine, "Ending", start), every(0.5, start, NOW - 3 * DAY))
    assert list(find_stalls(ingest_engine, NOW)) == ["Ending"]
    spec = SourceSpec.model_validate({"name": "Ending", "feeds": ["https://ending.example/feed"], "paused": True})
    ledger.sync_sources(ingest_engine, [spec], NOW)
    assert find_stalls(ingest_engine, NOW) == {}
