"""The newsroom edits its stories after so many readers, on demand, and remembers where it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sample.content import Outlet
from sample.desk import Newsroom

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SILENT = "/news/surrender-at-berna-ford.html"


def outlet_of(newsroom: Newsroom, key: str) -> Outlet:
    return next(outlet for outlet in newsroom.outlets if outlet.key == key)


def read(newsroom: Newsroom, key: str = "herald", path: str = SILENT, peek: bool = False) -> str:
    return newsroom.get(outlet_of(newsroom, key), path, "http://outlet.test", peek=peek).body.decode()


def test_second_reader_sees_the_silent_edit_and_so_do_all_later_ones() -> None:
    newsroom = Newsroom(NOW)
    first, second, third = (read(newsroom) for _ in range(3))
    assert "3,000 Dravenian conscripts lay down arms" in first
    assert "More than 1,000 Dravenian conscripts lay down arms" in second
    assert second == third
    assert "orrection" not in second
    assert "modified_time" not in second


def test_a_peek_is_no_reader() -> None:
    newsroom = Newsroom(NOW)
    assert read(newsroom, peek=True) == read(newsroom, peek=True) == read(newsroom)


def test_the_feed_follows_the_edit_and_admits_only_the_correction() -> None:
    newsroom = Newsroom(NOW)
    before = read(newsroom, path="/atom.xml")
    read(newsroom)
    after = read(newsroom, path="/atom.xml")
    assert after == before.replace("3,000 Dravenian", "More than 1,000 Dravenian", 1)
    newsroom.edit_all()
    assert "$4.5 million" in read(newsroom, "meridian", "/feeds/world.xml")


def test_edit_all_and_reset() -> None:
    newsroom = Newsroom(NOW)
    first = read(newsroom)
    newsroom.edit_all()
    assert "More than 1,000" in read(newsroom)
    newsroom.reset()
    assert read(newsroom) == first


def test_state_survives_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "newsroom.json"
    before = Newsroom(NOW, state)
    read(before)
    again = Newsroom(state=state)
    assert again.now == NOW
    assert "More than 1,000" in read(again)


@pytest.mark.parametrize(
    ("key", "slug", "status", "words"),
    [
        ("gazette", "rain-warning-lifted", 404, "cannot be found"),
        ("meridian", "serin-valley-live-photos", 410, "has been removed"),
        ("quickline", "subscribers-quiz", 200, "Before you continue to Quickline"),
    ],
)
def test_pages_that_are_no_articles(key: str, slug: str, status: int, words: str) -> None:
    newsroom = Newsroom(NOW)
    outlet = outlet_of(newsroom, key)
    story = next(story for story in outlet.stories if story.slug == slug)
    reply = newsroom.get(outlet, story.path, "http://outlet.test")
    assert reply.status == status
    assert words in reply.body.decode()


def test_consent_opens_the_wall() -> None:
    newsroom = Newsroom(NOW)
    reply = newsroom.get(outlet_of(newsroom, "quickline"), "/s/subscribers-quiz", "http://outlet.test", consented=True)
    assert "Ten questions" in reply.body.decode()
