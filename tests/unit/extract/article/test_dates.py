from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from services.extract.article import dates, tree
from services.extract.article.page import Page

AT = datetime.fromisoformat("2026-03-09T18:20:00+01:00")


def page(head: str = "", body: str = "", url: str = "https://courier.example/n/1") -> Page:
    root = tree.parse(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>".encode())
    assert root is not None
    return Page(url, root)


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "x", **fields})}</script>'


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


@pytest.mark.parametrize(
    ("head", "body", "witness"),
    [
        (ld(datePublished="2026-03-09T18:20:00+01:00") + meta("article:published_time", "2020-01-01T00:00:00Z"), "", "json-ld"),
        (meta("article:published_time", "2026-03-09T17:20:00Z"), "", "opengraph"),
        (meta("article:published:time", "2026-03-09T17:20:00Z"), "", "opengraph"),
        ("", '<span itemprop="datePublished" content="2026-03-09T18:20:00+01:00"></span>', "microdata"),
        ("", '<time datetime="2026-03-09T18:20:00+01:00">yesterday</time>', "time"),
        (
            "",
            '<time class="updated" datetime="2026-03-10T09:00:00Z"></time><time datetime="2026-03-09T17:20:00Z"></time>',
            "time",
        ),
        (ld(datePublished="2026-03-09") + meta("article:published_time", "2026-03-09T18:20:00+01:00"), "", "opengraph"),
        (
            ld(datePublished="2026-03-09T18:20:00") + meta("article:published_time", "2026-03-09T18:20:00+01:00"),
            "",
            "opengraph",
        ),
        (ld(datePublished="2026-03-09T18:20:00"), '<time datetime="2026-03-09T18:20:00+01:00"></time>', "time"),
    ],
)
def test_witnesses(head: str, body: str, witness: str) -> None:
    found = dates.published(page(head, body), None)
    assert found is not None
    assert (found.at, found.precision, found.witness) == (AT, "minute", witness)


def test_a_labelled_date_beats_the_first_date_after_the_headline() -> None:
    body = (
        "<h1>Ferry stays</h1><h2>Older news <span>01.03.2026</span></h2><ul><li><strong>Datum</strong> 09.03.2026</li></ul>"
        "<dl><dt>Length:</dt><dd>12 metres, built 04.05.2001</dd></dl>"
    )
    found = dates.from_text(page(body=body).root, "https://courier.example/n/1")
    assert found is not None
    assert (found.at, found.precision) == (datetime(2026, 3, 9, tzinfo=UTC), "day")


def test_day_of_the_address_is_the_last_resort_and_takes_its_clock_from_the_page() -> None:
    body = "<h1>Ferry stays</h1><div>09.03.2026, 18:20 Uhr</div>"
    found = dates.published(page(body=body, url="https://courier.example/2026/03/09/ferry"), None)
    assert found is not None
    assert (found.at, found.witness) == (datetime(2026, 3, 9, 18, 20, tzinfo=UTC), "byline")
    bare = dates.published(page(url="https://courier.example/2026/03/09/ferry"), None)
    assert bare is not None
    assert (bare.precision, bare.witness) == ("day", "url")


def test_modified_is_not_before_published() -> None:
    first = dates.published(page(ld(datePublished="2026-03-09T18:20:00+01:00")), None)
    earlier = page(ld(datePublished="2026-03-09T18:20:00+01:00", dateModified="2026-03-08T00:00:00Z"))
    later = page(ld(datePublished="2026-03-09T18:20:00+01:00", dateModified="2026-03-10T08:00:00Z"))
    assert dates.modified(earlier, first) is None
    changed = dates.modified(later, first)
    assert changed is not None
    assert changed.at == datetime(2026, 3, 10, 8, tzinfo=UTC)


def test_undated_page() -> None:
    assert dates.published(page(), None) is None
