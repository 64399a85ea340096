"""The sample's stories are whole: each outlet has enough of them, and the cases that the tests of the line rely on exist."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sample.content import ORDER, Outlet, load_newsroom
from sample.pages import story_page

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
OUTLETS = {outlet.key: outlet for outlet in load_newsroom(NOW)}


@pytest.mark.parametrize("key", ORDER)
def test_outlet_has_stories_newest_first_and_none_from_the_future(key: str) -> None:
    stories = OUTLETS[key].stories
    assert len(stories) >= 6
    published = [story.published for story in stories]
    assert published == sorted(published, reverse=True)
    assert max(version.changed for story in stories for version in story.versions) < NOW
    assert len({story.path for story in stories}) == len(stories)


@pytest.mark.parametrize("outlet", OUTLETS.values(), ids=lambda outlet: outlet.key)
def test_pages_have_no_placeholder_left_and_name_title_and_authors(outlet: Outlet) -> None:
    for story in (story for story in outlet.stories if story.kind == "article"):
        page = story_page(outlet, story, story.versions[0], "http://outlet.test")
        assert "{weekday" not in page
        assert all(author in page for author in story.authors)


def test_weekdays_count_from_publication() -> None:
    flood = next(story for story in OUTLETS["meridian"].stories if story.slug == "marrow-flood-wire")
    assert f"{flood.published:%A}" == "Tuesday"
    assert "said on Tuesday." in flood.versions[0].body
    assert "fall slowly from Wednesday." in flood.versions[0].body


def test_a_title_with_a_tag_is_text_in_the_page() -> None:
    herald = OUTLETS["herald"]
    story = next(story for story in herald.stories if story.slug == "defaced-ministry-site")
    page = story_page(herald, story, story.versions[0], "http://outlet.test")
    assert "<script>alert" not in page
    assert "<title>How &lt;script&gt;alert(&#x27;hello&#x27;)&lt;/script&gt; became" in page


def test_json_ld_cannot_end_its_script_element() -> None:
    outlet = OUTLETS["meridian"]
    tagged = OUTLETS["herald"].stories
    story = next(story for story in tagged if story.slug == "defaced-ministry-site")
    page = story_page(outlet, story, story.versions[0], "http://outlet.test")
    data = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert "became the headline of a ministry" in data


def test_the_uncredited_wire_copy_repeats_the_agency() -> None:
    wire = next(story for story in OUTLETS["meridian"].stories if story.wire).versions[0].body
    copy = next(story for story in OUTLETS["gazette"].stories if story.slug == "flood-at-least-41-dead").versions[0].body
    assert len(set(wire.split("\n\n")) & set(copy.split("\n\n"))) >= 4


def test_the_silent_edit_admits_nothing_and_the_correction_does() -> None:
    silent = next(story for story in OUTLETS["herald"].stories if story.slug == "surrender-at-berna-ford")
    corrected = next(story for story in OUTLETS["meridian"].stories if story.slug == "aid-conference-pledges")
    assert "3,000 Dravenian" in silent.versions[0].body
    assert "more than 1,000 Dravenian" in silent.versions[1].body
    assert (silent.versions[1].modified, silent.versions[1].note) == (None, "")
    assert corrected.versions[1].modified
    assert corrected.versions[1].note.startswith("Correction:")
