"""The sample newsroom over real HTTP: ports, conditional requests, robots.txt, links, switches, the list of sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import feedparser
import pytest
import requests
import yaml
from protego import Protego

from sample.content import FOLDER
from sample.desk import Newsroom
from sample.server import main, serving, sources_yaml

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SILENT = "/news/surrender-at-berna-ford.html"


@pytest.fixture
def doors() -> Iterator[dict[str, str]]:
    with serving(Newsroom(NOW)) as base_urls:
        yield base_urls


def fetch(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers={name.replace("_", "-"): value for name, value in headers.items()}, timeout=5)


def test_every_link_of_every_feed_is_answered(doors: dict[str, str]) -> None:
    statuses = []
    for source in yaml.safe_load(sources_yaml(doors))["sources"]:
        document = fetch(source["feeds"][0])
        assert document.headers["Content-Type"].startswith(("application/", "text/xml"))
        links = (
            [item["url"] for item in document.json()["items"]]
            if source["feeds"][0].endswith(".json")
            else [entry.link for entry in feedparser.parse(document.content).entries]
        )
        statuses += [fetch(link).status_code for link in links]
    assert (statuses.count(404), statuses.count(410)) == (1, 1)
    assert statuses.count(200) == len(statuses) - 2 > 20


@pytest.mark.parametrize("path", ["/atom.xml", "/", "/news/losses-pass-1200.html"])
def test_an_unchanged_resource_is_answered_304(doors: dict[str, str], path: str) -> None:
    url = doors["herald"] + path
    first = fetch(url)
    again = fetch(url, if_none_match=first.headers["ETag"])
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_if_modified_since_counts_only_without_an_etag(doors: dict[str, str]) -> None:
    url = doors["herald"] + "/news/losses-pass-1200.html"
    changed = fetch(url).headers["Last-Modified"]
    assert fetch(url, If_Modified_Since=changed).status_code == 304
    assert fetch(url, If_Modified_Since="Sat, 01 Jan 2000 00:00:00 GMT").status_code == 200
    assert fetch(url, If_Modified_Since="yesterday").status_code == 200
    assert fetch(url, If_Modified_Since=changed, If_None_Match='"other"').status_code == 200


def test_a_conditional_request_gets_the_edited_page(doors: dict[str, str]) -> None:
    first = fetch(doors["herald"] + SILENT)
    second = fetch(doors["herald"] + SILENT, If_None_Match=first.headers["ETag"])
    third = fetch(doors["herald"] + SILENT, If_None_Match=second.headers["ETag"])
    assert (second.status_code, third.status_code) == (200, 304)
    assert "More than 1,000" in second.text
    assert second.headers["Last-Modified"] != first.headers["Last-Modified"]


def test_robots_forbid_the_print_page_only(doors: dict[str, str]) -> None:
    rules = Protego.parse(fetch(doors["herald"] + "/robots.txt").text)
    assert not rules.can_fetch(doors["herald"] + "/print/losses-table.html", "claimwire")
    assert rules.can_fetch(doors["herald"] + SILENT, "claimwire")
    assert rules.crawl_delay("claimwire") is None


def test_head_has_no_body_and_reads_nothing(doors: dict[str, str]) -> None:
    url = doors["herald"] + SILENT
    head = requests.head(url, timeout=5)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == fetch(url).headers["ETag"]


def test_front_door_switches(doors: dict[str, str]) -> None:
    before = fetch(doors["herald"] + SILENT).text
    assert requests.post(doors[""] + "/edit", timeout=5).status_code == 200
    assert fetch(doors["herald"] + SILENT).text != before
    assert requests.post(doors[""] + "/reset", timeout=5).json()["fetches"] == {}
    assert fetch(doors["herald"] + SILENT).text == before
    assert fetch(doors[""] + "/state").json() == {"now": NOW.isoformat(), "fetches": {"herald/surrender-at-berna-ford": 1}}
    assert all(fetch(doors[""]).text.count(f'{url}/"') == 1 for key, url in doors.items() if key)


def test_only_the_front_door_takes_orders(doors: dict[str, str]) -> None:
    assert requests.post(doors["herald"] + "/edit", timeout=5).status_code == 404
    assert requests.post(doors[""] + "/publish", timeout=5).status_code == 404


def test_links_follow_the_name_that_the_reader_used(doors: dict[str, str]) -> None:
    page = fetch(doors["herald"] + SILENT, Host="herald.example:80").text
    assert '<link rel="canonical" href="http://herald.example:80/news/surrender-at-berna-ford.html">' in page
    strange = fetch(doors["herald"] + SILENT, Host='"><script>').text
    assert f'href="{doors["herald"]}{SILENT}"' in strange


def test_print_sources(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--print-sources", "--host", "newsroom", "--port", "9000"])
    sources = yaml.safe_load(capsys.readouterr().out)["sources"]
    assert [source["feeds"] for source in sources] == [
        ["http://newsroom:9001/feeds/world.xml"],
        ["http://newsroom:9002/atom.xml"],
        ["http://newsroom:9003/feed.json"],
        ["http://newsroom:9004/rss"],
    ]
    assert {"name", "home", "feeds", "publisher", "language"} < set(sources[0])


@pytest.mark.parametrize(("file", "host"), [("sources.yaml", "127.0.0.1"), ("sources.compose.yaml", "newsroom")])
def test_shipped_sources_are_the_printed_ones(capsys: pytest.CaptureFixture[str], file: str, host: str) -> None:
    main(["--print-sources", "--host", host])
    shipped = (FOLDER.parent / file).read_text("utf-8")
    assert yaml.safe_load(shipped) == yaml.safe_load(capsys.readouterr().out)
