"""Logging in with a key, and what a session opens; on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from services.store import keys
from services.store.models import Session
from shared.database import reading, transaction
from shared.web.holders import Scope
from tests.integration.serve.browsing import HTML, log_in, page, send, text
from tests.integration.serve.installation import THERE, client, make_key, tables

READ_ONLY, FOR_OPERATORS = "/api/v1/articles", "/desk/sources"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = tables(database_url)
    yield made
    made.dispose()


def test_whoever_is_not_logged_in_is_sent_to_log_in_and_back(engine: Engine) -> None:
    key = make_key(engine, Scope.ADMIN)
    with client(engine, open_to_all=False) as browser:
        asked = browser.get("/desk/ledger/entries?source=A+B&became=dropped", headers=HTML)
        assert asked.status_code == 303
        login = asked.headers["location"]
        assert login == "/login?next=%2Fdesk%2Fledger%2Fentries%3Fsource%3DA%2BB%26became%3Ddropped"
        done = send(browser, login, "/login", key=f" {key} ")
        assert (done.status_code, done.headers["location"]) == (303, "/desk/ledger/entries?source=A+B&became=dropped")
        assert "__Host-claimwire_session=" in done.headers["set-cookie"] and "Secure" in done.headers["set-cookie"]
        assert "entries" in text(page(browser, done.headers["location"])).lower()


def test_a_session_reads_and_a_key_alone_changes(engine: Engine) -> None:
    with client(engine, open_to_all=False) as browser:
        log_in(browser, make_key(engine, Scope.ADMIN))
        assert browser.get(READ_ONLY).status_code == 200
        refused = browser.post("/api/v1/quarantine/replay", json={"everything": True}, headers={"Origin": THERE})
        assert refused.status_code == 401


def test_a_reader_reads_and_does_not_operate(engine: Engine) -> None:
    with client(engine, open_to_all=False) as browser:
        log_in(browser, make_key(engine, Scope.READ))
        series = page(browser, "/series")
        assert "Desk" not in text(series) and "Log out" in text(series)
        assert "may only read" in text(page(browser, FOR_OPERATORS, 403))
        assert browser.post("/desk/quarantine/replay", data={"everything": "true"}).status_code == 403
        assert browser.get("/subscriptions").status_code == 403


def test_logging_out_ends_the_session_wherever_its_cookie_may_be(engine: Engine) -> None:
    with client(engine, open_to_all=False) as browser:
        log_in(browser, make_key(engine, Scope.ADMIN))
        kept = dict(browser.cookies)
        out = send(browser, "/desk/sources", "/logout")
        assert out.headers["location"] == "/login" and "Max-Age=0" in out.headers["set-cookie"]
        browser.cookies.update(kept)
        assert browser.get(FOR_OPERATORS).status_code == 303


def test_revoking_a_key_ends_its_sessions(engine: Engine) -> None:
    key, other = make_key(engine, Scope.ADMIN), make_key(engine, Scope.ADMIN)
    with client(engine, open_to_all=False) as browser, client(engine, open_to_all=False) as colleague:
        log_in(browser, key)
        log_in(colleague, other)
        keys.revoke(engine, key.split("_")[1], datetime.now(UTC))
        assert (browser.get(FOR_OPERATORS).status_code, colleague.get(FOR_OPERATORS).status_code) == (303, 200)
        assert browser.get(READ_ONLY).status_code == 401


def test_a_session_runs_out(engine: Engine) -> None:
    with client(engine, open_to_all=False, session_hours=2) as browser:
        log_in(browser, make_key(engine, Scope.ADMIN))
        with transaction(engine) as connection:
            (until,) = connection.execute(select(Session.expires)).scalars()
            assert abs(until - datetime.now(UTC) - timedelta(hours=2)) < timedelta(minutes=5)
            connection.execute(update(Session).values(expires=datetime.now(UTC) - timedelta(seconds=1)))
        assert browser.get(FOR_OPERATORS).status_code == 303
        log_in(browser, make_key(engine, Scope.ADMIN))
        with reading(engine) as connection:
            assert len(connection.execute(select(Session.digest)).all()) == 1, "what has run out is tidied away"


def test_a_session_is_kept_as_a_digest(engine: Engine) -> None:
    with client(engine, open_to_all=False) as browser:
        log_in(browser, make_key(engine, Scope.READ))
        secret = browser.cookies["__Host-claimwire_session"]
    with reading(engine) as connection:
        assert secret not in str(connection.execute(select(Session)).all())


@pytest.mark.parametrize("wrong", ["", "cw_000000000000_" + "a" * 43, "' OR 1=1 --", "x" * 200])
def test_a_wrong_key_opens_nothing(engine: Engine, wrong: str) -> None:
    with client(engine, open_to_all=False) as browser:
        answer = send(browser, "/login", "/login", key=wrong)
        assert answer.status_code == 401 and "This key opens nothing." in answer.text
        assert "claimwire_session" not in str(answer.headers)
        assert wrong not in answer.text or not wrong


def test_only_ten_tries_a_minute(engine: Engine) -> None:
    key = make_key(engine, Scope.ADMIN)
    with client(engine, open_to_all=False) as browser:
        statuses = [send(browser, "/login", "/login", key="wrong").status_code for _ in range(11)]
        assert statuses == [401] * 10 + [429]
        assert send(browser, "/login", "/login", key=key).status_code == 429, "a right one must not tell that it is right"


def test_logging_in_with_another_sites_form_is_refused(engine: Engine) -> None:
    """Else a stranger could log a person in as somebody whose ledger the stranger reads."""
    key = make_key(engine, Scope.ADMIN)
    with client(engine, open_to_all=False) as browser:
        assert browser.post("/login", data={"key": key}).status_code == 403
        assert "claimwire_session" not in str(browser.cookies)


def test_reading_may_be_open_to_all_and_operating_never_is(engine: Engine) -> None:
    with client(engine, open_to_all=False, public_reading=True) as browser:
        series = page(browser, "/series")
        assert "Log in" in text(series) and "Desk" not in text(series)
        assert browser.get(FOR_OPERATORS).status_code == 303
        assert browser.get("/subscribe").status_code == 303


def test_on_this_machine_nobody_logs_in(engine: Engine) -> None:
    with client(engine) as browser:
        assert browser.get("/login?next=/desk/ledger").headers["location"] == "/desk/ledger"
        sources = page(browser, "/desk/sources")
        assert "Log out" not in text(sources) and "Desk" in text(sources)
    with client(engine, base="http://evil.example") as stranger:
        assert stranger.get("/desk/sources", headers=HTML).status_code == 400
