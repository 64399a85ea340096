"""Writing many rows at a time: as one statement, whole or not at all, and many workers at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, StatementError

from services.store.models import Article, Claim, ClaimSpan, Speaker
from services.store.save import save
from services.store.tasks import _save
from shared.database import reading, transaction
from shared.errors import UnavailableError
from shared.outcomes import Outcome
from shared.writing import among, draw_ids, write, write_unknown
from tests.integration.store.test_save import NOW, arrival, counts, extraction


def article(n: int, **values: object) -> dict[str, object]:
    url = f"https://harbour.example/{n}"
    names = {"url": url, "entry_url": url, "source": "Harbour Times", "publisher": "Harbour Media"}
    return {"id": n, **names, "first_seen": NOW, "last_seen": NOW, "published": None, "moment": NOW, "versions": 1, **values}


def speaker(name: str) -> dict[str, object]:
    return {"key": f"person:{name}", "name": name, "kind": "person", "block": "", "identity": f"person:{name}"}


def test_drawn_ids_are_nobody_elses(store_engine: Engine) -> None:
    with transaction(store_engine) as connection:
        first = draw_ids(connection, Article, 3)
        write(connection, Article, [article(id) for id in first])
        second = draw_ids(connection, Article, 2)
    assert len({*first, *second}) == 5 and [*first, *second] == sorted([*first, *second])


def test_any_value_is_read_back_as_it_was_written(store_engine: Engine) -> None:
    hard = 'tab\t, line\n, back\\slash, \\N, "quotes", ünï, zero\u200bwidth'
    row = article(1, source=hard, context={"a": [1, None, hard]}, published=NOW)
    with transaction(store_engine) as connection:
        write(connection, Article, [row])
        found = connection.execute(Article.__table__.select()).one()
    assert {name: getattr(found, name) for name in row} == row


def test_a_moment_without_a_zone_is_never_guessed(store_engine: Engine) -> None:
    naive = datetime(2026, 11, 23)
    with pytest.raises((ValueError, StatementError), match="a moment needs a zone"), transaction(store_engine) as connection:
        write(connection, Article, [article(1, moment=naive)])
    assert counts(store_engine)["article"] == 0


def test_a_bad_row_leaves_nothing_of_its_rows(store_engine: Engine) -> None:
    with pytest.raises(DBAPIError), transaction(store_engine) as connection:
        write(connection, Article, [article(1), article(2, source=None)])
    assert counts(store_engine)["article"] == 0


def test_only_unknown_rows_are_written_and_told(store_engine: Engine) -> None:
    with transaction(store_engine) as connection:
        write_unknown(connection, Speaker, [speaker("ada"), speaker("ben")], Speaker.key)
        told = write_unknown(connection, Speaker, [speaker("ben"), speaker("cleo")], Speaker.key)
        assert [row.key for row in told] == ["person:cleo"]
        wanted = Speaker.__table__.select().where(among(connection, Speaker.name, ["ada", "cleo", "dora"]))
        assert {row.name for row in connection.execute(wanted)} == {"ada", "cleo"}


def test_a_claim_that_no_database_keeps_is_set_aside_with_its_article_alone(postgres_store: Engine) -> None:
    bad = extraction(url="https://harbour.example/bad")
    claims = tuple(claim.model_copy(update={"text": "nul \0"}) for claim in bad.claims)
    batch = [
        arrival(1),
        arrival(2, bad.model_copy(update={"claims": claims})),
        arrival(3, extraction(url="https://h.example/x")),
    ]
    outcomes = [(s.entry_id, s.outcome) for s in _save(postgres_store, batch)]
    assert outcomes == [(1, Outcome.STORED), (2, Outcome.QUARANTINED), (3, Outcome.STORED)]
    assert counts(postgres_store)["article"] == 2


def test_a_server_that_goes_away_while_it_is_written_to_is_away_and_nothing_is_bad(postgres_store: Engine) -> None:
    with transaction(postgres_store) as connection:
        for statement in (
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$",
            "CREATE TRIGGER die BEFORE INSERT ON claim FOR EACH ROW EXECUTE FUNCTION die()",
        ):
            connection.execute(text(statement))
    with pytest.raises(UnavailableError):
        _save(postgres_store, [arrival()])
    assert counts(postgres_store)["article"] == 0


def test_workers_with_the_same_articles_store_each_once(store_engine: Engine) -> None:
    batch = [arrival(n, extraction(url=f"https://harbour.example/{n % 7}")) for n in range(14)]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda turn: [s.outcome for s in save(store_engine, batch[turn:] + batch[:turn])], range(8)))
    assert {outcome for some in outcomes for outcome in some} == {Outcome.STORED}
    assert counts(store_engine) == {"article": 7, "version": 7, "claim": 14, "claim_span": 14, "figure": 14, "speaker": 1}
    with reading(store_engine) as connection:
        lost = ClaimSpan.__table__.select().where(
            ClaimSpan.claim_id.not_in(Claim.__table__.select().with_only_columns(Claim.id))
        )
        assert connection.execute(lost).all() == []
