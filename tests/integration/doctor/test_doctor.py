"""`claimwire doctor` against servers that are there, and servers that are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import redis
from typer.testing import CliRunner

from services.doctor.cli import app
from services.ingest import schema as ingest_schema
from services.store import schema as store_schema
from shared import health

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in (
        ("INGEST_DATABASE_URL", f"sqlite:///{tmp_path}/ingest.db"),
        ("STORE_DATABASE_URL", f"sqlite:///{tmp_path}/store.db"),
        ("BLOB_URL", str(tmp_path / "blobs")),
        ("USER_AGENT", "HarbourBot/1.0 (desk@harbour.example)"),
    ):
        monkeypatch.setenv(f"CLAIMWIRE_{name}", value)
    return tmp_path


def examine(status: int) -> dict[str, tuple[str, str]]:
    result = RUNNER.invoke(app, ["--json"])
    assert result.exit_code == status, result.output + repr(result.exception)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    return {row["about"]: (row["level"], row["words"]) for row in rows}


def test_nothing_is_there_yet() -> None:
    found = examine(1)
    assert found["line"] == ("warning", "it is not running here")
    assert found["ledger database"][0] == found["claims database"][0] == "warning"
    assert found["blob storage"][0] == "ok"


def test_a_broker_that_is_away_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMWIRE_REDIS_URL", "redis://user:s3cret@127.0.0.1:1/0")
    found = examine(2)
    assert found["broker"][0] == "error"
    assert "s3cret" not in found["broker"][1]


def test_a_line_that_runs(monkeypatch: pytest.MonkeyPatch, broker_url: str, desk: Path) -> None:
    monkeypatch.setenv("CLAIMWIRE_REDIS_URL", broker_url)
    ingest_schema.upgrade(f"sqlite:///{desk}/ingest.db")
    store_schema.upgrade(f"sqlite:///{desk}/store.db")
    client = redis.Redis.from_url(broker_url)
    client.flushall()
    for service in ("ingest", "extract"):
        health.write(client, service, "quay")
    client.rpush("claimwire:store.save", *range(2000))
    found = examine(2)
    assert found["broker"][0] == "ok"
    assert found["ingest workers"] == ("ok", "1 alive: quay")
    assert found["store workers"][0] == "error"
    assert found["queues"] == ("warning", "2000 messages wait in store.save")
    assert found["ledger database"][0] == found["claims database"][0] == found["clock"][0] == "ok"
    assert found["sources"] == ("warning", "nothing is watched yet")
    assert found["joining"] == ("ok", "nothing waits")
    client.flushall()
    client.close()


def test_tables_that_are_behind_are_told(desk: Path) -> None:
    import sqlite3

    ingest_schema.upgrade(f"sqlite:///{desk}/ingest.db")
    with sqlite3.connect(desk / "ingest.db") as connection:
        connection.execute(f"UPDATE {ingest_schema.VERSION_TABLE} SET version_num = '0001'")
    connection.close()
    level, words = examine(2)["ledger database"]
    assert level == "error" and "version 0001" in words


def test_a_wrong_setting_is_all_there_is_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMWIRE_FETCH_THREADS", "many")
    found = examine(2)
    assert list(found) == ["settings"] and "CLAIMWIRE_FETCH_THREADS" in found["settings"][1]


def test_people_read_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMWIRE_FETCH_ALLOW", "0.0.0.0/0")
    result = RUNNER.invoke(app, [])
    assert result.exit_code == 1
    assert "CLAIMWIRE_FETCH_ALLOW opens everything" in result.stdout
    assert "Name the one network" in result.stdout
