"""Every page template of tests/corpus, read whole."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from services.extract.article import read
from shared.articles import Article
from tests.corpus import articles, markup
from tests.corpus.markup import Sample

SAMPLES = {sample.name: sample for sample in articles.pages()}


@pytest.fixture(params=SAMPLES.values(), ids=SAMPLES.keys())
def sample(request: pytest.FixtureRequest) -> Sample:
    return request.param


@pytest.fixture
def article(sample: Sample) -> Article:
    return read(sample.page, sample.url, content_type=sample.content_type)


def test_there_are_at_least_twelve_templates() -> None:
    assert len(SAMPLES) >= 12


def test_metadata_is_what_the_page_says(sample: Sample, article: Article) -> None:
    assert article.title == sample.title
    assert article.authors == sample.authors
    assert article.language == sample.language
    assert sample.published is not None
    assert article.published == datetime.fromisoformat(sample.published)
    assert article.published_precision == "minute"


def test_text_is_the_body_and_nothing_else(sample: Sample, article: Article) -> None:
    assert article.text.split("\n") == list(sample.body)
    assert not [line for line in sample.banned if line in article.text]


def test_blocks_cover_the_text_in_order(article: Article) -> None:
    assert "\n".join(article.text[block.start : block.end] for block in article.blocks) == article.text
    assert all("\n" not in article.text[block.start : block.end] for block in article.blocks)


def test_sentences_fill_their_blocks(article: Article) -> None:
    for block in article.blocks:
        assert block.sentences[0][0] == block.start
        assert block.sentences[-1][1] == block.end
        gaps = [article.text[one[1] : other[0]] for one, other in pairwise(block.sentences)]
        assert all(gap.strip() == "" for gap in gaps)


@pytest.mark.parametrize(("name", "block", "first"), [("classic", 3, "The operator, Sound Lines"), ("shift-jis", 0, "")])
def test_sentences_end_where_they_do(name: str, block: int, first: str) -> None:
    article = read(SAMPLES[name].page, SAMPLES[name].url, content_type=SAMPLES[name].content_type)
    words = [article.text[start:end] for start, end in article.blocks[block].sentences]
    assert words[0].startswith(first)
    assert all(word[-1] in ".。”" for word in words)


def test_every_found_field_names_its_witness(article: Article) -> None:
    for name in ("title", "authors", "published", "language", "canonical_url"):
        assert (name in article.evidence) == bool(getattr(article, name))


def test_live_blog_posts_are_dated() -> None:
    article = read(SAMPLES["liveblog"].page, SAMPLES["liveblog"].url)
    opening = [(block.time, article.text[block.start : block.end]) for block in article.blocks if block.kind == "post"]
    assert opening == [(datetime.fromisoformat(at), head) for at, head, _ in markup.STORIES["liveblog"]["posts"]]
    assert all(block.time is not None for block in article.blocks)


def test_structure_is_kept() -> None:
    article = read(SAMPLES["structured"].page, SAMPLES["structured"].url)
    kinds = [block.kind for block in article.blocks]
    assert kinds == [*["paragraph"] * 3, "heading", *["paragraph"] * 3, *["list_item"] * 2, "heading", *["table"] * 3]


def test_details_of_the_declared_data() -> None:
    article = read(SAMPLES["classic"].page, SAMPLES["classic"].url + "?utm_source=feed#top")
    assert article.dek == markup.STORIES["ferry"]["dek"]
    assert article.publisher == "Oldhaven Courier"
    assert article.section == "Region"
    assert article.tags == ("harbour", "council")
    assert article.free_to_read is True
    assert article.modified == datetime.fromisoformat("2026-03-09T19:05:00+01:00")
    assert article.canonical_url == SAMPLES["classic"].url
    assert len(article.fingerprint) == 64
