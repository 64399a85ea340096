from __future__ import annotations

import pytest

from services.extract.article import tree
from services.extract.article.language import identify, language, normalise
from services.extract.article.page import Page
from tests.corpus.markup import STORIES


def spoken(lang: str, text: str, feed: str | None = None) -> tuple[str, str] | None:
    root = tree.parse(f'<html lang="{lang}"><body><p>x</p></body></html>'.encode())
    assert root is not None
    return language(Page("https://x.example/a", root), text, feed)


@pytest.mark.parametrize("name", ["ferry", "bridge", "bakers", "tram", "snow", "library", "fishers"])
def test_words_overrule_the_template(name: str) -> None:
    story = STORIES[name]
    code = spoken("da", "\n".join(story["paragraphs"]))
    assert code is not None
    assert code[0] == story["language"]


def test_short_text_leaves_it_to_the_page() -> None:
    assert spoken("de-AT", "Kurz.") == ("de", "html")
    assert spoken("", "Kurz.", "de") == ("de", "feed")
    assert spoken("", "Kurz.") is None
    assert identify("Kurz.") is None


@pytest.mark.parametrize(
    ("tag", "code"), [("en-GB", "en"), ("de_DE", "de"), ("nb-NO", "no"), ("ENG", "en"), ("x", None), (7, None)]
)
def test_tags(tag: object, code: str | None) -> None:
    assert normalise(tag) == code
