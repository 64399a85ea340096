"""A small store behind the API, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.serve.composition import compose
from services.store import search
from services.store.joining import join_all
from services.store.save import save
from shared.web.settings import WebSettings
from tests.integration.store.test_save import EDITED, NOW, arrival, extraction

HERE = "http://127.0.0.1:8000"


def fill(engine: Engine, articles: int = 3) -> None:
    """Some articles, one of them edited, indexed and joined."""
    made = [
        arrival(n, extraction(url=f"https://harbour.example/{n}", published=NOW - timedelta(hours=n))) for n in range(articles)
    ]
    save(engine, made)
    save(engine, [arrival(0, extraction(EDITED, url="https://harbour.example/0"), at=NOW + timedelta(hours=1), page="bb" * 32)])
    search.catch_up(engine)
    join_all(engine)


@contextmanager
def client(engine: Engine, *, open_to_all: bool = True, base: str = HERE, **settings: Any) -> Iterator[TestClient]:
    """A client of the API over this store."""
    app = compose(engine, WebSettings(**settings), open_to_all=open_to_all)
    with TestClient(app, base_url=base, raise_server_exceptions=False) as made:
        yield made
