"""The quarantine on real databases: what is set aside is kept whole, and leaves only by a person's word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from services.ingest import ledger
from services.ingest.cli import app
from services.ingest.ledger.visits import Visit
from shared.messages import MessageRejected, Settlement
from tests.integration.ingest.ledgers import LATER, NOW, PAGE, SETTINGS, books, discover, fetched, stored

BROKEN = MessageRejected(
    task="store.join", reason="handler_failed", detail="KeyError: 'x'", traceback="here", body='{"n": 1}', tries=3
)


def fail_to_fetch(engine: Engine, count: int = 1) -> list[int]:
    discover(engine, count)
    entries = ledger.lease_entries(engine, NOW, SETTINGS)
    ledger.record_visits(engine, [Visit(entry, "failed", NOW, reason="timeout") for entry in entries], SETTINGS, NOW)
    return entries


def fail_to_read(engine: Engine, reason: str = "extraction_failed") -> int:
    discover(engine, 1)
    (entry,) = ledger.lease_entries(engine, NOW, SETTINGS)
    ledger.record_visits(engine, [fetched(entry)], SETTINGS, NOW)
    ledger.settle(engine, [Settlement.quarantined(entry, PAGE, reason, "KeyError: 'x'", "the traceback")], NOW)
    return entry


def only_case(engine: Engine) -> ledger.Case:
    (case,) = ledger.open_cases(engine)
    return case


def test_a_rejected_message_is_kept_and_its_entries_are_told(ingest_engine: Engine) -> None:
    discover(ingest_engine, 2)
    entries = ledger.lease_entries(ingest_engine, NOW, SETTINGS)
    rejected = MessageRejected(
        task="extract.read", reason="poison_message", detail="3 starts", body="{}", tries=3, entries=(entries[0],)
    )
    ledger.quarantine_message(ingest_engine, rejected, NOW)
    ledger.quarantine_message(ingest_engine, rejected, NOW)
    ledger.quarantine_message(ingest_engine, MessageRejected(task="ingest.fetch", reason="invalid_message"), NOW)
    assert [case.reason for case in ledger.open_cases(ingest_engine)] == ["invalid_message", "poison_message"]
    assert books(ingest_engine) == {"discovered": 2, "quarantined": 1, "pending": 1}


def test_a_case_holds_message_reason_traceback_and_tries(ingest_engine: Engine) -> None:
    ledger.quarantine_message(ingest_engine, BROKEN, NOW)
    case = ledger.find_case(ingest_engine, only_case(ingest_engine).id)
    assert case is not None
    kept = (case.task, case.reason, case.detail, case.traceback, case.message, case.tries, case.at)
    assert kept == ("store.join", "handler_failed", "KeyError: 'x'", "here", '{"n": 1}', 3, NOW)
    assert ledger.find_case(ingest_engine, case.id + 1) is None


@pytest.mark.parametrize("replay", [True, False])
def test_a_case_is_replayed_or_discarded_once(ingest_engine: Engine, replay: bool) -> None:
    (entry,) = fail_to_fetch(ingest_engine)
    case = only_case(ingest_engine)
    assert ledger.resolve(ingest_engine, [case.id], LATER, replay=replay) == [case.id]
    assert ledger.resolve(ingest_engine, [case.id], LATER, replay=replay) == []
    assert books(ingest_engine) == ({"discovered": 1, "pending": 1} if replay else {"discovered": 1, "dropped": 1})
    if replay:
        assert ledger.lease_entries(ingest_engine, LATER, SETTINGS) == [entry]
        ledger.record_visits(ingest_engine, [fetched(entry)], SETTINGS, LATER)
        ledger.settle(ingest_engine, [stored(entry)], LATER)
        assert books(ingest_engine) == {"discovered": 1, "stored": 1}
        assert ledger.open_cases(ingest_engine) == []


def test_what_failed_in_reading_is_replayed_from_its_kept_page(ingest_engine: Engine) -> None:
    entry = fail_to_read(ingest_engine)
    ledger.resolve(ingest_engine, [only_case(ingest_engine).id], LATER, replay=True)
    assert ledger.lease_entries(ingest_engine, LATER, SETTINGS) == []
    assert ledger.expire_leases(ingest_engine, LATER, SETTINGS).read_again == []  # not before its time
    expired = ledger.expire_leases(ingest_engine, LATER.replace(second=1), SETTINGS)
    assert (expired.read_again, expired.quarantined) == ([entry], [])
    ledger.settle(ingest_engine, [stored(entry)], LATER)
    assert books(ingest_engine) == {"discovered": 1, "stored": 1}


def test_a_page_that_cannot_be_read_from_storage_is_fetched_again(ingest_engine: Engine) -> None:
    entry = fail_to_read(ingest_engine, "blob_unreadable")
    ledger.resolve(ingest_engine, [only_case(ingest_engine).id], LATER, replay=True)
    assert ledger.lease_entries(ingest_engine, LATER, SETTINGS) == [entry]


def test_a_replay_that_fails_again_opens_the_same_case(ingest_engine: Engine) -> None:
    fail_to_read(ingest_engine)
    for _ in range(5):
        case = only_case(ingest_engine)
        ledger.resolve(ingest_engine, [case.id], NOW, replay=True)
        (entry,) = ledger.expire_leases(ingest_engine, LATER, SETTINGS).read_again
        ledger.settle(ingest_engine, [Settlement.quarantined(entry, PAGE, "extraction_failed", "again")], LATER)
        again = only_case(ingest_engine)
        assert (again.id, again.detail, again.resolution) == (case.id, "again", None)
    assert books(ingest_engine) == {"discovered": 1, "quarantined": 1}


def test_a_message_about_no_entry_is_published_again_once(ingest_engine: Engine) -> None:
    ledger.quarantine_message(ingest_engine, BROKEN, NOW)
    ledger.quarantine_message(ingest_engine, BROKEN.model_copy(update={"message_id": "another"}), LATER)
    case = only_case(ingest_engine)
    ledger.resolve(ingest_engine, [case.id], LATER, replay=True)
    assert ledger.messages_to_replay(ingest_engine) == [(case.id, "store.join", {"n": 1})]
    ledger.replayed(ingest_engine, case.id)
    assert ledger.messages_to_replay(ingest_engine) == []
    closed = ledger.find_case(ingest_engine, case.id)
    assert closed is not None and (closed.resolution, closed.resolved_at) == ("replayed", LATER)


@pytest.mark.parametrize("change", [{"body": '{"cut": "off'}, {"task": "store.gone"}])
def test_a_message_that_cannot_be_replayed_stays_until_it_is_discarded(ingest_engine: Engine, change: dict[str, str]) -> None:
    ledger.quarantine_message(ingest_engine, BROKEN.model_copy(update=change), NOW)
    case = only_case(ingest_engine)
    assert ledger.resolve(ingest_engine, [case.id], LATER, replay=True) == []
    assert ledger.messages_to_replay(ingest_engine) == []
    assert ledger.resolve(ingest_engine, [case.id], LATER, replay=False) == [case.id]


def test_the_command_lists_shows_replays_by_reason_and_discards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from services.ingest import schema
    from shared import database

    url = f"sqlite:///{tmp_path}/ingest.db"
    monkeypatch.setenv("CLAIMWIRE_INGEST_DATABASE_URL", url)
    schema.upgrade(url)
    engine = database.connect(url)
    fail_to_fetch(engine, 3)
    ledger.quarantine_message(engine, BROKEN.model_copy(update={"traceback": "line 1\n\x1b[31mline 2"}), NOW)
    run = CliRunner().invoke
    rows = [json.loads(line) for line in run(app, ["quarantine", "list", "--json"]).stdout.splitlines()]
    assert sorted(row["reason"] for row in rows) == ["handler_failed", "timeout", "timeout", "timeout"]
    (broken,) = [row["id"] for row in rows if row["reason"] == "handler_failed"]
    shown = run(app, ["quarantine", "show", str(broken), "--json"]).stdout
    assert json.loads(shown)["message"] == BROKEN.body
    assert run(app, ["quarantine", "show", "999"]).exit_code == 1
    assert run(app, ["quarantine", "replay"]).exit_code == 2
    assert run(app, ["quarantine", "replay", "--reason", "timeout"]).stdout == "3 replayed\n"
    assert run(app, ["quarantine", "discard", "--all"]).stdout == "1 discarded\n"
    assert books(engine) == {"discovered": 3, "pending": 3}
    engine.dispose()
