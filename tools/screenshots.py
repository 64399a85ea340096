"""Takes the screenshots of docs/web.md, from pages over the sample newsroom: `tools/screenshots.py http://127.0.0.1:8000`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
Scheme = Literal["light", "dark"]


def taken(browser: Browser, address: str, name: str, width: int, height: int, scheme: Scheme = "light") -> Page:
    """A screenshot of the upper part of a page, by its path or by the links that lead to it."""
    start, *links = address.split(" > ")
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, base_url=sys.argv[1])
    page.goto(start)
    for link in links:
        page.locator(link).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")
    return page


def main() -> None:
    """Take them all."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        taken(browser, "/", "front", 1280, 640)
        series = "/speakers?name=Teodora > tbody th a > .record h3 a:text('killed')"
        taken(browser, series, "series", 1280, 980)
        taken(browser, series, "series-phone-dark", 390, 844, "dark")
        taken(browser, "/speakers?name=Teodora > tbody th a > .dispute a:has-text('Fifty-two')", "claim", 1280, 860)
        taken(browser, "/edits > li.edit a:has-text('Berna')", "edit", 1280, 860)
        taken(browser, "/search?words=killed+OR+wounded", "search", 1280, 640)
        taken(browser, "/desk/sources", "desk", 1280, 760)
        browser.close()


if __name__ == "__main__":
    main()
