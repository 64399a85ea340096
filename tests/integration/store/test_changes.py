"""Whoever follows the changes learns of all that joining and operators do to series and speakers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from services.store import changes, judgements, search
from services.store.joining import join_all
from services.store.models import FigureSeries
from services.store.save import save
from shared.database import reading, transaction
from tests.integration.store.api import client
from tests.integration.store.test_joining import NOW, arrivals


class Follower:
    """Reads a list from where it left off."""

    def __init__(self, api: TestClient, path: str) -> None:
        self.api, self.path, self.since = api, path, 0

    def news(self) -> list[dict[str, Any]]:
        found, cursor = [], None
        while True:
            asked = {"changed_since": self.since, "limit": 2} | ({"cursor": cursor} if cursor else {})
            page = self.api.get(f"/api/v1/{self.path}", params=asked).json()
            found += page["items"]
            if (cursor := page["next"]) is None:
                self.since = page["changed_through"]
                return found


@pytest.fixture
def api(store_engine: Engine) -> Iterator[TestClient]:
    save(store_engine, arrivals())
    join_all(store_engine)
    with client(store_engine) as made:
        yield made


def test_who_follows_learns_of_decisions_and_of_what_they_did(api: TestClient, store_engine: Engine) -> None:
    series, former, decisions = (Follower(api, path) for path in ("series", "former-series", "decisions"))
    listed = {row["id"]: row for row in series.news()}
    assert len(listed) == len(api.get("/api/v1/series", params={"limit": 500}).json()["items"]) > 2
    assert (series.news(), former.news(), decisions.news()) == ([], [], [])
    dead, missing = (next(row["id"] for row in listed.values() if row["measure"] == of) for of in ("killed", "missing"))
    judgements.rename_series(store_engine, dead, "Dead in Borvik", by="Ada", now=NOW)
    assert [(row["kind"], row["name"], row["by"]) for row in decisions.news()] == [("rename", "Dead in Borvik", "Ada")]
    assert {row["id"]: row["name"] for row in series.news()}[dead] == "Dead in Borvik"
    judgements.merge_series(store_engine, [dead, missing], by="Ada", now=NOW)
    heir = min(dead, missing) if dead not in {row["id"] for row in series.news()} else dead
    gone = missing if heir == dead else dead
    assert [(row["id"], row["series"]) for row in former.news()] == [(gone, heir)]
    (merge,) = decisions.news()
    judgements.undo(store_engine, merge["id"], now=NOW)
    assert [(row["id"], row["undone_at"] is not None) for row in decisions.news()] == [(merge["id"], True)]
    assert {dead, missing} <= {row["id"] for row in series.news()}


def test_who_follows_learns_who_is_one_with_whom(api: TestClient, store_engine: Engine) -> None:
    speakers = Follower(api, "speakers")
    known = {row["identity"] for row in speakers.news()}
    assert known == {row["identity"] for row in api.get("/api/v1/speakers", params={"limit": 500}).json()["items"]}
    one, other = sorted(known)[:2]
    judgements.decide_speakers(store_engine, "merge", [one, other], by="Ada", now=NOW)
    (merged,) = speakers.news()
    assert {name["id"] for name in merged["names"]} > set() and len(merged["names"]) == 2
    assert speakers.news() == []


def test_changes_without_words_hold_up_neither_search_nor_subscriptions(api: TestClient, store_engine: Engine) -> None:
    search.catch_up(store_engine)
    assert not search.behind(store_engine)
    with transaction(store_engine) as connection:
        connection.execute(update(FigureSeries).values(change=None))
        changes.number(connection)
    assert search.behind(store_engine)
    assert search.catch_up(store_engine) == 0
    assert not search.behind(store_engine)


def test_lists_of_series_and_contradictions_are_walked_by_cursor(api: TestClient) -> None:
    for path in ("series", "contradictions"):
        whole = api.get(f"/api/v1/{path}", params={"limit": 500}).json()
        assert whole["next"] is None
        walked, cursor = [], None
        while True:
            page = api.get(f"/api/v1/{path}", params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
            walked += page["items"]
            if (cursor := page["next"]) is None:
                break
        assert [row["id"] for row in walked] == [row["id"] for row in whole["items"]]
        assert walked
    assert api.get("/api/v1/contradictions", params={"series": "s0"}).json()["items"] == []
    assert api.get("/api/v1/contradictions", params={"cursor": "WyJ4Il0"}).status_code == 422


def test_a_number_is_taken_only_where_something_changed(api: TestClient, store_engine: Engine) -> None:
    def last() -> int:
        with reading(store_engine) as connection:
            return changes.newest(connection)

    before = last()
    with transaction(store_engine) as connection:
        changes.number(connection)
    assert last() == before
