"""Readers and writers at the same time, and answers that break off, over a real server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
import uvicorn
from sqlalchemy import Engine

from services.serve.composition import compose
from services.store import queries
from services.store.queries import Filter
from services.store.save import save
from shared.web.settings import WebSettings
from tests.integration.store.api import fill
from tests.integration.store.test_save import arrival, extraction

WRITERS, EACH = 4, 12


def test_who_follows_the_changes_misses_none(store_engine: Engine) -> None:
    def write(writer: int) -> None:
        for n in range(EACH):
            save(store_engine, [arrival(1, extraction(url=f"https://harbour.example/{writer}/{n}/{k}")) for k in range(2)])

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    seen: list[str] = []
    since, idle = 0, False
    while not idle:
        done = not any(thread.is_alive() for thread in threads)
        rows = queries.page(store_engine, "articles", Filter(changed_since=since), 5).rows
        full = [row for row in rows if row["change"] < rows[-1]["change"]] or rows  # a commit may go on on the next page
        seen += [row["url"] for row in full]
        since = full[-1]["change"] if full else since
        idle = done and not rows
    assert len(seen) == len(set(seen)) == WRITERS * EACH * 2


@contextmanager
def served(engine: Engine) -> Iterator[str]:
    app = compose(engine, WebSettings(), open_to_all=True)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/api/v1"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_an_export_that_breaks_off_is_seen_by_the_client(
    store_engine: Engine, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    fill(store_engine)
    whole = list(queries.claims(store_engine))

    def breaking(*_: Any) -> Iterator[dict[str, Any]]:
        for _n in range(100):
            yield from whole
        raise ConnectionError("the database went away")

    with served(store_engine) as base:
        complete = requests.get(f"{base}/exports/claims.{format}", timeout=20)
        assert len(complete.text.splitlines()) == len(whole) + (format == "csv")
        monkeypatch.setattr(queries, "stream", breaking)
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            requests.get(f"{base}/exports/claims.{format}", timeout=20)
