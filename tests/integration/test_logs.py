"""One entry, followed through all services by its id in their logs, as an operator does with grep."""

from __future__ import annotations

import json
from pathlib import Path

from tests.integration.test_line import Newsdesk, bridges, desk, site  # noqa: F401 - fixtures
from tests.support.site import Page, Site

WAY = {"page.visited": "ingest", "page.read": "extract", "article.saved": "store", "entry.settled": "ingest"}


def grep(folder: Path, words: str) -> list[dict[str, str]]:
    """The lines of all logs that hold these words, by time."""
    lines = [line for log in (folder / "var" / "log").glob("*.log") for line in log.read_text().splitlines() if words in line]
    return sorted((json.loads(line) for line in lines), key=lambda event: event["timestamp"])


def test_an_entry_is_followed_by_its_id_and_its_batch_by_its_trace(desk: Newsdesk, site: Site) -> None:  # noqa: F811
    site.pages = {"/a": bridges(12), "/b": bridges(30), "/pdf": Page(b"%PDF-1.7 x", "application/pdf")}
    desk.crawl()
    entry = next(event["entry_id"] for event in grep(desk.folder, "page.visited") if event["url"].endswith("/a"))
    followed = grep(desk.folder, f'"entry_id": {entry},')
    assert [event["event"] for event in followed] == list(WAY)
    assert {event["event"]: event["service"] for event in followed} == WAY
    (trace,) = {event["trace"] for event in followed}
    chain = grep(desk.folder, f'"trace": "{trace}"')
    assert {event["event"] for event in chain} >= {"feed.polled", *WAY}
    for event in followed:
        assert {"timestamp", "level", "service", "task", "message_id", "trace", "entry_id", "event"} <= event.keys()
