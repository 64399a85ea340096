"""What others wrote is text in every view, and an archived page does nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.hostile import BREAK, SPEAKER
from tests.support.elsewhere import Elsewhere


def test_the_article_with_a_script_in_its_title_is_harmless_in_every_view(visit: Open) -> None:
    title = "How <script>alert('hello')</script> became the headline of a ministry"
    page = visit("/search?among=articles&words=ministry+headline")
    page.locator("ol.hits a", has_text="became the headline").click()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("article.text")).to_contain_text("<script>alert('hello')</script> was run by the browser")
    page.locator(".claims a.small").first.click()
    expect(page.locator(".crumbs a")).to_have_text(title)
    archived = page.context.new_page()  # it lacks what it would load, and the console says so
    archived.goto(page.locator("dd a", has_text="as fetched").get_attribute("href") or "")
    expect(archived).to_have_title(re.compile(re.escape(title)))


def test_an_article_that_is_hostile_in_every_field_is_text(visit: Open) -> None:
    page = visit("/search?speaker=Eve")
    expect(page.locator("ol.hits")).to_contain_text("<img src=x onerror=alert('in')>")
    page.locator("ol.hits a.words").first.click()
    expect(page.locator("figcaption")).to_contain_text(SPEAKER)
    series = page.locator(".beside h2 a")
    for link in (page.locator("figcaption a"), page.locator(".crumbs a"), series):
        address = link.get_attribute("href")
        assert address
        page.context.new_page().goto(address)
        page.goto(address)
        assert BREAK.split(">")[1][:6] in page.locator("main").inner_text()
        page.go_back()
    series.click()
    expect(page.locator("series-chart a.mark").first).to_be_visible()
    page.locator("series-chart a.mark").first.focus()
    expect(page.locator(".tip")).to_be_visible()
    assert page.evaluate("document.querySelectorAll('main script, main img').length") == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_an_archived_page_runs_loads_and_sends_nothing(visit: Open, elsewhere: Elsewhere, scripts: bool) -> None:
    page = visit("/search?speaker=Eve", java_script_enabled=scripts)
    page.locator("ol.hits a.words").first.click()
    wrong: list[str] = []
    archived = page.context.new_page()  # Chromium tells what it refused as errors on the console, which is as it should be
    archived.on("dialog", lambda dialog: wrong.append(dialog.message))
    archived.on("response", lambda answered: wrong.append(answered.url))
    answer = archived.goto(page.locator("dd a", has_text="as fetched").get_attribute("href") or "")
    assert answer and answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    archived.locator("#link").click()
    archived.locator("#send").click()
    archived.wait_for_timeout(300)
    assert (wrong, elsewhere.asked) == ([answer.url], [])
    assert archived.title() != "ran"
