"""The ledger over HTTP, on both kinds of database: the books balance, and every row behind them can be found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.ingest import ledger
from shared.web.holders import Scope
from tests.integration.serve.installation import bearer, client, make_key

V1 = "/api/v1"
BECAME = ("stored", "unchanged", "dropped", "quarantined", "pending")


def answer(desk: TestClient, path: str, **params: Any) -> Any:
    got = desk.get(V1 + path, params=params)
    assert got.status_code == 200, got.text
    return got.json()


def test_the_books_balance_and_every_number_of_them_is_a_list(desk: TestClient) -> None:
    books = answer(desk, "/ledger")
    assert [one["source"] for one in books["items"]] == ["Harbour Times", "Lake Gazette"]
    assert (books["total"]["discovered"], books["total"]["reasons"]) == (5, {"gone": 1, "extraction_failed": 1})
    for account in books["items"]:
        rows = answer(desk, "/ledger/entries", source=account["source"])["items"]
        assert len(rows) == account["discovered"] == sum(account[kind] for kind in BECAME)
        for kind in BECAME:
            assert len(answer(desk, "/ledger/entries", source=account["source"], became=kind)["items"]) == account[kind]
    for reason, count in books["total"]["reasons"].items():
        assert len(answer(desk, "/ledger/entries", reason=reason)["items"]) == count


def test_the_books_by_day(desk: TestClient) -> None:
    days = answer(desk, "/ledger/days", days=2)["items"]
    assert sum(day["discovered"] for day in days) == 5
    assert {day["source"] for day in answer(desk, "/ledger/days", source="Lake Gazette")["items"]} == {"Lake Gazette"}


def test_entries_are_walked_and_one_has_its_fetches(desk: TestClient) -> None:
    ids, cursor = [], None
    while True:
        page = answer(desk, "/ledger/entries", limit=2, **({"cursor": cursor} if cursor else {}))
        ids += [row["id"] for row in page["items"]]
        if not (cursor := page["next"]):
            break
    assert ids == sorted(ids, reverse=True) and len(ids) == 5
    (dropped,) = answer(desk, "/ledger/entries", became="dropped")["items"]
    whole = answer(desk, f"/ledger/entries/{dropped['id']}")
    assert [(fetch["result"], fetch["detail"]) for fetch in whole["fetches"]] == [("gone", "status 410")]
    for url in (whole["url"], whole["found_url"]):
        assert [row["id"] for row in answer(desk, "/ledger/entries", url=url)["items"]] == [dropped["id"]]
    assert answer(desk, "/ledger/entries", before=whole["discovered_at"])["items"] == []
    assert desk.get(f"{V1}/ledger/entries/999").status_code == 404


def test_watched_sources_tell_how_they_are_doing(desk: TestClient) -> None:
    rows = answer(desk, "/watch/sources")["items"]
    assert [(row["name"], row["state"], row["feeds"]) for row in rows] == [
        ("Harbour Times", "ok", 1),
        ("Lake Gazette", "ok", 1),
    ]
    assert (rows[0]["lately"]["found"], rows[0]["lately"]["usual"]) == (4, None)
    whole = answer(desk, f"/watch/sources/{rows[0]['id']}")
    assert [feed["url"] for feed in whole["listed"]] == ["https://harbour.example/feed"]
    assert whole["account"]["stored"] == 1


def test_a_case_is_shown_whole_and_replayed(desk: TestClient, engine: Engine) -> None:
    cases = answer(desk, "/quarantine")["items"]
    assert {case["reason"] for case in cases} == {"handler_failed", "extraction_failed"}
    (case,) = answer(desk, "/quarantine", reason="handler_failed")["items"]
    whole = answer(desk, f"/quarantine/{case['id']}")
    assert (whole["message"], whole["traceback"], whole["tries"]) == ('{"n": 1}', "the traceback", 3)
    assert desk.post(f"{V1}/quarantine/replay", json={}).status_code == 422
    done = desk.post(f"{V1}/quarantine/replay", json={"reason": "extraction_failed"})
    assert done.json() == {"cases": [other["id"] for other in cases if other["id"] != case["id"]]}
    assert answer(desk, "/ledger")["total"]["quarantined"] == 0
    assert desk.post(f"{V1}/quarantine/discard", json={"cases": [case["id"]]}).json() == {"cases": [case["id"]]}
    assert ledger.open_cases(engine) == []
    assert [one["resolution"] for one in answer(desk, "/quarantine", resolved=True)["items"]].count("discarded") == 1


def test_the_quarantine_is_for_operators_and_the_ledger_for_holders_of_a_key(engine: Engine) -> None:
    reader, operator = make_key(engine, Scope.READ), make_key(engine, Scope.ADMIN)
    with client(engine, open_to_all=False, public_reading=True) as desk:
        assert desk.get(f"{V1}/articles").status_code == 200
        assert [desk.get(V1 + path).status_code for path in ("/ledger", "/watch/sources", "/quarantine")] == [401] * 3
        assert desk.get(f"{V1}/ledger", headers=bearer(reader)).status_code == 200
        assert desk.get(f"{V1}/quarantine", headers=bearer(reader)).status_code == 403
        assert desk.post(f"{V1}/quarantine/replay", json={"everything": True}, headers=bearer(reader)).status_code == 403
        assert desk.post(f"{V1}/quarantine/replay", json={"everything": True}, headers=bearer(operator)).status_code == 200
