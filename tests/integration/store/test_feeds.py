"""Feeds over HTTP, read back by feedparser: escaped, with ids that stay."""

from __future__ import annotations

import feedparser
import pytest
from sqlalchemy import Engine

from services.store.save import save
from tests.integration.store.api import client, fill
from tests.integration.store.test_save import arrival, extraction

HOSTILE = 'Bridges</title><script>alert("x")</script> & ]]> \x0b closed'


@pytest.mark.parametrize("kind", ["articles", "claims", "figures"])
def test_a_list_is_a_feed(store_engine: Engine, kind: str) -> None:
    fill(store_engine)
    with client(store_engine) as api:
        answer = api.get(f"/api/v1/feeds/{kind}.atom", params={"limit": 5})
        told = api.get(f"/api/v1/feeds/{kind}.json", params={"limit": 5}).json()
        rows = api.get(f"/api/v1/{kind}", params={"limit": 5}).json()["items"]
        again = api.get(f"/api/v1/feeds/{kind}.atom", params={"limit": 5})
    assert answer.headers["content-type"] == "application/atom+xml"
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo and parsed.version == "atom10"
    assert [entry.id for entry in parsed.entries] == [item["id"] for item in told["items"]]
    assert [entry.link for entry in parsed.entries] == [row["url"] for row in rows]
    assert len({entry.id for entry in parsed.entries}) == len(rows) > 2
    assert (told["version"], again.content) == ("https://jsonfeed.org/version/1.1", answer.content)


@pytest.mark.threat("script-feed")
def test_what_others_wrote_is_text(store_engine: Engine) -> None:
    save(store_engine, [arrival(made=extraction(title=HOSTILE))])
    with client(store_engine) as api:
        answer = api.get("/api/v1/feeds/articles.atom")
    assert b"<script" not in answer.content
    (entry,) = feedparser.parse(answer.content, sanitize_html=False).entries
    assert entry.title_detail.type == "text/plain"
    assert entry.title == HOSTILE.replace("\x0b", "")


def test_ids_do_not_depend_on_the_database(store_engine: Engine) -> None:
    from services.store import queries
    from services.store.feeds import entries

    save(store_engine, [arrival(1, extraction(url="https://harbour.example/other"))])
    save(store_engine, [arrival()])
    rows = [row for row in queries.claims(store_engine) if row["url"].endswith("/bridges")]
    moved = [{**row, "id": row["id"] + 1000, "article": 77} for row in rows]
    assert [e.id for e in entries("claims", rows, "http://a")] == [e.id for e in entries("claims", moved, "http://b")]
