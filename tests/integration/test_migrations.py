"""Migrations on databases with data in them: from every version, nothing is lost, and all that is new is filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from services.backup.tables import tables
from services.ingest import ledger
from services.ingest import schema as ingest_schema
from services.store import answers, queries, schema, search
from services.store.joining import join_all
from services.store.queries import Filter
from shared.database import connect, transaction
from tests.integration.store.test_save import extraction

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def versions_before_the_newest(of: ModuleType) -> list[str]:
    found = [script.revision for script in ScriptDirectory(str(of.SCRIPTS)).walk_revisions()]
    assert len(found) > 1
    return sorted(found[1:])


def put(connection: Connection, table: str, **values: Any) -> None:
    """A row in a table as it is in this version: what it has no column for yet is left out."""
    if table in inspect(connection).get_table_names():
        (found,) = [t for t in tables(connection, [table]) if t.name == table]
        connection.execute(found.insert(), {name: value for name, value in values.items() if name in found.columns})


def put_article(connection: Connection, n: int) -> None:
    """An article with a version, a speaker, a claim and its figure, as they were saved in this version."""
    claim = extraction().claims[0].model_dump(mode="json")
    claim["places"] = [{"text": "Kursk", "start": 0, "end": 5, "country": "RU"}]
    url, seen = f"https://harbour.example/{n}", {"first_seen": AT, "last_seen": AT}
    names = {"url": url, "entry_url": url, "source": "Harbour Times", "publisher": "Harbour Media"}
    put(connection, "article", id=n, **names, **seen, moment=AT, versions=1, joined=0)
    digests = dict.fromkeys(("content", "page", "extraction"), "")
    read = {"extractor": "x", "claims_status": "extracted", "fetched_at": AT, "title": "Bridges", "text": "Bridges shut"}
    lists: dict[str, Any] = {"authors": [], "tags": [], "fingerprint": []}
    put(connection, "version", id=n, article_id=n, number=1, **digests, **read, **lists)
    put(connection, "speaker", id=n, key=f"person:{n}", name="Ada Lund", kind="person", block="", identity=f"person:{n}")
    told = {"modality": "asserted", "negated": False, "quote": False, "score": 0.0, "text": "12 bridges were closed"}
    places = {"places": ["RU", "kursk"], "first_version": 1, "last_version": 1}
    put(connection, "claim", id=n, article_id=n, key="k", speaker_id=n, data=claim, **told, **places, **seen)
    put(connection, "claim_span", version_id=n, claim_id=n, part="text", start=0, end=9)
    number = {"low": 12.0, "high": 12.0, "comparator": "=", "unit": "count", "modality": "asserted"}
    put(connection, "figure", id=n, claim_id=n, n=0, text="12", **number)
    put(connection, "change", number=n, article_id=n, version=1)


def test_series_and_speakers_of_an_older_version_are_summed_up(database_url: str) -> None:
    schema.upgrade(database_url, "0009")
    engine = connect(database_url)
    with transaction(engine) as connection:
        for n in (1, 2, 3):
            put_article(connection, n)
        connection.exec_driver_sql("UPDATE article SET joined = 1")
        connection.exec_driver_sql("UPDATE figure SET series = 's1', key = 'f' || id, features = '{\"measure\": \"close\"}'")
        counts = {"figures": 3, "articles": 3, "claimants": 3, "contradictions": 0, "named_by_operator": False}
        put(connection, "series", id="s1", name="Bridges", measure="close", unit="count", **counts, updated_at=AT)
    schema.upgrade(database_url)
    history = answers.series_history(engine, "s1")
    assert history and [point["claimant"] for point in history["points"]] == ["person:1", "person:2", "person:3"]
    assert history["sources"] == ["Harbour Times"]
    assert [row["claims"] for row in queries.speakers(engine).rows] == [1, 1, 1]
    with transaction(engine) as connection:
        connection.exec_driver_sql("UPDATE article SET joined = 0")
    join_all(engine)  # what is counted already does not count twice
    assert [row["claims"] for row in queries.speakers(engine).rows] == [3], "one person now, of one name"
    engine.dispose()


@pytest.mark.parametrize("version", versions_before_the_newest(schema))
def test_a_store_of_any_version_is_found_and_walked(database_url: str, version: str) -> None:
    schema.upgrade(database_url, version)
    engine = connect(database_url)
    with transaction(engine) as connection:
        for n in (1, 2, 3):
            put_article(connection, n)
        if "position" in inspect(connection).get_table_names():
            connection.exec_driver_sql("UPDATE position SET number = 3 WHERE name = 'commits'")
    schema.upgrade(database_url)
    assert search.catch_up(engine) == 3
    assert [row["article"] for row in queries.claims(engine, Filter(place="Kursk", words="bridges"))] == [3, 2, 1]
    assert [row["change"] for row in queries.articles(engine, Filter(changed_since=0))] == [1, 2, 3]
    assert {row["published"] for row in queries.articles(engine)} == {None}
    assert len(queries.page(engine, "claims", Filter(place="RU"), 2).rows) == 2
    assert [(row["claim"], row["low"], row["speaker"]) for row in queries.figures(engine)] == [
        (n, 12.0, "Ada Lund") for n in (3, 2, 1)
    ]
    claim = queries.claim(engine, 2)
    assert claim and [(span["version"], span["start"], span["end"]) for span in claim["spans"]] == [(1, 0, 9)]
    engine.dispose()


@pytest.mark.parametrize("version", versions_before_the_newest(ingest_schema))
def test_a_ledger_of_any_version_keeps_its_books(database_url: str, version: str) -> None:
    ingest_schema.upgrade(database_url, version)
    engine = connect(database_url)
    with transaction(engine) as connection:
        put(connection, "source", id=1, name="Harbour Times", publisher="Harbour", paused=False, options={}, created_at=AT)
        entry = {"source_id": 1, "host": "harbour.example", "authors": [], "discovered_at": AT, "due_at": AT, "priority": 0}
        for n, outcome in ((1, "stored"), (2, None)):
            url = f"https://harbour.example/{n}"
            state = {"state": "settled" if outcome else "pending", "outcome": outcome, "attempts": 1, "failures": 0}
            put(connection, "entry", id=n, url=url, found_url=url, **entry, **state, settled_at=AT if outcome else None)
            put(connection, "fetch", id=n, entry_id=n, at=AT, result="fetched", seconds=0.1, bytes=10)
    ingest_schema.upgrade(database_url)
    found, fetches = ledger.history(engine, "https://harbour.example/1")
    assert found and found.outcome == "stored" and len(fetches) == 1
    engine.dispose()
