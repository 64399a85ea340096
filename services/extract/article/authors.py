"""Who wrote it: persons before organisations, all of them, from JSON-LD, metas, microdata and bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from services.extract.article import bylines, jsonld
from services.extract.article.boilerplate import shown_text
from services.extract.article.jsonld import Node, listed
from services.extract.article.lexicon import words
from services.extract.article.names import is_person, split
from services.extract.article.page import Page
from services.extract.article.tree import plain
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
# "Oldhaven Courier (www.courier.example)": an outlet beside its address.
_OWN_ADDRESS = re.compile(r"[(\[]\s*(?:https?://|www\.)", re.I)
_OUTLET = re.compile(r"(?:\w+ ){0,2}(?:\w[\w-]*\.){1,2}[a-z]{2,7}", re.I)
# More names than this under rel=author are a directory of authors, not a byline.
_MOST_LINKED = 8
_MOST = 15
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
    """Persons or an agency by what readers see, or by the feed, where the page's data names no person; at last any desk."""
    known = tuple(dict.fromkeys(bylines.first_telling(page, fallback.names if fallback else ())))[:_MOST]
    persons = tuple(name for name in known if is_person(name, site_names))
    agencies = tuple(name for name in known if agency_named(name)) if fallback is None else ()
    if persons or agencies:
        return Byline(persons or agencies, "byline")
    fed = _known(feed)
    persons = tuple(name for name in fed if is_person(name, site_names))
    if persons or (fed and fallback is None):
        return Byline(persons or fed, "feed")
    unmarked = tuple(bylines.unmarked(page, site_names)) if fallback is None or fallback.witness != "json-ld" else ()
    names = unmarked or (bylines.desk(page) if fallback is None else ())
    return Byline(names, "byline") if names else None


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
