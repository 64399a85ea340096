"""Each outlet's feed is well-formed in its own format and lists every story once."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import feedparser
import pytest

from sample.content import Outlet, load_newsroom
from sample.feeds import feed

BASE = "http://outlet.test"
OUTLETS = {outlet.key: outlet for outlet in load_newsroom(datetime(2026, 3, 4, 12, 0, tzinfo=UTC))}


def feed_of(outlet: Outlet) -> bytes:
    return feed(outlet, [(story, story.versions[0]) for story in outlet.stories], BASE)


@pytest.mark.parametrize(("key", "version"), [("meridian", "rss20"), ("herald", "atom10"), ("quickline", "rss20")])
def test_xml_feed_is_well_formed(key: str, version: str) -> None:
    outlet = OUTLETS[key]
    parsed = feedparser.parse(feed_of(outlet))
    assert not parsed.bozo
    assert parsed.version == version
    assert [entry.id for entry in parsed.entries] == [BASE + story.path for story in outlet.stories]
    assert [entry.link for entry in parsed.entries] == [BASE + story.path + outlet.feed_link_suffix for story in outlet.stories]


def test_dates_are_there_except_in_the_undated_feed() -> None:
    dated = feedparser.parse(feed_of(OUTLETS["meridian"])).entries
    undated = feedparser.parse(feed_of(OUTLETS["quickline"])).entries
    newest = OUTLETS["meridian"].stories[0].published
    assert datetime(*dated[0].published_parsed[:6], tzinfo=UTC) == newest
    assert not any("published" in entry or "updated" in entry for entry in undated)


def test_atom_title_with_a_tag_is_plain_text() -> None:
    titles = [entry.title_detail for entry in feedparser.parse(feed_of(OUTLETS["herald"]), sanitize_html=False).entries]
    tagged = next(title for title in titles if "became the headline" in title.value)
    assert tagged.type == "text/plain"
    assert "<script>alert('hello')</script>" in tagged.value


def test_json_feed() -> None:
    outlet = OUTLETS["gazette"]
    document = json.loads(feed_of(outlet))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["url"] for item in document["items"]] == [BASE + story.path for story in outlet.stories]
    assert document["items"][0]["authors"] == [{"name": "Ada Quill"}]
