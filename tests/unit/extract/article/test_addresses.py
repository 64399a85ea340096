from __future__ import annotations

import pytest

from services.extract.article import addresses, tree
from services.extract.article.page import Page

FETCHED = "https://www.courier.example/n/ferry-1?utm_source=rss"


def page(head: str) -> Page:
    root = tree.parse(f"<html><head>{head}</head><body><p>x</p></body></html>".encode())
    assert root is not None
    return Page(FETCHED, root)


@pytest.mark.parametrize(
    ("head", "address", "witness"),
    [
        (
            '<link rel="canonical" href="https://www.courier.example/n/ferry-1">',
            "https://www.courier.example/n/ferry-1",
            "canonical",
        ),
        ('<link rel="canonical" href="/n/ferry-1#top">', "https://www.courier.example/n/ferry-1", "canonical"),
        (
            '<meta property="og:url" content="https://courier.example/n/ferry-1">',
            "https://courier.example/n/ferry-1",
            "opengraph",
        ),
        ('<link rel="canonical" href="https://www.courier.example/">', "https://www.courier.example/n/ferry-1", "url"),
        ('<link rel="canonical" href="https://other.example/n/ferry-1">', "https://www.courier.example/n/ferry-1", "url"),
        ('<link rel="canonical" href="http://[">', "https://www.courier.example/n/ferry-1", "url"),
        ("", "https://www.courier.example/n/ferry-1", "url"),
    ],
)
def test_canonical(head: str, address: str, witness: str) -> None:
    assert addresses.canonical(page(head)) == (address, witness)


def test_amp_address_is_absolute() -> None:
    assert addresses.amp(page('<link rel="amphtml" href="/amp/ferry-1">')) == "https://www.courier.example/amp/ferry-1"
    assert addresses.amp(page("")) is None


def test_parameters_that_name_the_article_stay() -> None:
    assert (
        addresses.clean("https://x.example/story.php?id=77&utm_medium=feed&fbclid=a#c") == "https://x.example/story.php?id=77"
    )


@pytest.mark.parametrize(
    ("fetched", "declared", "believed"),
    [
        ("https://edition.cnn.com/a-1", "https://www.cnn.com/a-1", True),
        ("https://m.abc.net.au/a-1", "https://www.abc.net.au/a-1", True),
        ("https://one.co.uk/a-1", "https://two.co.uk/a-1", False),
        ("https://one.github.io/a-1", "https://two.github.io/a-1", False),
        ("http://127.0.0.1:8100/a-1", "http://10.9.0.1:8100/a-1", False),
    ],
)
def test_sites_are_told_apart_by_who_registered_them(fetched: str, declared: str, believed: bool) -> None:
    root = tree.parse(f'<html><head><link rel="canonical" href="{declared}"></head><body><p>x</p></body></html>'.encode())
    assert root is not None
    assert (addresses.canonical(Page(fetched, root))[0] == declared) is believed
