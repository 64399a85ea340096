"""An operator at the desk, in a real browser: with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from services.serve.composition import compose
from services.store import keys
from shared.web.holders import Scope
from shared.web.settings import WebSettings
from tests.browser.conftest import Open, served
from tests.integration.serve.installation import fill_ledger, tables
from tests.support.site import Page as SitePage
from tests.support.site import Site, serving


@pytest.mark.parametrize("scripts", [True, False])
def test_a_source_is_added_and_seen_to(visit: Open, scripts: bool) -> None:
    declared = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    with serving(Site()) as outlet:
        outlet.pages = {"/": SitePage(f"<html><head><title>Quay</title>{declared}</head></html>".encode())}
        page = visit("/desk", java_script_enabled=scripts)
        page.get_by_role("link", name="Add a source").click()
        page.get_by_label("Address").fill(outlet.url)
        page.get_by_role("button", name="Look around").click()
        page.get_by_label("Name").fill(f"Quay {scripts}", timeout=60_000)  # the page goes on by itself
        expect(page.get_by_role("checkbox").first).to_be_checked()
        page.get_by_role("button", name="Watch").click()
    expect(page.get_by_role("status")).to_contain_text("It is watched from now on")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("h1")).to_contain_text("paused")
    page.locator("main").get_by_role("link", name="Edit").click()
    page.get_by_label("No URLs with").fill("/sport/")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".facts")).to_contain_text("/sport/")
    page.locator("main").get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("Removed")


def test_from_a_number_of_the_books_to_the_case_and_its_replay(visit: Open) -> None:
    page = visit("/desk/ledger")
    page.locator("tr", has_text="Harbour Times").get_by_role("link", name="extraction_failed").click()
    page.locator("tbody th a").click()
    page.get_by_role("link", name="See its case").click()
    expect(page.get_by_label("Traceback")).to_contain_text("<script>alert(1)")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("status")).to_have_text("1 case sent through the line once more.")
    expect(page.locator("tbody")).not_to_contain_text(["extraction_failed"])


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of an installation that wants keys, and an operator's key."""
    engine = tables(f"sqlite:///{tmp_path}/all.db")
    fill_ledger(engine)
    key = keys.create(engine, "Ada", Scope.ADMIN, datetime.now(UTC))
    with served(compose(engine, WebSettings(), open_to_all=False)) as address:
        yield address, key
    engine.dispose()


def test_logging_in_and_out(chromium: Browser, closed: tuple[str, str]) -> None:
    address, key = closed
    page = chromium.new_context(base_url=address).new_page()
    page.goto("/contradictions")
    expect(page).to_have_title("Log in – Claimwire")
    assert [each["id"] for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")] == []
    page.get_by_label("Key").fill("cw_wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("This key opens nothing.")
    page.get_by_label("Key").fill(key)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{address}/contradictions")
    page.get_by_role("button", name="Log out").click()
    page.goto("/subscriptions")
    expect(page).to_have_title("Log in – Claimwire")
    page.context.close()
