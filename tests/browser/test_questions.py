"""The questions that Claimwire exists for, walked through the pages as an analyst does."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Open


def test_how_did_a_figure_develop_and_where_does_it_stand(visit: Open) -> None:
    page = visit("/")
    page.locator(".rows a", has_text="casualties").first.click()
    expect(page).to_have_title(re.compile("casualties"))
    marks = page.locator("series-chart a.mark")
    expect(marks).to_have_count(page.locator("table.points tbody tr").count())
    marks.first.focus()
    expect(page.locator(".tip")).to_be_visible()
    first = page.locator(".tip .figure").inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator(".tip").inner_text() != first
    expect(page.locator("tr.shown")).to_have_count(1)
    words = page.locator("tr.shown .words").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("blockquote mark.claim").first).to_be_visible()
    assert words in "".join(page.locator("blockquote mark").all_inner_texts())
    page.locator(".crumbs a").click()
    expect(page.locator("article.text")).to_be_visible()
    assert re.search(r"/articles/\d+#c\d+$", page.url)


def test_a_view_of_a_series_has_an_address_of_its_own(visit: Open) -> None:
    page = visit("/series?order=told")
    page.locator("th a").first.click()
    everyone = page.locator("table.points tbody tr").count()
    claimant = page.locator(".claimants a").first
    name = claimant.inner_text().strip()
    claimant.click()
    page.wait_for_url(re.compile("claimant="))
    expect(page.locator(".claimants a[aria-current]")).to_have_text(re.compile(re.escape(name)))
    some = page.locator("table.points tbody tr").count()
    assert 0 < some < everyone
    expect(page.locator("series-chart a.mark")).to_have_count(some)
    assert page.url in page.locator(".cite").inner_text()
    page.locator("th", has_text="Figure").locator("a").click()
    page.wait_for_url(re.compile("sort=figure"))
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Figure")
    page.goto(page.url)
    expect(page.locator("table.points tbody tr")).to_have_count(some)
    page.locator("select[name=scale]").select_option("log")
    page.wait_for_url(re.compile("scale=log"))
    expect(page.locator("series-chart .note").first).to_contain_text("logarithmic")
    page.go_back()
    page.go_back()
    page.wait_for_url(re.compile(r"claimant=[^&]+$"))


def test_who_disagrees(visit: Open) -> None:
    page = visit("/contradictions")
    expect(page.locator("li.dispute").first).to_contain_text("cannot both be so")
    page.goto("/speakers?name=teodora")
    page.locator("th a").first.click()
    expect(page.get_by_role("heading", name="Contradicted at present")).to_be_visible()
    dispute = page.locator("li.dispute", has_text="Fifty-two").first
    expect(dispute).to_contain_text("Ambrian Civil Protection Agency")
    expect(dispute).to_contain_text("52 and 38 cannot both be so")
    dispute.locator("a", has_text="Fifty-two").click()
    against = page.locator(".sides.against li").first
    expect(against).to_contain_text("Ambrian Civil Protection Agency: 38")
    page.locator(".beside h2 a").first.click()
    row = page.locator("tr", has_text="Teodora Linn").filter(has=page.locator(".others")).first
    row.locator(".others a").first.click()
    expect(page.locator("tr:target")).to_contain_text("Ambrian Civil Protection Agency")


def test_what_an_edit_did(visit: Open) -> None:
    page = visit("/edits")
    edit = page.locator("li.edit", has_text="Berna ford")
    expect(edit).to_contain_text("3,000 became more than 1,000")
    edit.locator("a").click()
    expect(page.locator("table.compare del").first).to_have_text("3,000")
    expect(page.locator("table.compare tr.title ins")).to_have_text("More than 1,000")
    page.locator(".changes del a").first.click()
    expect(page.locator(".notice")).to_contain_text("edited out")
    archived = page.context.new_page()  # it lacks what it would load, and the console says so
    archived.goto(page.locator("dd a", has_text="as fetched").get_attribute("href") or "")
    expect(archived.locator("body")).to_contain_text("3,000")


def test_search_is_narrowed_step_by_step(visit: Open) -> None:
    page = visit("/speakers")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("killed OR wounded")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("words=killed"))
    found = page.locator("ol.hits > li")
    all_found = found.count()
    expect(found.first.locator("mark.found").first).to_be_visible()
    page.locator(".facet a", has_text="Valmar Herald").click()
    page.wait_for_url(re.compile("source=Valmar"))
    expect(page.locator(".facet a[aria-current]")).to_have_text("Valmar Herald")
    assert 0 < found.count() < all_found
    page.locator("input[name=low]").fill("1000")
    page.get_by_role("button", name="Narrow").click()
    page.wait_for_url(re.compile("low=1000"))
    assert "source=Valmar" in page.url and found.count() > 0
    expect(page.locator("link[type='application/atom+xml']")).to_have_attribute("href", re.compile("source=Valmar"))


def test_a_series_is_taken_along(visit: Open, tmp_path: Path) -> None:
    page = visit("/series?order=told")
    page.locator("th a").first.click()

    def saved(name: str, button: str) -> bytes:
        with page.expect_download() as download:
            page.locator(".actions").get_by_text(button, exact=True).click()
        assert download.value.suggested_filename.endswith(name)
        download.value.save_as(tmp_path / name)
        return (tmp_path / name).read_bytes()

    table = saved(".csv", "CSV").decode().splitlines()
    assert len(table) == 1 + page.locator("table.points tbody tr").count()
    assert table[0].startswith("first,last,claimant,")
    drawing = ET.fromstring(saved(".svg", "SVG"))
    words = "".join(drawing.itertext())
    assert page.locator("h1").inner_text() in words and "Claimwire series" in words
    assert not [node for node in drawing.iter() if "style" in node.attrib or node.tag.endswith("script")]
    assert saved(".png", "PNG").startswith(b"\x89PNG")


def test_an_operator_subscribes_from_a_page(visit: Open) -> None:
    page = visit("/contradictions")
    page.locator(".follow a", has_text="webhook").click()
    page.locator("input[name=name]").fill("Who disagrees")
    page.locator("input[name=url]").fill("https://desk.example/hook")
    expect(page.locator("select[name=condition]")).to_have_value("contradiction")
    page.get_by_role("button", name="Subscribe").click()
    expect(page.locator("code.secret")).to_contain_text("whsec_")
    page.goto("/subscriptions")
    row = page.locator("tbody tr", has_text="Who disagrees")
    expect(row).to_contain_text("a new contradiction in a series")
    row.get_by_role("button", name="End").click()
    expect(page.locator(".empty")).to_be_visible()
