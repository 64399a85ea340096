"""read() on any bytes: an article or a PageDropped, within its limits, nothing else."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.extract.article import FeedHint, read
from shared.articles import Article
from shared.outcomes import DropReason, PageDropped
from tests.corpus import articles, markup

URL = markup.BASE + "x"
FRAGMENTS = [
    "<p>",
    "</p>",
    "<div class='article-body'>",
    "</div>",
    "<article>",
    "<h1>A title of some words</h1>",
    "<br><br>",
    "<table><tr><td>",
    "<li>",
    "The council of Wexmouth met on Monday and agreed to keep the ferry, the mayor said. ",
    "<a href='/x'>",
    "<script type='application/ld+json'>",
    '{"@type":"NewsArticle","headline":"x","author":[{"name":null},5],"datePublished":{"@value":1}}',
    "</script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "\0",
    "&#0;",
    "&#xD800;",
    "&shy;",
    "<time datetime='9999-99-99'>",
    "<meta property='og:title' content='",
    "'>",
    "<html lang='xx-'>",
    "<base href='http://['>",
    "<link rel='canonical' href='http://[::1'>",
    "\ufeff",
    "<title>",
    "</title>",
    "<svg><title>",
    "<p itemprop='articleBody author datePublished'>",
]


def outcome(page: bytes, content_type: str | None = None) -> Article | PageDropped:
    try:
        return read(page, URL, content_type=content_type)
    except PageDropped as dropped:
        return dropped


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(page=st.binary(max_size=3_000), content_type=st.one_of(st.none(), st.text(max_size=40)))
@example(page=b"", content_type=None)
@example(page=b"\xff\xfe<\x00p\x00>\x00", content_type="text/html; charset=utf-16")
def test_arbitrary_bytes_are_read_or_dropped(page: bytes, content_type: str | None) -> None:
    assert isinstance(outcome(page, content_type), Article | PageDropped)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts=st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=30)), max_size=60))
def test_broken_markup_is_read_or_dropped(parts: list[str]) -> None:
    result = outcome("".join(parts).encode("utf-8", "surrogatepass"))
    if isinstance(result, Article):
        assert "\n".join(result.text[block.start : block.end] for block in result.blocks) == result.text


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 4_000), flips=st.lists(st.tuples(st.integers(0, 3_999), st.integers(0, 255)), max_size=30))
def test_damaged_page_is_read_or_dropped(cut: int, flips: list[tuple[int, int]]) -> None:
    page = bytearray(articles.classic().page)
    for position, value in flips:
        page[position % len(page)] = value
    assert isinstance(outcome(bytes(page[:cut])), Article | PageDropped)


SENTENCES = "".join(
    f"<p>On day {n} the council of Wexmouth counted {n} boats in its harbour, said the mayor.</p>" for n in range(200)
)
HOSTILE = {
    "deep": "<div>" * 100_000 + SENTENCES,
    "deep furniture": '<div class="related">' * 250 + SENTENCES,
    "many paragraphs": SENTENCES * 100,
    "many elements": "<b>x</b>" * 200_000,
    "one endless word": "<p>" + "a" * 3_000_000,
    "many attributes": "<div " + " ".join(f"a{n}" for n in range(50_000)) + ">" + SENTENCES,
    "nested data": '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + SENTENCES,
    "nested graphs": '<script type="application/ld+json">' + '{"@graph":' * 5_000 + "</script>" + SENTENCES,
    "long title": "<title>" + " | a - b" * 50_000 + "</title>" + SENTENCES,
    "many headings": "<h1>Wexmouth keeps its ferry</h1>" * 20_000 + SENTENCES,
    "line breaks": "x<br><br>" * 100_000,
    "nested tables": "<table><tr><td>" * 3_000 + SENTENCES,
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_page_costs_little(markup: str) -> None:
    started = time.process_time()
    outcome(b"<html><head><title>Wexmouth keeps its ferry</title></head><body>" + markup.encode())
    assert time.process_time() - started < 5.5


def test_page_of_thirty_megabytes_is_too_large() -> None:
    dropped = outcome(b"<p>" + b"word " * 6_000_000)
    assert isinstance(dropped, PageDropped)
    assert dropped.reason is DropReason.TOO_LARGE
    assert "30,000,003 bytes" in dropped.detail


def test_nul_bytes_do_not_end_the_page() -> None:
    sample = articles.classic()
    assert read(sample.page.replace(b"<p>", b"\0<p>\0"), sample.url).text.split("\n") == list(sample.body)


def test_feed_speaks_where_the_page_is_silent() -> None:
    story = markup.STORIES["ferry"]
    page = markup.document("", "", "", f"<main><div>{markup.paragraphs(story['paragraphs'])}</div></main>").encode()
    hint = FeedHint(
        title=story["title"], authors=("Ines Vold",), published=datetime(2026, 3, 9, 17, 20, tzinfo=UTC), language="en"
    )
    article = read(page, "https://www.oldhaven-courier.example/n/1", hint=hint)
    assert (article.title, article.authors, article.published, article.language) == (
        hint.title,
        hint.authors,
        hint.published,
        "en",
    )
    assert {article.evidence[name] for name in ("title", "authors", "published")} == {"feed"}


def test_page_overrules_the_feed() -> None:
    sample = articles.classic()
    hint = FeedHint(title="Another headline", authors=("Somebody Else",), published=datetime(2020, 1, 1, tzinfo=UTC))
    article = read(sample.page, sample.url, hint=hint)
    assert (article.title, article.authors) == (sample.title, sample.authors)
    assert article.evidence["published"] == "json-ld"
