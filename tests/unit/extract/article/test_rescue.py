from __future__ import annotations

import json

from services.extract.article import read, rescue
from tests.corpus import articles, markup

STORY = markup.STORIES["school"]


def page(body: str, declared: str) -> bytes:
    data = {"@type": "NewsArticle", "headline": STORY["title"], "datePublished": articles.PUBLISHED, "articleBody": declared}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return markup.document("en", STORY["title"], script, f"<main><h1>{STORY['title']}</h1>{body}</main>").encode()


def test_declared_text_stands_in_for_a_page_drawn_by_script() -> None:
    article = read(page('<div id="app"></div>', "\n".join(STORY["paragraphs"])), markup.BASE + "app")
    assert article.text.split("\n") == STORY["paragraphs"]


def test_declared_teaser_does_not_replace_the_text() -> None:
    article = read(page(f"<div>{markup.paragraphs(STORY['paragraphs'])}</div>", STORY["paragraphs"][0]), markup.BASE + "teaser")
    assert article.text.split("\n") == STORY["paragraphs"]


def test_text_of_another_story_gives_way_to_the_declared_one() -> None:
    other = markup.paragraphs(markup.STORIES["ferry"]["paragraphs"])
    article = read(page(f"<div>{other}</div>", "\n".join(STORY["paragraphs"])), markup.BASE + "wrong")
    assert article.text.split("\n") == STORY["paragraphs"]


def test_agreement_counts_runs_of_words() -> None:
    declared = " ".join(STORY["paragraphs"])
    assert rescue.agreement(declared, declared) == 1.0
    assert rescue.agreement("nothing of the kind", declared) == 0.0
    assert rescue.agreement("anything", "") == 0.0


def test_trafilatura_reads_a_page_as_pieces() -> None:
    sample = articles.classic()
    texts = [piece.text for piece in rescue.by_trafilatura(sample.page)]
    assert set(STORY and sample.body) <= set(texts)
    assert rescue.by_trafilatura(b"") == []
