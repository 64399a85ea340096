from __future__ import annotations

import json

import pytest

from services.extract.article import authors, tree
from services.extract.article.page import Page


def byline(markup: str, sites: set[str] | None = None) -> authors.Byline | None:
    root = tree.parse(f"<html><head></head><body>{markup}</body></html>".encode())
    assert root is not None
    return authors.byline(Page("https://courier.example/n/1", root), (), sites or set())


def data(author: object) -> str:
    node = {"@type": "NewsArticle", "headline": "Wexmouth keeps its ferry", "datePublished": "2026-03-09", "author": author}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("markup", "names", "witness"),
    [
        (data({"@type": "Person", "name": "Ana Ruiz"}), ("Ana Ruiz",), "json-ld"),
        (data(["Ana Ruiz", {"name": ["Tom Askew"]}]), ("Ana Ruiz", "Tom Askew"), "json-ld"),
        (data({"name": "Courier"}) + '<p class="byline">By <a href="#">Ana Ruiz</a></p>', ("Ana Ruiz",), "byline"),
        (data({"name": "Newsroom Staff"}), ("Newsroom Staff",), "json-ld"),
        ('<meta name="author" content="Ana Ruiz">', ("Ana Ruiz",), "meta"),
        (
            '<meta property="article:author" content="https://www.facebook.com/courier"><a rel="author">Ana Ruiz</a>',
            ("Ana Ruiz",),
            "rel",
        ),
        ("<h1>A headline</h1><div><span>By Ana Ruiz</span></div><p>Text of the article.</p>", ("Ana Ruiz",), "byline"),
        ('<h1>A headline</h1><a href="/authors/ana-ruiz">Ana Ruiz</a>', ("Ana Ruiz",), "byline"),
        (data([{"@type": "Person", "name": "Ana Ruiz"}, [{"name": "Tom Askew"}]]), ("Ana Ruiz", "Tom Askew"), "json-ld"),
        (data({"@type": "Organization", "name": "courier.example"}), ("courier.example",), "json-ld"),
        (
            '<meta name="author" content="Oldhaven Hall (www.courier.example)"><dl><dt>Author:</dt><dd>Ana Ruiz</dd></dl>',
            ("Ana Ruiz",),
            "byline",
        ),
        ("<ul><li><strong>Autorin/Autor</strong> Ana Ruiz</li></ul>", ("Ana Ruiz",), "byline"),
        (
            '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ana Ruiz">',
            ("Ana Ruiz",),
            "meta",
        ),
        ('<p class="author">Ana Ruiz, COURIER NORTH</p>', ("Ana Ruiz",), "byline"),
        ('<meta name="author" content="Courier"><p class="byline">Reuters<br>Updated: May 2</p>', ("Courier",), "meta"),
        ('<p class="byline">Reuters</p>', ("Reuters",), "byline"),
        (
            data({"@type": "Organization", "name": "Harbour News"})
            + '<p class="byline">Harbour News</p><div class="post"><p class="byline">Ana Ruiz</p></div>',
            ("Harbour News",),
            "json-ld",
        ),
        ('<div itemprop="author"><span itemprop="name">Ana Ruiz</span></div>', ("Ana Ruiz",), "microdata"),
        (
            '<div class="ArticleAuthorList"><a href="#">Ana Ruiz</a><a href="#">Tom Askew</a></div>',
            ("Ana Ruiz", "Tom Askew"),
            "byline",
        ),
    ],
)
def test_witnesses(markup: str, names: tuple[str, ...], witness: str) -> None:
    assert byline(markup, {"courier"}) == authors.Byline(names, witness)


def test_a_directory_of_authors_is_no_byline() -> None:
    names = [f"{first} {last}" for first in ("Ana", "Tom", "Mara") for last in ("Ruiz", "Askew", "Quill")]
    assert byline("".join(f'<a rel="author" href="/a/{n}">{name}</a>' for n, name in enumerate(names))) is None


def test_follow_buttons_are_no_authors() -> None:
    assert (
        byline('<div class="author-social"><a>Twitter</a> <a>Facebook</a></div><span class="byline">Follow us</span>') is None
    )
