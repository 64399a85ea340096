"""`claimwire sources` as an operator types it, against a site on loopback; every change is read back from the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from services.ingest import schema
from services.ingest.cli import app
from tests.support.site import Page, Site, article_page, serving

RUNNER = CliRunner()
Run = Callable[..., str]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        links = "".join(
            f'<h2><a href="/2026/11/23/ferry-hits-crane-{n}">Ferry hits crane number {n}</a></h2>' for n in range(4)
        )
        declared = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        home = f"<html><head><title>Harbour Times</title>{declared}</head><body>{links}</body></html>"
        running.pages = {f"/2026/11/23/ferry-hits-crane-{n}": article_page("Ferry hits crane", ["x"]) for n in range(3)}
        running.pages["/"] = Page(home.encode())
        running.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /news-sitemap.xml\n", "text/plain")
        yield running


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    url = f"sqlite:///{tmp_path}/ingest.db"
    monkeypatch.chdir(tmp_path)
    for name, value in (("INGEST_DATABASE_URL", url), ("FETCH_ALLOW", "127.0.0.0/8"), ("HOST_INTERVAL_SECONDS", "0")):
        monkeypatch.setenv(f"CLAIMWIRE_{name}", value)
    schema.upgrade(url)

    def run(*arguments: str, status: int = 0) -> str:
        result = RUNNER.invoke(app, list(arguments))
        assert result.exit_code == status, result.output + repr(result.exception)
        return result.stdout if status == 0 else result.output

    return run


def shown(run: Run, name: str) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(run("sources", "show", name, "--json"))
    return whole


def test_a_site_is_looked_around_and_its_best_offer_watched(run: Run, site: Site) -> None:
    offers = json.loads(run("sources", "add", site.url, "--dry-run", "--json"))["offers"]
    assert [(offer["number"], offer["kind"], offer["entries"]) for offer in offers] == [(1, "feed", 5), (2, "front_page", 4)]
    assert run("sources", "list", "--json") == ""
    out = run("sources", "add", site.url, "--name", "Harbour Times", "--language", "en", "--exclude", "/sport/")
    assert f"{site.url}/feed.xml" in out
    assert shown(run, "Harbour Times")["settings"] == {
        "name": "Harbour Times",
        "home": f"{site.url}/",
        "feeds": [f"{site.url}/feed.xml"],
        "language": "en",
        "exclude": ["/sport/"],
    }


def test_robots_is_obeyed_while_looking_around(run: Run, site: Site) -> None:
    run("sources", "add", site.url, "--dry-run")
    paths = [path for _, path, _ in site.log]
    assert paths[0] == "/robots.txt"
    assert paths.count("/robots.txt") == 1
    assert "/news-sitemap.xml" not in paths
    assert "/sitemap-news.xml" in paths


def test_the_choice_can_be_named(run: Run, site: Site) -> None:
    run("sources", "add", site.url, "--pick", "2", "--name", "Front")
    (feed,) = shown(run, "Front")["feeds"]
    assert (feed["kind"], feed["url"]) == ("front_page", f"{site.url}/")
    assert "there is no offer '7'" in run("sources", "add", site.url, "--pick", "7", "--name", "X", status=2)


def test_what_is_watched_already_is_not_watched_twice(run: Run, site: Site) -> None:
    run("sources", "add", f"{site.url}/feed.xml", "--name", "One")
    assert "there is a source named 'One'" in run("sources", "add", site.url, "--name", "One", status=2)
    assert "another source watches" in run("sources", "add", f"{site.url}/feed.xml", "--name", "Two", status=1)


def test_a_site_that_offers_nothing_says_what_was_tried(run: Run, site: Site) -> None:
    site.pages = {"/": Page(b"<html><body>Nothing here</body></html>")}
    site.feed = lambda: Page(b"", status=404)  # type: ignore[method-assign]
    assert "offers nothing to watch" in run("sources", "add", site.url, status=1)
    assert "forbidden_address" in run("sources", "add", "http://169.254.169.254/latest", status=1)


def test_settings_are_edited_and_checked(run: Run, site: Site) -> None:
    run("sources", "add", site.url, "--name", "Harbour Times")
    edits = ("--publisher", "Quay Group", "--include", "/2026/", "--include", "/2027/", "--min-poll-minutes", "10")
    run("sources", "edit", "Harbour Times", *edits, "--interval-seconds", "2.5", "--header", "X-Key: a:b")
    settings = shown(run, "Harbour Times")["settings"]
    assert settings["publisher"] == "Quay Group"
    assert settings["include"] == ["/2026/", "/2027/"]
    assert (settings["min_poll_minutes"], settings["interval_seconds"]) == (10, 2.5)
    assert settings["headers"] == {"X-Key": "a:b"}
    run("sources", "edit", "Harbour Times", "--clear", "include", "--clear", "headers", "--language", "de")
    settings = shown(run, "Harbour Times")["settings"]
    assert "include" not in settings and "headers" not in settings
    assert (settings["publisher"], settings["language"]) == ("Quay Group", "de")
    assert "no regular expression" in run("sources", "edit", "Harbour Times", "--include", "(", status=2)
    assert "'Name: value'" in run("sources", "edit", "Harbour Times", "--header", "nothing", status=2)
    assert "no source" in run("sources", "edit", "Other", "--language", "de", status=1)


def test_feeds_are_added_and_dropped(run: Run, site: Site) -> None:
    run("sources", "add", site.url, "--name", "Harbour Times")
    run("sources", "edit", "Harbour Times", "--add-feed", f"{site.url}/world.xml", "--drop", f"{site.url}/feed.xml")
    assert [feed["url"] for feed in shown(run, "Harbour Times")["feeds"]] == [f"{site.url}/world.xml"]
    run("sources", "edit", "Harbour Times", "--add-feed", f"{site.url}/feed.xml")
    assert [feed["ended"] for feed in shown(run, "Harbour Times")["feeds"]] == [None, None]


def test_sources_rest_and_go_on_and_are_removed_and_come_back(run: Run, site: Site) -> None:
    run("sources", "add", site.url, "--name", "Harbour Times")
    run("sources", "pause", "Harbour Times")
    assert [row["state"] for row in map(json.loads, run("sources", "--json").splitlines())] == ["paused"]
    run("sources", "resume", "Harbour Times")
    exported = run("sources", "export")
    run("sources", "remove", "Harbour Times")
    assert run("sources", "list", "--json") == ""
    Path("back.yaml").write_text(exported)
    assert run("sources", "import", "back.yaml") == "1 new, 0 brought up to date\n"
    assert shown(run, "Harbour Times")["state"] == "ok"
    assert "no source" in run("sources", "pause", "Other", status=1)


ALL_SETTINGS = """sources:
- name: Harbour & Times
  publisher: Quay Group
  home: https://harbour.example/
  feeds: [https://harbour.example/a.xml, https://harbour.example/b.xml]
  sitemaps: [https://harbour.example/news.xml]
  language: en
  paused: true
  include: ['/20\\d\\d/', 'ferry']
  exclude: ['[?&]print=']
  interval_seconds: 2.5
  min_poll_minutes: 7.5
  max_poll_minutes: 600.0
  headers: {X-Key: '"true"'}
- name: Lake Gazette
  home: https://lake.example/
"""


@pytest.mark.parametrize("format", ["yaml", "opml"])
def test_export_and_import_bring_all_settings_back(
    run: Run, format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("sources.yaml").write_text(ALL_SETTINGS)
    run("sources", "import", "sources.yaml")
    before = run("sources", "export")
    run("sources", "export", "--format", format, "--output", f"out.{format}")
    other = f"sqlite:///{tmp_path}/other.db"
    schema.upgrade(other)
    monkeypatch.setenv("CLAIMWIRE_INGEST_DATABASE_URL", other)
    run("sources", "import", f"out.{format}")
    assert run("sources", "export") == before
    assert "interval_seconds: 2.5" in before and "paused: true" in before and "Lake Gazette" in before


def test_the_ledger_by_day_is_shown(run: Run, site: Site) -> None:
    run("sources", "add", site.url, "--name", "Harbour Times")
    assert run("ledger", "--days", "7", "--json") == ""
    assert "no source" in run("ledger", "--source", "Other", status=1)
    assert json.loads(run("ledger", "--source", "Harbour Times", "--json"))["discovered"] == 0
