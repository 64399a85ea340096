"""All metadata of an article from one page, with the witness of each field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from services.extract.article import addresses, authors, dates, jsonld, titles
from services.extract.article.hints import FeedHint
from services.extract.article.jsonld import listed
from services.extract.article.moments import Moment
from services.extract.article.page import Page
from services.extract.article.tree import plain
from services.extract.article.wires import agency_named

_NOTHING = FeedHint()
# What stands around the owner's name in a line of rights.
_OWNER = re.compile(r"©|\(c\)|copyright|\b\d{4}\b|all rights reserved.*", re.I)


@dataclass
class Metadata:
    """What a page says of its article; `evidence` names the witness of every field that has a value."""

    canonical_url: str
    amp_url: str | None = None
    title: str = ""
    dek: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    publisher: str | None = None
    wire: str | None = None
    free_to_read: bool | None = None
    evidence: dict[str, str] = field(default_factory=dict)


def collect(page: Page, hint: FeedHint | None) -> Metadata:
    """The metadata of the article on `page`; the feed's word counts where the page is silent."""
    hint = hint or _NOTHING
    address, witness = addresses.canonical(page)
    found = Metadata(canonical_url=address, amp_url=addresses.amp(page), evidence={"canonical_url": witness})
    if found.amp_url:
        found.evidence["amp_url"] = "link"
    _add_publisher(found, page)
    sites = site_names(page, found.publisher)
    _add_title(found, page, hint, sites)
    _add_people(found, page, hint, sites)
    _add_dates(found, page, hint)
    for name, value in _texts(page):
        if value and getattr(found, name) in (None, ()):
            setattr(found, name, value[0])
            found.evidence[name] = value[1]
    return found


def site_names(page: Page, publisher: str | None) -> set[str]:
    """The names that mean the site itself, folded by `title_key`: from metas, JSON-LD and the host name."""
    names = [publisher or "", page.meta("og:site_name"), page.meta("application-name"), page.meta("twitter:site").lstrip("@")]
    names += [
        plain(node.get("name"))
        for node in page.nodes
        if jsonld.types_of(node) & {"organization", "newsmediaorganization", "website"}
    ][:6]
    names += [
        _OWNER.sub("", page.meta(name)).strip(" .,|-–—") for name in ("copyright", "publisher", "dc.publisher", "dc.rights")
    ]
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names += [host, *(label for label in labels[:-1] if len(label) > 2)]
    return {key for name in names if (key := jsonld.title_key(name))}


def _add_publisher(found: Metadata, page: Page) -> None:
    for node in page.article_nodes[:3]:
        for value in listed(node.get("publisher")):
            named = jsonld.resolve(value, page.index)
            name = plain(named.get("name")) if isinstance(named, dict) else plain(named)
            if name:
                found.publisher, found.evidence["publisher"] = name, "json-ld"
                return
    if page.meta("og:site_name"):
        found.publisher, found.evidence["publisher"] = page.meta("og:site_name"), "opengraph"


def _add_title(found: Metadata, page: Page, hint: FeedHint, sites: set[str]) -> None:
    head = titles.headline(page, hint.title, sites)
    if head:
        found.title, found.evidence["title"] = head.text, head.witness


def _add_people(found: Metadata, page: Page, hint: FeedHint, sites: set[str]) -> None:
    by = authors.byline(page, hint.authors, sites)
    if by:
        found.authors, found.evidence["authors"] = by.names, by.witness
    agency = next((wire for name in found.authors if (wire := agency_named(name))), None)
    if agency:
        found.wire, found.evidence["wire"] = agency, found.evidence["authors"]


def _add_dates(found: Metadata, page: Page, hint: FeedHint) -> None:
    found.published = dates.published(page, hint.published) or dates.from_text(page.root, page.url)
    if found.published:
        found.evidence["published"] = found.published.witness
    changed = dates.modified(page, found.published)
    if changed:
        found.modified, found.evidence["modified"] = changed.at, changed.witness


def _texts(page: Page) -> Iterator[tuple[str, tuple[Any, str] | None]]:
    nodes = page.article_nodes[:3]
    yield "dek", _dek(page)
    for node in nodes:
        section = next((text for value in listed(node.get("articleSection")) if (text := plain(value))), "")
        yield "section", (section, "json-ld") if section else None
        tags = tuple(dict.fromkeys(tag for value in listed(node.get("keywords")) for tag in _tags(value)))
        yield "tags", (tags, "json-ld") if tags else None
        yield "free_to_read", _free(node)
    section = page.meta("article:section", "parsely-section", "section", "cxenseparse:category")
    yield "section", (section, "opengraph") if section else None
    metas = [*page.metas.get("article:tag", ()), *page.metas.get("news_keywords", ())] or page.metas.get("keywords", [])
    tags = tuple(dict.fromkeys(tag for value in metas for tag in _tags(value)))
    yield "tags", (tags, "opengraph") if tags else None
    tier = page.meta("article:content_tier")
    yield "free_to_read", (tier.lower() == "free", "opengraph") if tier else None


def _dek(page: Page) -> tuple[str, str] | None:
    for node in page.article_nodes[:2]:
        for key in ("description", "alternativeHeadline"):
            text = plain(node.get(key))
            if text:
                return text, "json-ld"
    text = page.meta("og:description", "description", "twitter:description")
    return (text, "opengraph") if text else None


def _tags(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = value.get("name")
    for tag in plain(value).split(","):
        text = tag.strip()
        if 1 < len(text) <= 80 and not re.match(r"^[\w-]+:[^ ]", text):
            yield text


def _free(node: jsonld.Node) -> tuple[bool, str] | None:
    """https://schema.org/isAccessibleForFree as a boolean or as its many spellings."""
    value = node.get("isAccessibleForFree")
    if isinstance(value, bool):
        return value, "json-ld"
    if isinstance(value, str) and value.strip():
        return value.strip().rsplit("/", 1)[-1].lower() in ("true", "yes", "1"), "json-ld"
    return None
