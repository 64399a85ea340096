"""What `claimwire run` adds: the pages and the API on loopback, as a process that is watched and ends with it."""

from __future__ import annotations

import os
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from services import local
from services.ingest.settings import IngestSettings
from services.serve.composition import has_ledger
from services.store.settings import StoreSettings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("INGEST_DATABASE_URL", "STORE_DATABASE_URL"):
        monkeypatch.delenv(f"CLAIMWIRE_{name}", raising=False)
    return tmp_path


def test_pages_are_served_at_the_address_told_and_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    local.migrate_all()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("CLAIMWIRE_PORT", str(taken.getsockname()[1]))
        with local.Pages() as pages:
            address = pages.address()
            assert str(taken.getsockname()[1]) not in address
            assert b"Nothing is watched yet" in urllib.request.urlopen(f"{address}desk/sources", timeout=20).read()
            child = pages._children._processes["pages"]
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            pages.watch()
            assert urllib.request.urlopen(f"{pages.address()}livez", timeout=20).status == 200
            again = pages._children._processes["pages"]
    assert again.poll() is not None


def test_pages_that_do_not_start_are_told_of() -> None:
    with local.Pages() as pages, pytest.raises(local.StartError, match=r"see var/log/pages\.log"):
        pages.address()
    assert "run `claimwire migrate` first" in Path("var/log/pages.log").read_text()


def test_the_ledger_is_served_where_it_is_kept_or_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert has_ledger(StoreSettings(), IngestSettings())
    monkeypatch.setenv("CLAIMWIRE_STORE_DATABASE_URL", "sqlite:///elsewhere.db")
    assert not has_ledger(StoreSettings(), IngestSettings())
    monkeypatch.setenv("CLAIMWIRE_INGEST_DATABASE_URL", "sqlite:///ledger.db")
    assert has_ledger(StoreSettings(), IngestSettings())
