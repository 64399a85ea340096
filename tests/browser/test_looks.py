"""Every page for everyone: by keyboard and reader, light and dark, on a phone, and without scripts."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

PAGES = (
    *("/", "/series", "/series?order=told&words=flood", "series", "/claims/1", "/articles/1", "edit", "/search?words=killed"),
    *(
        "/search?words=nothingatall",
        "/search?words=-x",
        "/speakers",
        "/speakers?name=a",
        "/speakers/1",
        "/contradictions",
        "/edits",
    ),
    *("/subscriptions", "/subscribe?condition=new_claim&words=flood", "hostile"),
    *("/desk/sources", "/desk/sources/1", "/desk/sources/1/edit", "/desk/sources/new", "/desk/ledger", "/desk/ledger?days=7"),
    *("/desk/ledger/entries", "/desk/ledger/entries/1", "/desk/quarantine", "/desk/quarantine/1", "/desk/checks"),
)


_WIDE = """() => [...document.querySelectorAll('main *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('svg, .unseen'))
    .map(e => e.outerHTML.slice(0, 120))"""


def opened(visit: Open, path: str, **options: object) -> Page:
    """A page by its path, or one that is found from a list: a series, an edit, the hostile article's claim."""
    start = {"series": "/series?order=told", "edit": "/edits", "hostile": "/search?speaker=Eve"}.get(path, path)
    page = visit(start, **options)
    if start != path:
        page.locator("main :is(tbody th a, li.edit a, ol.hits a)").first.click()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_bars_anyone(visit: Open, path: str, scheme: str) -> None:
    page = opened(visit, path, color_scheme=scheme)
    found = Axe().run(page).response["violations"]
    serious = [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_is_wide_enough(visit: Open, path: str) -> None:
    page = opened(visit, path, viewport={"width": 390, "height": 800}, has_touch=True)
    page.wait_for_load_state("networkidle")
    wide = page.evaluate(_WIDE)
    assert (page.evaluate("document.documentElement.scrollWidth"), wide) == (390, [])


def test_all_can_be_asked_without_scripts(visit: Open) -> None:
    page = visit("/", java_script_enabled=False)
    page.locator("#find").fill("flood")
    page.get_by_role("button", name="Search").click()
    page.locator(".facet a", has_text="Lakeside Gazette").click()
    expect(page.locator("ol.hits > li").first).to_be_visible()
    page.goto("/series?order=told")
    page.locator("th a").first.click()
    expect(page.locator("svg.picture").first).to_be_visible()
    assert "drawn with JavaScript" in page.evaluate("document.querySelector('series-chart').innerText")
    rows = page.locator("table.points tbody tr")
    before = rows.count()
    page.locator("select[name=source]").select_option("Quickline")
    page.get_by_role("button", name="Show", exact=True).click()
    assert re.search(r"source=Quickline", page.url) and 0 < rows.count() < before
    page.locator("th", has_text="Voices").locator("a").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("Voices")
    page.locator(".points a.words").first.click()
    expect(page.locator("blockquote mark.claim").first).to_be_visible()


def test_the_keyboard_reaches_the_content(visit: Open) -> None:
    page = visit("/series")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
