"""Pages that are no article are dropped for the right reason; articles that look like them are kept."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from services.extract.article import read
from shared.outcomes import PageDropped
from tests.corpus import articles, markup, walls

WALLS = list(walls.pages())
REAL = Path("/work/shared/pages")


def test_there_are_at_least_a_hundred_walls() -> None:
    assert len(WALLS) >= 100
    assert {wall.reason for wall in WALLS} >= {
        "consent_wall",
        "blocked",
        "soft_404",
        "paywall_stub",
        "not_article",
        "empty_text",
    }


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.name)
def test_wall_is_dropped_for_its_reason(wall: walls.Wall) -> None:
    with pytest.raises(PageDropped) as dropped:
        read(wall.html.encode(), wall.url)
    assert (dropped.value.reason, bool(dropped.value.detail)) == (wall.reason, True)


@pytest.mark.parametrize(
    "title",
    [
        "404: how an error message became a joke",
        "Access denied: 60 families wait for their letters",
        "Page not found, jobs not found: a town without newspaper",
        "Just a moment of calm before the storm",
    ],
)
def test_article_with_a_walls_words_in_its_title_is_kept(title: str) -> None:
    story = markup.STORIES["school"]
    page = articles.classic().page.decode().replace(markup.STORIES["ferry"]["title"], title)
    article = read(page.encode(), markup.BASE + "words")
    assert article.title == title
    assert story["title"] not in article.text


def test_short_news_item_with_a_subscription_link_in_its_menu_is_kept() -> None:
    text = "The ferry to Wexmouth does not sail on Tuesday because of ice in the harbour, the operator Sound Lines said."
    body = (
        f'<div class="menu"><a href="/abo">Subscribe now</a></div><article><h1>No ferry on Tuesday</h1><p>{text}</p></article>'
    )
    story = markup.STORIES["ferry"] | {"title": "No ferry on Tuesday", "dek": ""}
    page = markup.document("en", "No ferry on Tuesday", markup.json_ld(story), body)
    assert read(page.encode(), markup.BASE + "brief").text == text


@pytest.mark.skipif(not REAL.exists(), reason="the developers' pages are not here")
@pytest.mark.timeout(300)
def test_no_real_article_is_dropped() -> None:
    with (REAL / "expected.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    dropped = []
    for row in rows:
        page = gzip.decompress((REAL / "html" / f"{row['id']}.html.gz").read_bytes())
        try:
            read(page, row["url"])
        except PageDropped as reason:
            dropped.append((row["url"], str(reason)))
    assert dropped == []


def test_a_short_article_beside_a_linked_heading_is_no_listing() -> None:
    story = markup.STORIES["ferry"]
    text = markup.paragraphs(story["paragraphs"][:4])
    body = f'<div><h1>{story["title"]}</h1><div>{text}<h3><a href="/n/1">{markup.RELATED[0]}</a></h3></div></div>'
    page = markup.document("en", story["title"], "", body)
    assert read(page.encode(), markup.BASE + "short").text.split("\n") == story["paragraphs"][:4]
