"""Operators' pages as a browser without scripts uses them; on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.ingest import ledger
from services.ingest.ledger.sources import source_specs
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourceSpec
from shared.messages import MessageRejected
from shared.web.application import PREFIX
from tests.integration.ingest.ledgers import LATER
from tests.integration.serve.browsing import HTML, fields, page, send, text
from tests.integration.serve.installation import HERE, client, tables
from tests.support.site import Page, Site, serving

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_sources_at_a_glance_and_the_ledger_behind_every_number(desk: TestClient) -> None:
    assert desk.get("/desk").headers["location"] == "/desk/sources"
    overview = page(desk, "/desk/sources")
    assert "2 sources watched, none in trouble" in text(overview)
    assert "4 in 24 hours" in text(overview)
    books = page(desk, "/desk/ledger")
    (row,) = books.xpath("//tbody/tr[th/a='Harbour Times']")
    for link in row.xpath("td/a/@href"):
        (number,) = row.xpath("td/a[@href=$to]", to=link)
        shown = page(desk, link).xpath("//tbody/tr")
        assert len(shown) == int(text(number).split()[-1]), link


def test_a_source_with_its_feeds_books_and_settings(desk: TestClient) -> None:
    source = page(desk, "/desk/sources/1")
    told = text(source)
    assert "https://harbour.example/feed" in told and "extraction_failed 1" in told and "gone 1" in told
    (entry,) = page(desk, "/desk/ledger/entries?became=dropped").xpath("//tbody/tr/th/a/@href")
    assert "It was taken away for good (status 410)." in text(page(desk, entry))
    assert page(desk, "/desk/sources/99", 404) is not None


def test_a_source_rests_goes_on_is_edited_and_removed(desk: TestClient, engine: Engine) -> None:
    assert send(desk, "/desk/sources/1", "/desk/sources/1/pause").headers["location"] == "/desk/sources/1?done=paused"
    assert "Paused: nothing is polled" in text(page(desk, "/desk/sources/1?done=paused"))
    assert source_specs(engine, "Harbour Times")[0].paused
    edited = send(desk, "/desk/sources/1/edit", "/desk/sources/1/edit", exclude="/sport/\r\n/games/", publisher="Quay Group")
    assert edited.headers["location"] == "/desk/sources/1?done=saved"
    (spec,) = source_specs(engine, "Harbour Times")
    assert (spec.exclude, spec.publisher, spec.paused) == (("/sport/", "/games/"), "Quay Group", True)
    wrong = send(desk, "/desk/sources/1/edit", "/desk/sources/1/edit", include="(")
    assert wrong.status_code == 422 and "no regular expression" in wrong.text
    send(desk, "/desk/sources/1", "/desk/sources/1/resume")
    assert not source_specs(engine, "Harbour Times")[0].paused
    assert send(desk, "/desk/sources/1/remove", "/desk/sources/1/remove").headers["location"] == "/desk/sources?done=removed"
    assert [spec.name for spec in source_specs(engine)] == ["Lake Gazette"]
    assert "removed" in text(page(desk, "/desk/ledger"))


def test_a_case_is_read_and_replayed_one_by_reason_and_all(desk: TestClient, engine: Engine) -> None:
    listed = page(desk, "/desk/quarantine")
    assert {"our reader failed on the page", "our code failed on it, several times"} <= {
        text(each) for each in listed.xpath("//tbody//span[@class='why']")
    }
    message, broken = (case.id for case in ledger.open_cases(engine))
    shown = text(page(desk, f"/desk/quarantine/{message}"))
    assert "store.join" in shown and '{ "n": 1 }' in shown and "the traceback" in shown and "Tries 3" in shown
    done = send(desk, f"/desk/quarantine/{broken}", "/desk/quarantine/replay")
    assert done.headers["location"] == "/desk/quarantine?done=replayed&count=1"
    assert "1 case sent through the line once more." in text(page(desk, done.headers["location"]))
    assert [case.id for case in ledger.open_cases(engine)] == [message]
    for n in range(3):
        ledger.quarantine_message(engine, MessageRejected(task="store.join", reason="other", body=f'{{"m": {n}}}'), LATER)
    by_reason = fields(desk, "/desk/quarantine", "/desk/quarantine/discard")
    assert by_reason["reason"] == ["handler_failed"]
    assert send(desk, "/desk/quarantine", "/desk/quarantine/discard").headers["location"].endswith("count=1")
    left = [str(case.id) for case in ledger.open_cases(engine)]
    chosen = send(desk, f"/desk/quarantine/{left[0]}", "/desk/quarantine/replay", cases=left[:2])
    assert chosen.headers["location"].endswith("count=2")
    assert [str(case.id) for case in ledger.open_cases(engine)] == left[2:]
    assert "replayed" in text(page(desk, "/desk/quarantine?resolved=true"))


def test_nothing_is_done_where_nothing_is_chosen(desk: TestClient, engine: Engine) -> None:
    before = len(ledger.open_cases(engine))
    token = fields(desk, "/desk/quarantine/1", "/desk/quarantine/discard")["form_token"]
    done = desk.post("/desk/quarantine/discard", data={"form_token": token}, headers={"Origin": HERE})
    assert done.headers["location"].endswith("count=0") and len(ledger.open_cases(engine)) == before


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        declared = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        running.pages = {"/": Page(f"<html><head><title>Harbour</title>{declared}</head></html>".encode())}
        yield running


def test_a_source_is_added_by_looking_around(engine: Engine, site: Site) -> None:
    near = IngestSettings(fetch_allow=("127.0.0.0/8",), host_interval_seconds=0)
    with client(engine, ingest=near) as desk:
        begun = send(desk, "/desk/sources/new", "/desk/sources/new", url=site.url)
        look = begun.headers["location"]
        for _ in range(600):
            got = desk.get(look, headers=HTML)
            if "Refresh" not in got.headers:
                break
        assert f"{site.url}/feed.xml" in got.text
        assert send(desk, look, look, offers=[]).status_code == 422
        assert "Choose at least one" in send(desk, look, look, offers=["99"]).text
        assert "there is a source named" in send(desk, look, look, name="Lake Gazette").text
        added = send(desk, look, look, name="New", exclude="/sport/")
        assert added.status_code == 303
        assert "It is watched from now on" in text(page(desk, added.headers["location"]))
    (spec,) = source_specs(engine, "New")
    assert ([str(feed) for feed in spec.feeds], spec.exclude) == ([f"{site.url}/feed.xml"], ("/sport/",))


def test_what_may_not_be_reached_is_not_looked_at(desk: TestClient) -> None:
    look = send(desk, "/desk/sources/new", "/desk/sources/new", url="http://169.254.169.254/latest").headers["location"]
    for _ in range(600):
        got = desk.get(look, headers=HTML)
        if "Refresh" not in got.headers:
            break
    assert "may not be connected to" in got.text and "cloud metadata" in got.text
    assert desk.get("/desk/sources/new/nothing", headers=HTML).status_code == 404


def forms(desk: TestClient) -> list[str]:
    """Every address that takes a form."""
    routes = iter_route_contexts(desk.app.routes)  # type: ignore[attr-defined]
    posts = [one.path for one in routes if "POST" in (one.methods or ()) and not one.path.startswith(PREFIX)]
    return [path.replace("{id}", "1").replace("{look}", "x") for path in posts]


@pytest.mark.threat("csrf")
def test_no_form_is_taken_without_its_token_or_from_another_origin(desk: TestClient, engine: Engine) -> None:
    addresses = forms(desk)
    assert {"/login", "/logout", "/subscribe", "/desk/sources/1/remove", "/desk/quarantine/replay"} <= set(addresses)
    token = fields(desk, "/desk/quarantine/1", "/desk/quarantine/discard")["form_token"][0]
    everything = {"everything": "true", "cases": "1", "url": "https://a.example/", "name": "x", "condition": "new_claim"}
    for address in addresses:
        for sent, told in (
            ({}, {}),
            ({"form_token": ""}, {"Origin": HERE}),
            ({"form_token": "0" * 64}, {"Origin": HERE}),
            ({"form_token": token}, {"Origin": "https://evil.example"}),
            ({"form_token": token}, {"Sec-Fetch-Site": "cross-site"}),
            ({"form_token": token}, {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9000"}),
        ):
            assert desk.post(address, data=everything | sent, headers=told).status_code == 403, (address, sent, told)
    with client(engine) as stranger:  # the right token in another browser
        assert stranger.post("/desk/quarantine/discard", data=everything | {"form_token": token}).status_code == 403
    assert len(ledger.open_cases(engine)) == 2 and len(source_specs(engine)) == 2


@pytest.mark.threat("csrf")
def test_the_open_api_takes_nothing_from_other_sites_either(desk: TestClient, engine: Engine) -> None:
    sent = desk.post("/api/v1/quarantine/discard", json={"everything": True}, headers={"Origin": "https://evil.example"})
    assert (sent.status_code, sent.json()["type"]) == (403, "urn:claimwire:problem:origin")
    assert len(ledger.open_cases(engine)) == 2


def test_what_others_wrote_stays_words(engine: Engine) -> None:
    spec = {"name": HOSTILE, "publisher": HOSTILE, "feeds": ["https://hostile.example/feed"], "include": [HOSTILE]}
    ledger.sync_sources(engine, [SourceSpec.model_validate(spec)], LATER)
    rejected = {"task": "store.join", "reason": "x<b>", "detail": HOSTILE, "traceback": HOSTILE, "body": f'["{HOSTILE[:25]}"]'}
    ledger.quarantine_message(engine, MessageRejected(**rejected), LATER)
    case = next(case.id for case in ledger.open_cases(engine) if case.reason == "x<b>")
    (id,) = (source["id"] for source in ledger.list_sources(engine) if source["name"] == HOSTILE)
    paths = ["/desk/sources", f"/desk/sources/{id}", f"/desk/sources/{id}/edit", f"/desk/sources/{id}/remove", "/desk/ledger"]
    paths += [
        "/desk/ledger/entries",
        "/desk/quarantine",
        f"/desk/quarantine/{case}",
        "/desk/quarantine?done=<script>&count=<b>",
    ]
    paths += [f"/desk/sources?name={HOSTILE}", f"/desk/quarantine?reason={HOSTILE}", f"/desk/ledger/entries?source={HOSTILE}"]
    with client(engine) as desk:
        for path in paths:
            got = desk.get(path, headers=HTML)
            assert got.status_code == 200, path
            assert "<script>alert" not in got.text and "<img" not in got.text and "x<b>" not in got.text, path
            assert "unsafe" not in got.headers["content-security-policy"]
        assert "/desk/quarantine?reason=x%3Cb%3E" in desk.get("/desk/quarantine").text


def test_every_desk_page_stands_on_an_empty_installation(database_url: str) -> None:
    with client(tables(database_url)) as desk:
        for path in ("/desk/sources", "/desk/sources/new", "/desk/ledger", "/desk/ledger?days=7", "/desk/ledger/entries"):
            page(desk, path)
        assert "Nothing is in quarantine" in text(page(desk, "/desk/quarantine"))


ODD = (
    *("", "%00", "0", "-1", "9" * 30, "9999-12-31", "0001-01-01", "NaN", "WzFd"),
    *("%FF%FE", "'%20OR%201=1--", "a" * 5000, "%F0%9F%98%80"),
)
ASKED = {
    "/desk/sources": ("name", "trouble", "done", "count"),
    "/desk/ledger": ("days",),
    "/desk/ledger/entries": ("source", "became", "reason", "day", "url", "cursor"),
    "/desk/quarantine": ("reason", "resolved", "cursor", "done", "count"),
    "/login": ("next",),
}


def test_whatever_is_asked_for_is_answered_or_refused(desk: TestClient) -> None:
    for path, names in ASKED.items():
        for name in names:
            for value in ODD:
                assert desk.get(f"{path}?{name}={value}", headers=HTML).status_code in (200, 303, 422), (path, name, value)
    for path in ("/desk/sources/{}", "/desk/sources/{}/edit", "/desk/ledger/entries/{}", "/desk/quarantine/{}"):
        for value in ("x", "-1", "9" * 30, "%00"):
            assert desk.get(path.format(value), headers=HTML).status_code in (404, 422), (path, value)
