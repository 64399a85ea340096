# ruff: noqa: E501  (one piece of markup is read on one line)
from __future__ import annotations

import json

import pytest

from services.extract.article import metadata, tree
from services.extract.article.page import Page


def collect(**fields: object) -> metadata.Metadata:
    node = {"@type": "NewsArticle", "headline": "Ferry stays", "datePublished": "2026-03-09T18:20:00Z", **fields}
    root = tree.parse(
        f'<html><head><script type="application/ld+json">{json.dumps(node)}</script></head><body><p>x</p></body></html>'.encode()
    )
    assert root is not None
    return metadata.collect(Page("https://courier.example/n/1", root), None)


@pytest.mark.parametrize(
    ("value", "free"),
    [
        (True, True),
        ("False", False),
        ("true", True),
        ("https://schema.org/False", False),
        ("no", False),
        (None, None),
        (5, None),
    ],
)
def test_free_to_read(value: object, free: bool | None) -> None:
    assert collect(isAccessibleForFree=value).free_to_read is free


def test_wire_credit_comes_from_the_byline() -> None:
    found = collect(author=[{"name": "Ana Ruiz"}, {"name": "AFP"}])
    assert (found.authors, found.wire, found.evidence["wire"]) == (("Ana Ruiz", "AFP"), "AFP", "json-ld")
    assert collect(author="Ana Ruiz").wire is None


def test_tags_and_section_in_their_many_forms() -> None:
    found = collect(keywords="harbour, council,  ,harbour", articleSection=["Region", "Politics"])
    assert (found.tags, found.section) == (("harbour", "council"), "Region")
    assert collect(keywords=[{"@type": "DefinedTerm", "name": "boats"}, "type:article"]).tags == ("boats",)


@pytest.mark.parametrize("odd", [5, None, [], {}, [[]], {"name": {"x": 1}}, [None, 7], "x" * 5_000])
def test_odd_values_do_no_harm(odd: object) -> None:
    collect(
        author=odd,
        publisher=odd,
        keywords=odd,
        articleSection=odd,
        description=odd,
        dateModified=odd,
        mainEntityOfPage=odd,
        url=odd,
        inLanguage=odd,
    )
