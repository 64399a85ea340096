from __future__ import annotations

import json

import pytest

from services.extract.article import titles, tree
from services.extract.article.page import Page

TITLE = "Wexmouth keeps its ferry for two winters"
OTHER = "Why a small island fought so hard for its boat"


def headline(*, h1: str = "", og: str = "", ld: str = "", title: str = "", feed: str | None = None) -> str | None:
    data = json.dumps({"@type": "NewsArticle", "headline": ld, "datePublished": "2026-03-09"}) if ld else ""
    head = f'<title>{title}</title><meta property="og:title" content="{og}"><script type="application/ld+json">{data}</script>'
    root = tree.parse(f"<html><head>{head}</head><body><h1>{h1}</h1></body></html>".encode())
    assert root is not None
    found = titles.headline(Page("https://www.courier.example/n/1", root), feed, {"courier", "oldhavencourier"})
    return found.text if found else None


@pytest.mark.parametrize(
    ("witnesses", "expected"),
    [
        ({"h1": TITLE, "og": TITLE, "ld": TITLE, "title": TITLE}, TITLE),
        ({"h1": TITLE, "ld": TITLE, "og": OTHER, "title": f"{OTHER} | Oldhaven Courier"}, TITLE),
        ({"h1": TITLE, "og": f"{TITLE} | Oldhaven Courier"}, TITLE),
        ({"og": f"{TITLE} - Courier", "title": f"{TITLE} - Region - Courier"}, TITLE),
        ({"title": f"{TITLE} — Oldhaven Courier"}, TITLE),
        ({"title": f"Oldhaven Courier: {TITLE}"}, f"Oldhaven Courier: {TITLE}"),
        ({"title": f"Oldhaven Courier | {TITLE}"}, TITLE),
        ({"h1": "Oldhaven Courier", "og": TITLE}, TITLE),
        ({"ld": f"Opinion | {TITLE}", "h1": TITLE}, TITLE),
        ({"h1": TITLE, "og": TITLE, "title": OTHER, "ld": OTHER}, TITLE),
        ({"h1": "Wexmouth&amp;#039;s ferry stays"}, "Wexmouth's ferry stays"),
        ({"feed": TITLE}, TITLE),
        # og:title says whether a kicker belongs to the headline
        ({"h1": f"Ferries: {TITLE}", "ld": f"Ferries: {TITLE}", "og": TITLE, "title": f"Ferries: {TITLE}"}, TITLE),
        ({"h1": f"<span>Ferries</span>{TITLE}", "ld": TITLE, "og": f"Ferries / {TITLE}"}, f"Ferries / {TITLE}"),
        # a headline written shorter is another headline; one cut off at a quotation mark is not
        ({"h1": f"{TITLE} and a half", "ld": f"{TITLE} and a half", "title": f"{TITLE} and a half", "og": TITLE}, TITLE),
        ({"h1": f"{TITLE} 'for now'", "ld": OTHER, "og": TITLE}, f"{TITLE} 'for now'"),
        ({}, None),
    ],
)
def test_agreement(witnesses: dict[str, str], expected: str | None) -> None:
    assert headline(**witnesses) == expected


def test_dash_inside_a_title_stays() -> None:
    assert headline(h1="Budget 2026 – what changes for islanders") == "Budget 2026 – what changes for islanders"
