"""The whole line on embedded services, as a user runs it: the command, real HTTP, real workers, the stored result."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.support.processes import Process
from tests.support.site import Page, Site, article_page, serving

COMMAND = [sys.executable, "-m", "services.cli"]
SEED = Path(__file__).parents[3] / "shared" / "seeds" / "000_04f5af79391189da.txt"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        yield running


class Newsdesk:
    """A folder in which a user runs `claimwire`."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        (folder / "sources.yaml").write_text(site.sources_yaml(interval_seconds=0))
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("CLAIMWIRE_")},
            "CLAIMWIRE_FETCH_ALLOW": "127.0.0.0/8",
            "CLAIMWIRE_RETRY_BASE_SECONDS": "0.5",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }

    def start(self, *arguments: str) -> Process:
        return Process([*COMMAND, *arguments], cwd=self.folder, env=self.environment)

    def run(self, *arguments: str, status: int = 0) -> str:
        process = self.start(*arguments)
        out, err = process.output(110)
        assert process.returncode == status, err + out
        return out

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*arguments, "--json").splitlines()]

    def crawl(self, *arguments: str, status: int = 0) -> dict[str, Any]:
        out = self.run("crawl", "--once", "--sources", "sources.yaml", "--json", *arguments, status=status)
        total: dict[str, Any] = json.loads(out)["total"]
        return total

    def broker(self) -> redis.Redis:
        deadline = time.monotonic() + 60
        while not (self.folder / "var/run.json").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return redis.Redis.from_url(json.loads((self.folder / "var/run.json").read_text())["redis_url"])


@pytest.fixture
def desk(tmp_path: Path, site: Site) -> Newsdesk:
    return Newsdesk(tmp_path, site)


def bridges(n: int) -> Page:
    return article_page(
        f"Storm closes {n} bridges",
        [
            f"Mayor Ada Lund said on Monday that at least {n} bridges were closed after the storm hit the harbour town.",
            "Repairs are expected to cost between $3 million and $4 million, according to the transport ministry.",
            "Schools will stay shut until Thursday and ferries run twice a day while engineers inspect the piers.",
        ],
    )


def test_pages_become_claims_and_a_recheck_finds_the_edit(desk: Newsdesk, site: Site) -> None:
    site.pages = {
        "/a": bridges(12),
        "/b": bridges(30),
        "/gone": Page(b"", status=410),
        "/pdf": Page(b"%PDF-1.7 x", "application/pdf"),
    }
    first = desk.crawl()
    assert {k: first[k] for k in ("discovered", "stored", "dropped", "pending")} == {
        "discovered": 4,
        "stored": 2,
        "dropped": 2,
        "pending": 0,
    }
    assert first["reasons"] == {"gone": 1, "unsupported_type": 1}
    figures = [row for row in desk.rows("figures") if row["text"] == "at least 12"]
    assert [(row["low"], row["high"], row["comparator"], row["speaker"]) for row in figures if row["speaker"]] == [
        (12.0, None, ">=", "Ada Lund")
    ]
    site.pages["/a"] = bridges(14)
    second = desk.crawl("--recheck")
    assert (second["stored"], second["unchanged"]) == (1, 1)
    assert {row["current"] for row in desk.rows("figures") if row["text"] == "at least 12"} == {False}
    (edited,) = [row for row in desk.rows("articles") if row["url"].endswith("/a")]
    assert (edited["versions"], edited["title"]) == (2, "Storm closes 14 bridges")


def test_a_wiped_broker_loses_nothing_and_doubles_nothing(desk: Newsdesk, site: Site) -> None:
    desk.environment |= {
        "CLAIMWIRE_LEASE_SECONDS": "6",
        "CLAIMWIRE_HOST_IN_FLIGHT": "16",
    }
    site.pages = {f"/{n}": bridges(n + 2) for n in range(120)}
    process = desk.start("crawl", "--once", "--sources", "sources.yaml", "--json")
    broker = desk.broker()
    for served in (20, 60):
        deadline = time.monotonic() + 60
        while len(site.log) < served:
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.02)
        broker.flushall()
    out, err = process.output(110)
    assert process.returncode == 0, err
    total = json.loads(out)["total"]
    assert (total["discovered"], total["stored"], total["pending"]) == (120, 120, 0)
    stored = desk.rows("articles", "--limit", "1000")
    assert (len(stored), {row["versions"] for row in stored}) == (120, {1})


def test_trouble_is_told_and_quarantined_and_replayed(desk: Newsdesk, site: Site) -> None:
    site.pages = {"/a": bridges(12), "/down": Page(b"", status=503)}
    assert desk.crawl(status=3)["quarantined"] == 1
    (case,) = desk.rows("quarantine", "list")
    assert (case["reason"], case["tries"]) == ("server_error", 3)
    history = json.loads(desk.run("ledger", f"{site.url}/down", "--json"))
    assert [fetch["status"] or fetch["result"] for fetch in history["fetches"]] == ["server_error"] * 3
    site.pages["/down"] = bridges(40)
    desk.run("quarantine", "replay", "--all")
    assert desk.crawl()["stored"] == 1
    assert desk.rows("quarantine", "list") == []


def test_single_pages_can_be_submitted(desk: Newsdesk, site: Site) -> None:
    site.pages = {"/a": bridges(12)}
    out = desk.run("submit", f"{site.url}/a?utm_source=mail", f"{site.url}/missing")
    assert f"{site.url}/a?utm_source=mail: stored" in out
    assert f"{site.url}/missing: dropped not_found" in out


@pytest.mark.skipif(not SEED.exists(), reason="the reference article is not here")
def test_the_reference_article_arrives_whole(desk: Newsdesk, site: Site) -> None:
    _, _, title, *paragraphs = SEED.read_text().split("\n")
    site.pages = {"/reference": article_page(title, paragraphs)}
    assert desk.crawl()["stored"] == 1
    (article,) = desk.rows("articles")
    assert article["title"] == title
    figures = desk.rows("figures")
    told = {(f["text"], f["low"], f["high"], f["comparator"], f["unit"], f["speaker"]) for f in figures}
    assert ("more than 3,000", 3000, None, ">", "count", "Volodymyr Zelenskyy") in told
    assert ("between 11,000 and 13,000", 11000, 13000, "range", "count", "unnamed: reports") in {
        (*f[:5], (f[5] or "").lower()) for f in told
    }
    assert ("60%", 60, 60, "=", "percent", "The Wall Street Journal") in told
    assert any(f[:5] == ("roughly 25%", 25, 25, "~", "percent") for f in told)
    (factories,) = [f for f in figures if f["text"].lower() == "up to 200"]
    assert (factories["low"], factories["high"], factories["comparator"], factories["modality"]) == (None, 200, "<=", "hedged")
    assert not [f for f in figures if "M1991" in f["text"] or "NK-23" in f["text"]]


def test_a_wrong_setting_stops_at_once(desk: Newsdesk) -> None:
    desk.environment["CLAIMWIRE_MAX_ATTEMPTS"] = "many"
    process = desk.start("crawl", "--once")
    _, err = process.output(30)
    assert process.returncode == 2
    assert len(err.strip().splitlines()) == 1 and "CLAIMWIRE_MAX_ATTEMPTS" in err


def test_a_bad_file_of_sources_is_told(desk: Newsdesk) -> None:
    (desk.folder / "sources.yaml").write_text("- name: X\n  feeds: [ftp://x]\n")
    process = desk.start("crawl", "--once", "--sources", "sources.yaml")
    _, err = process.output(30)
    assert process.returncode == 2 and "source 1" in err and "feeds" in err
