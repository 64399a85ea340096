"""Who wrote it: persons before organisations, all of them, from JSON-LD, metas, microdata and bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml import etree

from services.extract.article import jsonld, labels
from services.extract.article.boilerplate import shown_text, tokens
from services.extract.article.jsonld import Node, listed
from services.extract.article.lexicon import words
from services.extract.article.names import is_person, is_plain_person, split, without_lead_in
from services.extract.article.page import Page
from services.extract.article.tree import plain, select, text_of
from services.extract.article.wires import agency_named

_METAS = (
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "cxenseparse:author",
    "article.author",
    "og:article:author",
    "authors",
    "bt:author",
    "citation_author",
    "creator",
    "twitter:misc:written by",
)
# Vendors and outlets have metas of their own: "acme_authors", "acme:author_name".
_OTHER_META = re.compile(r"(?:^|[:._-])authors?(?:[:._-]?names?)?$")
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
# "Oldhaven Courier (www.courier.example)": an outlet beside its address.
_OWN_ADDRESS = re.compile(r"[(\[]\s*(?:https?://|www\.)", re.I)
_OUTLET = re.compile(r"(?:\w+ ){0,2}(?:\w[\w-]*\.){1,2}[a-z]{2,7}", re.I)
# More names than this under rel=author are a directory of authors, not a byline.
_MOST_LINKED = 8
_MOST = 15
# A teaser's byline is so many steps at most below the element that holds its linked headline too.
_TEASER_DEPTH = 4
# Names in one byline meet so many steps above them at most.
_BYLINE_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors of an article and the witness that names them."""

    names: tuple[str, ...]
    witness: str


def byline(page: Page, feed: Iterable[str], site_names: set[str]) -> Byline | None:
    """The authors by the first witness that names persons; else the first that names an organisation."""
    fallback: Byline | None = None
    for witness, raw in _declarations(page):
        known = _known(raw)
        persons = tuple(name for name in _known(t for t in raw if not _OWN_ADDRESS.search(t)) if is_person(name, site_names))
        if persons:
            return Byline(known if witness == "json-ld" else persons, witness)
        known = known or (_outlets(raw) if witness == "json-ld" else ())
        if known and fallback is None and witness != "rel":
            fallback = Byline(known, witness)
    return _shown(page, feed, site_names, fallback) or fallback


def _shown(page: Page, feed: Iterable[str], site_names: set[str], fallback: Byline | None) -> Byline | None:
    """Persons or an agency by what readers see, or by the feed, where the page's data names no person."""
    known = _known(_visible(page, fallback.names if fallback else ()))
    persons = tuple(name for name in known if is_plain_person(name) and is_person(name, site_names))
    agencies = tuple(name for name in known if agency_named(name)) if fallback is None else ()
    if persons or agencies:
        return Byline(persons or agencies, "byline")
    fed = _known(feed)
    persons = tuple(name for name in fed if is_person(name, site_names))
    if persons or (fed and fallback is None):
        return Byline(persons or fed, "feed")
    unmarked = tuple(_spoken(page, site_names)) if fallback is None or fallback.witness != "json-ld" else ()
    return Byline(unmarked, "byline") if unmarked else None


def _known(raw: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in raw for name in split(text)))[:_MOST]


def _outlets(raw: Iterable[str]) -> tuple[str, ...]:
    """Outlets whose name is their address ("courier.example"), declared as the author."""
    return tuple(dict.fromkeys(name for text in raw if _OUTLET.fullmatch(name := plain(text))))[:_MOST]


def _declarations(page: Page) -> Iterator[tuple[str, list[str]]]:
    for node in page.article_nodes[:3]:
        if jsonld.is_article(node):
            yield "json-ld", list(_declared(page, node))
    for name in _METAS:
        if name in page.metas:
            yield "opengraph" if ":" in name else "meta", page.metas[name][:_MOST]
    for name in page.metas:
        if _OTHER_META.search(name) and name not in _METAS:
            yield "meta", page.metas[name][:_MOST]
    yield "meta", _label_pair(page)
    yield "microdata", _marked(page)
    yield "rel", _linked(page)


def _declared(page: Page, node: Node) -> Iterator[str]:
    for author in _flat(node.get("author") or node.get("creator")):
        value = jsonld.resolve(author, page.index)
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (name for name in listed(value.get("name")) if isinstance(name, str))


def _label_pair(page: Page) -> list[str]:
    """Twitter cards label two facts freely: "Written by", "Ana Ruiz"."""
    pairs = ((page.meta(f"twitter:label{n}"), page.meta(f"twitter:data{n}")) for n in (1, 2))
    return [value for label, value in pairs if label.casefold() in words("bylines", "author_labels")]


def _flat(value: object) -> Iterator[object]:
    """The members of a value that is one, many, or lists within lists."""
    for member in listed(value):
        if isinstance(member, list):
            yield from member
        else:
            yield member


def _marked(page: Page) -> list[str]:
    """Microdata: the first author and those in the same byline; others belong to teasers."""
    names = []
    marked = page.itemprops.get("author", [])[:_MOST]
    around = set(islice(marked[0].iterancestors(), _BYLINE_DEPTH)) if marked else set()
    for element in marked:
        if around.isdisjoint(islice(element.iterancestors(), _BYLINE_DEPTH)):
            continue
        inner = element.find(".//*[@itemprop='name']")
        named = element if inner is None else inner
        names.append(named.get("content") or shown_text(named))
    return names


def _linked(page: Page) -> list[str]:
    found = dict.fromkeys(
        text for e in page.root.iter("a") if "author" in (e.get("rel") or "").split() and (text := shown_text(e))
    )
    return [] if len(found) > _MOST_LINKED else list(found)


def _visible(page: Page, declared: Sequence[str]) -> list[str]:
    """Text of elements that class or id call a byline; the first that yields a name.

    A byline of the `declared` organisation ends the search: what follows belongs to others (posts, teasers).
    """
    for element in page.root.iter(etree.Element):
        if not _is_called_byline(element.get("class"), element.get("id")) or element.tag in _NO_BYLINE_TAGS:
            continue
        if _is_foreign(element):
            continue
        text = _byline_text(element)
        if not 2 < len(text) < 150:
            continue
        names = split(text)
        if any(is_plain_person(name) for name in names) or any(agency_named(name) for name in names):
            return [text, *(_byline_text(other) for other in element.itersiblings(element.tag) if _is_like(other, element))]
        if names and all(name in declared for name in names):
            break
    return []


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


def _spoken(page: Page, site_names: set[str]) -> list[str]:
    """Without any marking: a line such as "By Ana Ruiz" soon after the headline, else links to author pages."""
    for element in select(_AFTER_HEADLINE, page.root):
        if len(element) <= 3 and 6 < len(text := text_of(element)) < 90 and without_lead_in(text) != text:
            names = [name for name in split(text) if is_plain_person(name) and is_person(name, site_names)]
            if names:
                return names
    labelled = [name for name in _known(labels.values(page.root, "author")) if is_plain_person(name)]
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
