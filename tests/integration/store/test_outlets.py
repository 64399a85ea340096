"""Who only repeats whom, and what was edited with a note or without, over real databases and over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from services.store import cli_outlets
from services.store.cli_outlets import app
from services.store.joining import join_all
from services.store.queries import Filter
from services.store.queries import edits_of_figures as edits
from services.store.repeats import repeats
from services.store.save import save
from tests.integration.store.api import client
from tests.integration.store.test_joining import arrivals, killed
from tests.integration.store.test_save import EDITED, FIRST, NOW, arrival, extraction

NOTE = "\nCorrection: An earlier version of this article said 12 bridges were closed."


def test_copies_of_an_agency_are_told_from_what_outlets_found_themselves(store_engine: Engine) -> None:
    save(store_engine, arrivals())
    join_all(store_engine)
    everywhere = repeats(store_engine)
    assert everywhere and {(row["source"], row["repeats"]) for row in everywhere} >= {
        ("Orla Courier", "Reuters"),
        ("Lake Gazette", "Reuters"),  # it copies the text without the credit
    }
    in_series = repeats(store_engine, killed(store_engine))
    assert in_series
    lake = next(row for row in in_series if row["source"] == "Lake Gazette")
    assert (lake["how"], lake["repeats"], lake["articles"], lake["own"]) == ("copies", "Reuters", 1, 0)
    assert repeats(store_engine, "s0") == []
    with client(store_engine) as api:
        assert api.get("/api/v1/repeats", params={"series": killed(store_engine)}).json() == {"items": in_series}


@pytest.fixture
def edited(store_engine: Engine) -> Engine:
    """Three articles: one edited silently, one with a note, one in words alone."""
    urls = [f"https://harbour.example/{n}" for n in range(3)]
    save(store_engine, [arrival(n, extraction(url=url)) for n, url in enumerate(urls)])
    for n, (url, text) in enumerate(zip(urls, (EDITED, EDITED + NOTE, FIRST + "\nMore rain is expected."), strict=True)):
        made = extraction(FIRST if n == 2 else EDITED, url=url)
        made = made.model_copy(update={"article": made.article.model_copy(update={"text": text})})
        save(store_engine, [arrival(n, made, at=NOW + timedelta(hours=n + 1), page=f"b{n}" * 32)])
    return store_engine


def test_edits_of_figures_are_told_with_their_notes(edited: Engine) -> None:
    noted, silent = edits(edited).rows
    assert [row["url"][-1] for row in (noted, silent)] == ["1", "0"]
    assert (noted["note"]["kind"], silent["note"]) == ("correction", None)
    assert noted["note"]["text"] == NOTE.strip()
    (change,) = silent["changes"]
    assert (change["kind"], change["reason"]) == ("changed", "12 became at least 9")
    assert (change["was"], change["is"]) == ("12 bridges were closed", "at least 9 bridges were closed")
    assert edits(edited, Filter(article=silent["article"])).rows == [silent]
    assert edits(edited, Filter(source="Lake Gazette")).rows == []


def test_edits_are_walked_by_cursor_whatever_lies_between(edited: Engine) -> None:
    with client(edited) as api:
        whole = api.get("/api/v1/edits").json()["items"]
        first = api.get("/api/v1/edits", params={"limit": 1}).json()
        rest = api.get("/api/v1/edits", params={"limit": 1, "cursor": first["next"]}).json()
    assert [*first["items"], *rest["items"]] == whole
    assert rest["next"] is None and whole[0]["changes"][0]["is"] == "at least 9 bridges were closed"


def test_a_claim_is_shown_word_for_word(edited: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_outlets, "_engine", lambda: edited)
    told = CliRunner().invoke(app, ["claim", "2", "--json"])
    assert told.exit_code == 0 and '"spans": [{"version": 1' in told.stdout
    assert CliRunner().invoke(app, ["claim", "999"]).exit_code == 1
    listed = CliRunner().invoke(app, ["edits", "--json"])
    assert listed.exit_code == 0 and len(listed.stdout.splitlines()) == 2
