from __future__ import annotations

import pytest
from lxml import etree

from services.extract.article import boilerplate


def element(**attributes: str) -> etree._Element:
    return etree.Element("div", {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})


@pytest.mark.parametrize(
    ("attributes", "role"),
    [
        ({"class_": "article-body"}, "body"),
        ({"class_": "articleBody"}, "body"),
        ({"class_": "ArticleBody_related__x8s"}, "away"),
        ({"class_": "sidebar-grid__content article__content"}, "body"),
        ({"class_": "sidebar"}, "layout"),
        ({"class_": "no-sidebar has-ads"}, "plain"),
        ({"class_": "newsletter-signup"}, "away"),
        ({"id": "comments"}, "away"),
        ({"class_": "md:hidden print:hidden"}, "plain"),
        ({"class_": "card hidden"}, "layout"),
        ({"class_": "card hidden md:block"}, "plain"),
        ({"class_": "byline"}, "small"),
        ({"role": "navigation"}, "away"),
        ({"hidden": ""}, "away"),
        ({"style": "color: red; display : none"}, "away"),
        ({"aria_hidden": "true"}, "away"),
        ({"class_": "css-1x2y3z"}, "plain"),
        ({"class_": "adventure-story"}, "plain"),
    ],
)
def test_role(attributes: dict[str, str], role: str) -> None:
    assert boilerplate.role(element(**attributes)) == role


def test_paragraphs_hidden_by_a_paywall_are_not_furniture() -> None:
    paragraph = etree.Element("p", {"aria-hidden": "true"})
    assert boilerplate.role(paragraph) == "plain"


def test_tokens_cut_names_at_hyphens_and_case() -> None:
    assert {"story", "body", "more", "links", "story-body", "more-links"} <= boilerplate.tokens("storyBody__more-links")
