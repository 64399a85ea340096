"""The extract service reads the sample outlets' pages as a person would: words, headline, byline, time; the wall as a wall."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sample.content import Outlet, Story, load_newsroom
from sample.pages import consent_page, story_page
from services.extract import article
from shared.outcomes import DropReason, PageDropped

BASE = "http://outlet.test"
STORIES = [
    (outlet, story)
    for outlet in load_newsroom(datetime(2026, 3, 4, 12, 0, tzinfo=UTC))
    for story in outlet.stories
    if story.kind in ("article", "consent")
]


@pytest.mark.parametrize(("outlet", "story"), STORIES, ids=[f"{outlet.key}/{story.slug}" for outlet, story in STORIES])
def test_page_is_read_whole(outlet: Outlet, story: Story) -> None:
    version = story.versions[-1]
    page = story_page(outlet, story, version, BASE)
    read = article.read(page.encode(), BASE + story.path, content_type="text/html; charset=utf-8")
    words = [block.lstrip("#- ") for block in version.body.split("\n\n") if not block.startswith("- ")]
    assert [block for block in words if block not in read.text] == []
    assert read.title == version.title
    assert read.published == story.published
    assert set(read.authors) <= set(story.authors)
    assert (read.language, read.canonical_url) == ("en", BASE + story.path)
    for furniture in ("newsletter", "312 partners", "You may also like", "countries, people and figures are invented"):
        assert furniture not in read.text


def test_consent_page_is_a_wall() -> None:
    outlet = next(outlet for outlet, _ in STORIES if outlet.key == "quickline")
    with pytest.raises(PageDropped) as dropped:
        article.read(consent_page(outlet, BASE).encode(), f"{BASE}/s/subscribers-quiz", content_type="text/html")
    assert dropped.value.reason is DropReason.CONSENT_WALL
