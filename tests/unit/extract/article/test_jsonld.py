from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extract.article import jsonld, tree
from services.extract.article.jsonld import address_key, title_key


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "Ferry stays"}',
        '{"@type": "NewsArticle", "headline": "Ferry stays",}',
        '<!-- {"@type": "NewsArticle", "headline": "Ferry stays"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Ferry stays"}\n//]]>'.replace("//", ""),
        '{"@type": "NewsArticle", "headline": "Ferry stays"};',
        '{"@type": "NewsArticle", "headline": "Ferry stays"}{"@type": "Other"}',
        '{"@type": "NewsArticle"\n, "headline": "Ferry stays", "articleBody": "a raw\nline break and a tab\t"}',
        '{"@type": "NewsArticle", "headline": "Ferry stays"\n"description": "comma lost"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Ferry stays&quot;}",
        '{"@type": "NewsArticle", "headline": "Ferry stays", "description": "bad \\escape"}',
        '{\n"@type": "NewsArticle",\n"headline": "Ferry stays",\n"description": "with "inner" quotes"\n}',
        '{"@type": "NewsArticle", "headline": "Ferry stays", "description": "cut off he',
    ],
)
def test_broken_data_is_repaired(text: str) -> None:
    assert jsonld.load(text)["headline"] == "Ferry stays"


@given(st.text(alphabet='{}[]":,\\ \nabc@', max_size=200))
def test_any_text_can_be_loaded(text: str) -> None:
    jsonld.load(text)


def found(script: str) -> list[jsonld.Node]:
    root = tree.parse(f'<html><script type="application/ld+json">{script}</script></html>'.encode())
    assert root is not None
    return jsonld.nodes(root.iter("script"))


def test_graphs_and_arrays_are_flat() -> None:
    nodes = found('[{"@graph": [{"@type": "WebPage", "mainEntity": {"@type": ["Article", "Thing"]}}]}, {"@type": "Person"}]')
    assert [sorted(jsonld.types_of(node)) for node in nodes] == [[], ["webpage"], ["article", "thing"], ["person"]]


def test_the_pages_own_article_comes_first() -> None:
    other = {
        "@type": "NewsArticle",
        "headline": "Snow shuts the pass",
        "url": "https://x.example/b",
        "datePublished": "2026-01-01",
    }
    own = {"@type": "NewsArticle", "headline": "Ferry stays", "mainEntityOfPage": {"@id": "https://www.x.example/a?ref=1"}}
    ranked = jsonld.by_relevance([other, own], [address_key("https://x.example/a")], [title_key("Ferry stays")])
    assert ranked[0] is own


def test_a_list_of_other_articles_is_not_this_page() -> None:
    others = [{"@type": "NewsArticle", "headline": f"Story {n}", "url": f"https://x.example/{n}"} for n in range(5)]
    assert jsonld.by_relevance(others, [address_key("https://x.example/region")], [title_key("Region")]) == []
