"""The ledger on real databases with a clock of our own: leases, attempts, outcomes, books that always balance."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Engine, select, update

from services.ingest import ledger
from services.ingest.ledger.dispatch import POLLS_WHEN_FULL, awaits_poll
from services.ingest.ledger.rechecks import start_rechecks
from services.ingest.ledger.visits import Visit, entries_to_fetch
from services.ingest.models import FeedEntry, Fetch
from services.ingest.schedule.feeds import PollOutcome, PollResult
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourceSpec
from shared.database import reading, transaction
from shared.messages import FetchDue, PagesFetched, PollDue, Settlement
from shared.outcomes import DropReason
from tests.integration.ingest.ledgers import (
    LATER,
    LEASE_OVER,
    NOW,
    OTHER_PAGE,
    PAGE,
    SETTINGS,
    books,
    discover,
    fetched,
    source,
    stored,
)


def test_a_feed_is_leased_once(ingest_engine: Engine) -> None:
    ledger.sync_sources(ingest_engine, [source()], NOW)
    assert len(ledger.lease_feeds(ingest_engine, NOW, SETTINGS)) == 1
    assert ledger.lease_feeds(ingest_engine, NOW, SETTINGS) == []
    (feed,) = ledger.lease_feeds(ingest_engine, LATER, SETTINGS)  # its poll gave no answer
    long_after = LATER + timedelta(hours=1)
    ledger.renew_leases(ingest_engine, [PollDue(feed_ids=(feed,))], long_after, SETTINGS)
    assert ledger.lease_feeds(ingest_engine, long_after, SETTINGS) == []  # its message is on its way
    assert awaits_poll(ingest_engine, feed)
    (due,) = ledger.due_feeds(ingest_engine, (feed,))
    ledger.record_poll(ingest_engine, due, ledger.Listing(PollResult(PollOutcome.READ)), LATER)
    assert not awaits_poll(ingest_engine, feed)  # a repeated message finds nothing to do


def test_a_paused_source_is_not_polled(ingest_engine: Engine) -> None:
    ledger.sync_sources(ingest_engine, [source().model_copy(update={"paused": True})], NOW)
    assert ledger.lease_feeds(ingest_engine, NOW, SETTINGS) == []


def test_known_urls_are_not_discovered_again(ingest_engine: Engine) -> None:
    discover(ingest_engine, 3)
    discover(ingest_engine, 5)
    assert books(ingest_engine) == {"discovered": 5, "pending": 5}


def test_sources_can_be_edited_and_feeds_retired(ingest_engine: Engine) -> None:
    discover(ingest_engine, 2)
    moved = SourceSpec.model_validate({"name": "Harbour Times", "feeds": ["https://harbour.example/new"], "publisher": "Group"})
    assert ledger.sync_sources(ingest_engine, [moved], LATER) == []
    assert [feed.url for feed in ledger.due_feeds(ingest_engine, (1, 2))] == ["https://harbour.example/new"]
    assert books(ingest_engine)["discovered"] == 2


def test_an_entry_goes_from_lease_to_outcome(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    assert ledger.lease_entries(ingest_engine, NOW, SETTINGS) == []
    assert ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW) == [entry]
    (page,) = ledger.pages_to_read(ingest_engine, [entry], NOW)
    assert (page.page, page.source.name) == (PAGE, "Harbour Times")
    assert ledger.settle(ingest_engine, [stored(entry)], NOW) == [stored(entry)]
    assert books(ingest_engine) == {"discovered": 1, "stored": 1}


def test_an_outcome_counts_once_and_only_for_the_page_that_is_waited_for(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW)
    assert ledger.settle(ingest_engine, [stored(entry, OTHER_PAGE)], NOW) == []
    assert ledger.settle(ingest_engine, [stored(entry), stored(entry)], NOW) == [stored(entry)]
    assert ledger.settle(ingest_engine, [Settlement.dropped(entry, PAGE, DropReason.GONE, "")], NOW) == []
    assert books(ingest_engine) == {"discovered": 1, "stored": 1}


def test_a_repeated_fetch_finds_nothing_to_do(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    assert [e.id for e in entries_to_fetch(ingest_engine, [entry], NOW)] == [entry]
    ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW)
    assert entries_to_fetch(ingest_engine, [entry], NOW) == []
    assert ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW) == []


def test_a_lease_that_runs_out_brings_the_fetch_back_and_at_last_quarantines(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    now = NOW
    for _ in range(SETTINGS.max_attempts):
        assert len(ledger.lease_entries(ingest_engine, now, SETTINGS)) == 1
        now += LEASE_OVER
        expired = ledger.expire_leases(ingest_engine, now, SETTINGS)
    assert (expired.fetch_again, len(expired.quarantined)) == (0, 1)
    assert books(ingest_engine) == {"discovered": 1, "quarantined": 1}
    (case,) = ledger.open_cases(ingest_engine)
    assert (case.reason, case.tries) == ("no_answer", SETTINGS.max_attempts)


def test_a_page_that_gives_no_answer_is_sent_to_extraction_again(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW)
    now, sent = NOW, 1
    while True:
        now += LEASE_OVER
        expired = ledger.expire_leases(ingest_engine, now, SETTINGS)
        if not expired.read_again:
            break
        sent += 1
    assert (sent, expired.quarantined) == (SETTINGS.max_attempts, [entry])


def test_what_the_broker_carries_is_never_sent_twice_however_long_it_waits(ingest_engine: Engine) -> None:
    discover(ingest_engine, 3)
    waiting, in_hand, gone = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(in_hand), fetched(gone)], SETTINGS, NOW)
    page, lost = ledger.pages_to_read(ingest_engine, [in_hand, gone], NOW)
    now = NOW
    for _ in range(2 * SETTINGS.max_attempts):
        now += LEASE_OVER
        assert ledger.any_lease_ended(ingest_engine, now)
        ledger.renew_leases(ingest_engine, [FetchDue(ids=(waiting,)), PagesFetched(pages=(page,))], now, SETTINGS)
        expired = ledger.expire_leases(ingest_engine, now, SETTINGS)
        assert (expired.fetch_again, set(expired.read_again) <= {gone}) == (0, True)
    assert books(ingest_engine) == {"discovered": 3, "quarantined": 1, "pending": 2}  # what nobody carried was given up
    assert lost.entry_id == gone


def test_a_message_of_an_earlier_step_holds_no_lease_of_a_later_one(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW)  # and the worker was killed before it published
    now = NOW + LEASE_OVER
    ledger.renew_leases(ingest_engine, [FetchDue(ids=(entry,))], now, SETTINGS)
    assert ledger.expire_leases(ingest_engine, now, SETTINGS).read_again == [entry]


def test_a_fetch_that_failed_waits_and_then_counts_its_failures(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    failed = Visit(entry, "failed", NOW, reason="timeout", detail="30 s", due_at=LATER)
    ledger.record_visits(ingest_engine, [failed], SETTINGS, NOW)
    assert ledger.lease_entries(ingest_engine, NOW, SETTINGS) == []
    assert ledger.lease_entries(ingest_engine, LATER, SETTINGS) == [entry]
    ledger.record_visits(ingest_engine, [Visit(entry, "failed", LATER, reason="timeout", detail="30 s")], SETTINGS, LATER)
    assert books(ingest_engine) == {"discovered": 1, "quarantined": 1}
    (case,) = ledger.open_cases(ingest_engine)
    assert (case.reason, case.tries, case.url) == ("timeout", 2, "https://harbour.example/0")


def test_waiting_for_a_host_is_no_attempt(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    now = NOW
    for _ in range(20):
        (entry,) = ledger.lease_entries(ingest_engine, now, SETTINGS)
        now += timedelta(seconds=5)
        ledger.record_visits(ingest_engine, [Visit(entry, "deferred", now, due_at=now)], SETTINGS, now)
    assert books(ingest_engine) == {"discovered": 1, "pending": 1}
    with reading(ingest_engine) as connection:
        assert connection.execute(select(Fetch)).all() == []


def test_hosts_take_turns_and_each_has_a_bounded_share(ingest_engine: Engine) -> None:
    discover(ingest_engine, 500)
    discover(ingest_engine, 3, "Lake Gazette", LATER)
    few = IngestSettings(host_in_flight=4)
    leased = ledger.lease_entries(ingest_engine, LATER, few)
    hosts = [entry.host for entry in sorted(entries_to_fetch(ingest_engine, leased, NOW), key=lambda e: leased.index(e.id))]
    assert hosts.count("harbour.example") == 4
    assert hosts[:4].count("lake.example") == 2
    assert ledger.lease_entries(ingest_engine, LATER, few) == []


def test_a_source_of_very_many_entries_delays_no_other(ingest_engine: Engine) -> None:
    discover(ingest_engine, 50_000)
    for n in range(30):
        discover(ingest_engine, 2, f"Small{n} Gazette", LATER)
    usual = IngestSettings()
    leased = ledger.lease_entries(ingest_engine, LATER, usual)
    hosts = Counter(entry.host for entry in entries_to_fetch(ingest_engine, leased, NOW))
    assert hosts.pop("harbour.example") == usual.host_in_flight
    assert set(hosts.values()) == {2} and len(hosts) == 30  # all that the others have, at once


def test_fresh_news_goes_before_rechecks_before_backfill(ingest_engine: Engine) -> None:
    for name in ("Harbour Times", "Lake Gazette", "Moor Post"):  # imported, known, fresh
        discover(ingest_engine, 3, name)
    priorities = {1: 2, 2: 2, 3: 2, 4: 1, 5: 1, 6: 1, 7: 0, 8: 0, 9: 0}
    with transaction(ingest_engine) as connection:
        for entry, priority in priorities.items():
            connection.execute(update(FeedEntry).where(FeedEntry.id == entry).values(priority=priority))
    leased = [ledger.lease_entries(ingest_engine, NOW, SETTINGS.model_copy(update={"max_in_flight": n})) for n in (3, 6, 9)]
    assert leased == [[7, 8, 9], [4, 5, 6], [1, 2, 3]]


def test_back_pressure_bounds_what_is_under_way(ingest_engine: Engine) -> None:
    discover(ingest_engine, 30)
    tight = IngestSettings(host_in_flight=50, max_in_flight=10)
    entries = ledger.lease_entries(ingest_engine, NOW, tight)
    assert len(entries) == 10
    ledger.record_visits(ingest_engine, [fetched(e) for e in entries], tight, NOW)
    assert ledger.lease_entries(ingest_engine, NOW, tight) == []
    ledger.settle(ingest_engine, [stored(e) for e in entries[:4]], NOW)
    assert len(ledger.lease_entries(ingest_engine, NOW, tight)) == 4


def test_polling_slows_while_all_room_is_taken(ingest_engine: Engine) -> None:
    discover(ingest_engine, 10)
    others = [SourceSpec.model_validate({"name": f"S{n}", "feeds": [f"https://s{n}.example/feed"]}) for n in range(20)]
    ledger.sync_sources(ingest_engine, others, NOW)
    tight = IngestSettings(host_in_flight=50, max_in_flight=10)
    entries = ledger.lease_entries(ingest_engine, NOW, tight)
    assert len(ledger.lease_feeds(ingest_engine, NOW, tight)) == POLLS_WHEN_FULL
    ledger.record_visits(ingest_engine, [fetched(e) for e in entries], tight, NOW)
    ledger.settle(ingest_engine, [stored(e) for e in entries], NOW)
    assert len(ledger.lease_feeds(ingest_engine, NOW, tight)) == 20 - POLLS_WHEN_FULL


def test_what_cannot_be_sent_is_released_and_costs_no_attempt(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    for _ in range(10):
        entries = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
        ledger.release(ingest_engine, entries, NOW)
    with reading(ingest_engine) as connection:
        assert connection.scalar(select(FeedEntry.attempts)) == 0


def test_a_recheck_of_the_same_bytes_is_unchanged_without_reading(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW)
    ledger.settle(ingest_engine, [stored(entry)], NOW)
    for result in (fetched(entry, at=LATER), Visit(entry, "not_modified", LATER, status=304)):
        ledger.make_all_due(ingest_engine, LATER, recheck=True)
        assert ledger.lease_entries(ingest_engine, LATER, SETTINGS) == [entry]
        assert ledger.record_visits(ingest_engine, [result], SETTINGS, LATER) == []
        assert books(ingest_engine) == {"discovered": 1, "unchanged": 1}


def test_fresh_articles_are_rechecked_by_schedule_within_the_budget(ingest_engine: Engine) -> None:
    discover(ingest_engine, 3)
    entries = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(e) for e in entries], SETTINGS, NOW)
    ledger.settle(ingest_engine, [stored(e) for e in entries], NOW)
    assert start_rechecks(ingest_engine, NOW, 6000) == 0
    assert start_rechecks(ingest_engine, NOW + timedelta(minutes=30), 120) == 2  # a minute's worth
    assert books(ingest_engine) == {"discovered": 3, "stored": 1, "pending": 2}
    assert start_rechecks(ingest_engine, NOW + timedelta(minutes=30), 120) == 0
    assert start_rechecks(ingest_engine, NOW + timedelta(minutes=30, seconds=29), 120) == 0
    assert start_rechecks(ingest_engine, NOW + timedelta(minutes=30, seconds=31), 120) == 1


def test_the_budget_of_rechecks_holds_over_a_day_and_all_workers(ingest_engine: Engine) -> None:
    discover(ingest_engine, 60)
    everything = IngestSettings(host_in_flight=500)
    entries = ledger.lease_entries(ingest_engine, NOW, everything)
    ledger.record_visits(ingest_engine, [fetched(e) for e in entries], everything, NOW)
    for some in (entries[:30], entries[30:]):
        ledger.settle(ingest_engine, [stored(e) for e in some], NOW)
    started: Counter[int] = Counter()
    for minute in range(0, 12 * 60, 10):
        now = NOW + timedelta(minutes=minute)
        for _worker in range(2):
            started[minute // 60] += start_rechecks(ingest_engine, now, 30)
        again = ledger.lease_entries(ingest_engine, now, everything)
        ledger.record_visits(ingest_engine, [Visit(e, "not_modified", now) for e in again], everything, now)
    assert sum(started.values()) >= 30 * 11
    assert all(count <= 31 for hour, count in started.items() if hour > 0)
    assert books(ingest_engine) == {"discovered": 60, "unchanged": 60}


def test_rechecks_of_paused_sources_wait(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW)
    ledger.settle(ingest_engine, [stored(entry)], NOW)
    ledger.sync_sources(ingest_engine, [source().model_copy(update={"paused": True})], NOW)
    assert start_rechecks(ingest_engine, NOW + timedelta(hours=1), 6000) == 0


def test_fresh_news_goes_before_rechecks(ingest_engine: Engine) -> None:
    discover(ingest_engine, 2)
    entries = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(e) for e in entries], SETTINGS, NOW)
    ledger.settle(ingest_engine, [stored(e) for e in entries], NOW)
    ledger.make_all_due(ingest_engine, LATER, recheck=True)
    discover(ingest_engine, 3, at=LATER + timedelta(minutes=1))
    leased = ledger.lease_entries(ingest_engine, LATER + timedelta(minutes=2), SETTINGS)
    assert leased[0] not in entries
    assert set(leased[1:]) == set(entries)


def test_the_history_of_a_url_is_found_by_any_of_its_forms(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [Visit(entry, "failed", NOW, reason="timeout", due_at=LATER)], SETTINGS, NOW)
    for url in ("https://harbour.example/0", "https://harbour.example/0?x"):
        known, fetches = ledger.history(ingest_engine, url)
        assert known is not None and known.id == entry
        assert [fetch.result for fetch in fetches] == ["timeout"]
    assert ledger.history(ingest_engine, "https://harbour.example/other") == (None, [])


def look_again(engine: Engine, entry: int, visit: Visit, now: datetime) -> tuple[str | None, str | None]:
    """A recheck at `now` that ends as `visit` says, read and stored; the validators that its request carried."""
    ledger.make_all_due(engine, now, recheck=True)
    assert ledger.lease_entries(engine, now, SETTINGS) == [entry]
    (due,) = entries_to_fetch(engine, [entry], now)
    if ledger.record_visits(engine, [visit], SETTINGS, now):
        ledger.settle(engine, [stored(entry, visit.page or "")], now)
    return due.etag, due.last_modified


def test_validators_are_sent_for_a_day_and_then_the_page_is_asked_for_in_full(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    assert entries_to_fetch(ingest_engine, [entry], NOW)[0].etag is None
    ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW)
    ledger.settle(ingest_engine, [stored(entry)], NOW)
    for hours in (1, 12, 23):
        at = NOW + timedelta(hours=hours)
        assert look_again(ingest_engine, entry, Visit(entry, "not_modified", at, status=304), at) == ('"1"', None)
    day = NOW + timedelta(hours=24)
    assert look_again(ingest_engine, entry, fetched(entry, at=day), day) == (None, None)
    assert look_again(ingest_engine, entry, fetched(entry, at=day), day + timedelta(hours=3)) == ('"1"', None)


def test_a_server_that_gives_one_etag_to_two_texts_loses_its_validators(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW)
    ledger.settle(ingest_engine, [stored(entry)], NOW)
    edited = fetched(entry, OTHER_PAGE, LATER)
    assert look_again(ingest_engine, entry, edited, LATER) == ('"1"', None)
    for minutes in (20, 30):
        assert look_again(ingest_engine, entry, edited, NOW + timedelta(minutes=minutes)) == (None, None)


def test_a_page_that_was_never_kept_is_never_asked_for_conditionally(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, NOW)
    ledger.settle(ingest_engine, [Settlement.quarantined(entry, PAGE, "blob_unreadable", "x")], NOW)
    (case,) = ledger.open_cases(ingest_engine)
    ledger.resolve(ingest_engine, [case.id], NOW, replay=True)
    assert ledger.lease_entries(ingest_engine, NOW, SETTINGS) == [entry]
    assert entries_to_fetch(ingest_engine, [entry], NOW)[0].etag is None


def test_the_page_keeps_the_time_of_its_fetch(ingest_engine: Engine) -> None:
    discover(ingest_engine, 1)
    (entry,) = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, LATER)
    assert [page.fetched_at for page in ledger.pages_to_read(ingest_engine, [entry], LATER)] == [NOW]


def test_a_paused_source_rests_with_all_its_entries(ingest_engine: Engine) -> None:
    discover(ingest_engine, 2)
    ledger.sync_sources(ingest_engine, [source().model_copy(update={"paused": True})], NOW)
    assert ledger.lease_entries(ingest_engine, LATER, SETTINGS) == []
    assert books(ingest_engine) == {"discovered": 2, "pending": 2}
    ledger.sync_sources(ingest_engine, [source()], NOW)
    assert len(ledger.lease_entries(ingest_engine, LATER, SETTINGS)) == 2
