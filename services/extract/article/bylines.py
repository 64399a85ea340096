"""Bylines as readers see them: elements named so, lines after the headline, links to author pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml import etree

from services.extract.article import labels
from services.extract.article.boilerplate import shown_text, tokens
from services.extract.article.names import is_person, is_plain_person, split, told, without_lead_in
from services.extract.article.page import Page
from services.extract.article.tree import select, text_of
from services.extract.article.wires import agency_named

_BYLINE_TOKENS = frozenset(
    {
        *("byline", "bylines", "author", "authors", "autor", "autoren", "autora", "autore", "auteur", "auteurs", "contributor"),
        *("contributors", "writer", "writers", "firma", "verfasser", "redakteur", "yazar", "skribent", "forfatter"),
        "auth-name",
    }
)
_NOT_BYLINE = frozenset(
    {
        *(
            "bio",
            "about",
            "additional",
            "image",
            "img",
            "photo",
            "avatar",
            "social",
            "follow",
            "more",
            "related",
            "box",
            "comment",
        ),
        *("comments", "desc", "description", "role", "title", "date", "time", "twitter", "card", "teaser", "sidebar", "widget"),
        "footer",
    }
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|in|es|i)?|auteurs?|writers?|journalists?|contributors?|people|profiles?|staff|reporters?|by|redaktion|"
    r"redakteure?|columnist|firmas?|yazar(?:lar)?|skribent|byline)/[^/?#]{3,}", re.I
)  # fmt: skip
# A teaser's byline is so many steps at most below the element that holds its linked headline too.
_TEASER_DEPTH = 4


def _marked(page: Page) -> Iterator[tuple[str, list[str]]]:
    """The text of each element that class or id call a byline, with those of its like that follow it."""
    for element in page.root.iter(etree.Element):
        if not _is_called_byline(element.get("class"), element.get("id")) or element.tag in _NO_BYLINE_TAGS:
            continue
        text = _byline_text(element)
        if 2 < len(text) < 150 and not _is_foreign(element):
            yield text, [_byline_text(other) for other in element.itersiblings(element.tag) if _is_like(other, element)]


def first_telling(page: Page, declared: Sequence[str]) -> list[str]:
    """The persons and agencies of the first byline that names any, with those beside it.

    A byline of the `declared` organisation ends the search: what follows belongs to others (posts, teasers).
    """
    for text, beside in _marked(page):
        found = [name for line in (text, *beside) for name in (*told(line), *filter(agency_named, split(line)))]
        if found:
            return found
        names = split(text)
        if names and all(name in declared for name in names):
            break
    return []


def desk(page: Page) -> tuple[str, ...]:
    """The desk or outlet that a byline names with a "by" before it."""
    return next((tuple(split(text)) for text, _ in _marked(page) if without_lead_in(text) != text and split(text)), ())


def _is_like(other: etree._Element, element: etree._Element) -> bool:
    """Whether a following sibling is another name in the same byline."""
    return other.get("class") is not None and other.get("class") == element.get("class")


def _is_foreign(element: etree._Element) -> bool:
    """Whether a byline stands in a picture, a box or a teaser: in a small element with a linked headline of its own."""
    for depth, ancestor in enumerate(element.iterancestors()):
        if ancestor.tag in ("figure", "figcaption", "aside", "nav", "footer"):
            return True
        if depth < _TEASER_DEPTH and any(head.find(".//a") is not None for head in ancestor.iter("h2", "h3", "h4")):
            return ancestor.find(".//h1") is None
    return False


def unmarked(page: Page, site_names: set[str]) -> list[str]:
    """Without any marking: a line such as "By Ana Ruiz" soon after the headline, else links to author pages."""
    for element in select(_AFTER_HEADLINE, page.root):
        if len(element) <= 3 and 6 < len(text := text_of(element)) < 90 and without_lead_in(text) != text:
            names = [name for name in told(text) if is_person(name, site_names)]
            if names:
                return names
    labelled = [
        name
        for name in dict.fromkeys(name for text in labels.values(page.root, "author") for name in split(text))
        if is_plain_person(name)
    ]
    if labelled:
        return labelled
    addressed = (e for e in page.root.iter("a") if _AUTHOR_PAGE.search(e.get("href") or ""))
    linked = dict.fromkeys(text for e in addressed if is_plain_person(text := text_of(e)))
    return list(linked) if len(linked) <= 4 else []


_AFTER_HEADLINE = etree.XPath("(//h1)[1]/following::*[position() < 120]")


def _byline_text(element: etree._Element) -> str:
    links = [text for e in element.iter("a") if (text := shown_text(e))]
    return "; ".join(links) if links else shown_text(element)


@lru_cache(maxsize=20_000)
def _is_called_byline(named: str | None, identified: str | None) -> bool:
    names = f"{named or ''} {identified or ''}"
    if len(names) < 5 or not any(hint in names for hint in _BYLINE_HINTS):
        return False
    found = tokens(names)
    return not found.isdisjoint(_BYLINE_TOKENS) and found.isdisjoint(_NOT_BYLINE)


# A quick look before the names are cut into tokens.
_BYLINE_HINTS = (
    "uthor",
    "uthName",
    "yline",
    "utor",
    "uteur",
    "riter",
    "ontributor",
    "irma",
    "erfasser",
    "edakteur",
    "azar",
    "kribent",
    "orfatter",
)
_NO_BYLINE_TAGS = frozenset(
    {"html", "body", "main", "article", "img", "svg", "figure", "figcaption", "script", "style", "button", "form"}
)
