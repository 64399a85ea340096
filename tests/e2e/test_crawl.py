"""The whole line under compose: the sample newsroom is crawled, its claims can be queried, harm in the middle loses nothing."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from sample.content import Story, load_newsroom
from tests.e2e.stack import Stack, summary_of, wait_for

STORIES = [(outlet.name, story) for outlet in load_newsroom(datetime.now(UTC)) for story in outlet.stories]
NO_ARTICLES = {"missing": "not_found", "gone": "gone", "consent": "consent_wall"}


def drop_reason(story: Story) -> str | None:
    return "robots" if story.path.startswith("/print/") else NO_ARTICLES.get(story.kind)


REASONS = Counter(reason for _, story in STORIES if (reason := drop_reason(story)))
STORED = len(STORIES) - REASONS.total()
FETCHED = STORED + REASONS["consent_wall"]  # pages that reach the extract service
EDITED = {story.slug for _, story in STORIES if story.edit_after}
EXPECTED = {
    "source": "all",
    "discovered": len(STORIES),
    "stored": STORED,
    "unchanged": 0,
    "dropped": REASONS.total(),
    "quarantined": 0,
    "pending": 0,
    "reasons": dict(REASONS),
}


def holdings(stack: Stack) -> Counter[tuple[Any, ...]]:
    """Everything that is stored of the stories that are never edited, without ids and moments: one count a row."""
    claims = stack.rows("claims", "--limit", "100000")
    figures = stack.rows("figures", "--limit", "100000")
    rows = [("article", row["url"], row["title"], row["versions"]) for row in stack.rows("articles", "--limit", "10000")]
    rows += [("claim", row["url"], row["claim"]["start"], row["claim"]["text"], row["speaker"]) for row in claims]
    rows += [("figure", row["url"], row["words"], row["text"], row["low"], row["high"], row["comparator"]) for row in figures]
    return Counter(row for row in rows if not any(slug in row[1] for slug in EDITED))


@pytest.fixture(scope="module")
def undisturbed(running: Stack) -> Counter[tuple[Any, ...]]:
    """What a crawl stores when nothing goes wrong."""
    running.wipe()
    assert running.crawl() == EXPECTED
    held = holdings(running)
    assert sum(count for row, count in held.items() if row[0] == "article") == STORED - len(EDITED)
    return held


def test_every_story_is_stored_or_dropped_with_its_reason(stack: Stack) -> None:
    assert stack.crawl() == EXPECTED
    titles = [row["title"] for row in stack.rows("articles")]
    assert len(titles) == STORED
    assert "How <script>alert('hello')</script> became the headline of a ministry" in titles


def test_both_sides_of_the_war_are_told_with_their_figures(stack: Stack) -> None:
    stack.crawl()
    figures = stack.rows("figures", "--unit", "count", "--limit", "10000")
    told = {(row["comparator"], row["low"], row["high"]): row for row in figures}
    assert (">", 1200, None) in told
    assert (">=", 1500, None) in told
    assert ("<", None, 300) in told
    assert ("range", 900, 1100) in told
    assert all(row["text"] in row["words"] for row in figures)
    speakers = {row["speaker"] for row in figures if (row["comparator"], row["high"]) == ("<", 300)}
    assert any(speaker and "Drost" in speaker for speaker in speakers)


def test_a_recheck_finds_the_two_edits_and_nothing_else(stack: Stack) -> None:
    stack.crawl()
    again = stack.crawl("--recheck")
    assert (again["quarantined"], again["pending"]) == (0, 0)
    versions = {row["url"].rsplit("/", 1)[-1].removesuffix(".html"): row["versions"] for row in stack.rows("articles")}
    assert {slug for slug, number in versions.items() if number == 2} == EDITED
    assert {number for slug, number in versions.items() if slug not in EDITED} == {1}
    edited = [row for row in stack.rows("figures", "--text", "conscripts", "--limit", "1000") if "surrender" in row["url"]]
    assert {(row["low"], row["comparator"]) for row in edited if not row["current"]} == {(3000, "=")}
    assert (1000, ">") in {(row["low"], row["comparator"]) for row in edited if row["current"]}


def first_page_fetched(stack: Stack) -> bool:
    return int(stack.sql("ingest", 'SELECT count(*) FROM "fetch"')) > 0


def test_redis_wiped_in_the_middle_loses_and_doubles_nothing(stack: Stack, undisturbed: Counter[tuple[Any, ...]]) -> None:
    stack.wipe()
    stack.compose("pause", "extract")
    with stack.crawling() as crawl:
        try:
            waiting = "SELECT count(*) FROM entry WHERE state = 'reading'"
            wait_for(lambda: int(stack.sql("ingest", waiting)) == FETCHED, 60, f"{FETCHED} pages before the extract service")
            stack.redis("FLUSHALL")
        finally:
            stack.compose("unpause", "extract")
        assert summary_of(crawl) == EXPECTED
    assert holdings(stack) == undisturbed


def test_workers_killed_in_the_middle_lose_and_double_nothing(stack: Stack, undisturbed: Counter[tuple[Any, ...]]) -> None:
    stack.wipe()
    with stack.crawling() as crawl:
        wait_for(lambda: first_page_fetched(stack), 60, "the first page")
        stack.compose("restart", "--timeout", "0", "ingest")
        stack.compose("restart", "--timeout", "0", "extract", "store")
        assert summary_of(crawl) == EXPECTED
    assert holdings(stack) == undisturbed


def test_a_polite_restart_of_all_workers_in_the_middle(stack: Stack, undisturbed: Counter[tuple[Any, ...]]) -> None:
    stack.wipe()
    with stack.crawling() as crawl:
        wait_for(lambda: first_page_fetched(stack), 60, "the first page")
        stack.compose("restart", "beat", "ingest", "extract", "store")
        assert summary_of(crawl) == EXPECTED
    assert holdings(stack) == undisturbed
