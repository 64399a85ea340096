"""A real Chromium on the pages of the sample newsroom, served on a port of its own."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from services.ingest.settings import IngestSettings
from services.serve.composition import compose
from shared.blobs import Blobs
from shared.web.settings import WebSettings
from tests.browser.hostile import hostile
from tests.integration.serve.installation import fill_ledger, tables
from tests.support.elsewhere import Elsewhere
from tests.support.newsroom import store_newsroom

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
CHROMIUM = os.environ.get("CLAIMWIRE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """A server of a stranger: whoever asks it for anything has been led astray."""
    with Elsewhere() as server:
        yield server


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, elsewhere: Elsewhere) -> Iterator[str]:
    """The address of the pages over the sample newsroom and one hostile article, and over a ledger with its troubles."""
    folder = tmp_path_factory.mktemp("site")
    engine = tables(f"sqlite:///{folder}/all.db")
    store_newsroom(engine, Blobs(str(folder / "blobs")), NOW, (hostile(NOW, elsewhere.address),))
    fill_ledger(engine)
    settings = WebSettings(blob_url=str(folder / "blobs"), api_per_minute=1_000_000)
    near = IngestSettings(fetch_allow=("127.0.0.0/8",), host_interval_seconds=0)
    with served(compose(engine, settings, open_to_all=True, ledger=(engine, near))) as address:
        yield address
    engine.dispose()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a free port, by its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium: CLAIMWIRE_CHROMIUM, or the one on the path; without one these tests are skipped."""
    if not CHROMIUM or not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here: install Debian's `chromium`, or name one in CLAIMWIRE_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Open]:
    """Opens a page by its path, in a browser of its own; options as for Playwright's contexts.

    At the end nothing may have gone wrong on any page: no dialog, no error on the console (a breach of the policy is one), and
    no request to anywhere else.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(path: str, **options: Any) -> Page:
        context = chromium.new_context(base_url=site, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("console", lambda told: wrong.append(told.text) if told.type in ("error", "warning") else None)
        page.on("request", lambda asked: None if asked.url.startswith((site, "blob:", "data:")) else wrong.append(asked.url))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
