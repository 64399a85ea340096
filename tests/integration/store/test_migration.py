"""Migrations on a store with data in them: nothing is lost, and all that is new is filled in."""

from __future__ import annotations

import json
from pathlib import Path

import alembic.command
import alembic.config
from sqlalchemy import text

from services.store import queries, schema, search
from services.store.queries import Filter
from shared.database import connect, transaction
from tests.integration.store.test_save import extraction


def upgrade_to(url: str, revision: str) -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.attributes.update(url=url, version_table=schema.VERSION_TABLE)
    alembic.command.upgrade(config, revision)


def test_a_store_of_before_search_is_found_and_walked(database_url: str) -> None:
    upgrade_to(database_url, "0002")
    claim = extraction().claims[0].model_dump(mode="json")
    claim["places"] = [{"text": "Kursk", "start": 0, "end": 5, "country": "RU"}]
    at = "2026-11-23 08:00:00+00:00"
    engine = connect(database_url)
    with transaction(engine) as connection:
        for n in (1, 2, 3):
            row = {"n": n, "url": f"https://harbour.example/{n}", "at": at, "data": json.dumps(claim)}
            for statement in _OLD:
                connection.execute(text(statement), row)
    schema.upgrade(database_url)
    assert search.catch_up(engine) == 3
    assert [row["article"] for row in queries.claims(engine, Filter(place="Kursk", words="bridges"))] == [3, 2, 1]
    assert [row["change"] for row in queries.articles(engine, Filter(changed_since=0))] == [1, 2, 3]
    assert {row["published"] for row in queries.articles(engine)} == {None}
    assert len(queries.page(engine, "claims", Filter(place="RU"), 2).rows) == 2
    engine.dispose()


_OLD = (
    "INSERT INTO article (id, url, entry_url, source, publisher, first_seen, last_seen, versions)"
    " VALUES (:n, :url, :url, 'Harbour Times', 'Harbour Media', :at, :at, 1)",
    "INSERT INTO version (article_id, number, content, page, extraction, extractor, claims_status, fetched_at, title, authors,"
    " tags, text, fingerprint) VALUES (:n, 1, '', '', '', 'x', 'extracted', :at, 'Bridges', '[]', '[]', 'Text', '[]')",
    "INSERT INTO claim (id, article_id, key, modality, negated, quote, score, text, data, first_version, last_version,"
    " first_seen, last_seen)"
    " VALUES (:n, :n, 'k', 'asserted', false, false, 0, '12 bridges were closed', :data, 1, 1, :at, :at)",
)
