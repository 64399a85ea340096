"""The outlets' feeds: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, and an RSS feed that leaves out all dates, as some do."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from sample.content import FeedFormat, Outlet, Story, Version
from sample.pages import iso

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
register_namespace("dc", DUBLIN_CORE)

Entry = tuple[Story, Version]
CONTENT_TYPES: dict[FeedFormat, str] = {
    "rss": "application/rss+xml; charset=utf-8",
    "rss-undated": "text/xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
}


def feed(outlet: Outlet, entries: Sequence[Entry], base_url: str) -> bytes:
    """The outlet's feed over its stories as they stand now, newest first; UTF-8."""
    return WRITERS[outlet.feed_format](outlet, entries, base_url)


def rss(outlet: Outlet, entries: Sequence[Entry], base_url: str, dated: bool = True) -> bytes:
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    add_texts(channel, title=outlet.name, link=f"{base_url}/", description=outlet.tagline, language=outlet.language)
    for story, version in entries:
        item = SubElement(channel, "item")
        url = link(outlet, story, base_url)
        add_texts(item, title=version.title, link=url, description=summary(version), guid=base_url + story.path)
        if dated:
            add_texts(item, pubDate=format_datetime(story.published), category=story.section)
            for author in story.authors:
                SubElement(item, f"{{{DUBLIN_CORE}}}creator").text = author
    return to_bytes(root)


def rss_undated(outlet: Outlet, entries: Sequence[Entry], base_url: str) -> bytes:
    return rss(outlet, entries, base_url, dated=False)


def atom(outlet: Outlet, entries: Sequence[Entry], base_url: str) -> bytes:
    root = Element("feed", xmlns=ATOM)
    newest = max(updated(entry) for entry in entries)
    add_texts(root, title=outlet.name, subtitle=outlet.tagline, id=f"{base_url}/", updated=newest)
    SubElement(root, "link", rel="self", href=base_url + outlet.feed_path)
    SubElement(root, "link", rel="alternate", type="text/html", href=f"{base_url}/")
    for story, version in entries:
        entry = SubElement(root, "entry")
        add_texts(entry, title=version.title, id=base_url + story.path, published=iso(story.published))
        add_texts(entry, updated=updated((story, version)), summary=summary(version))
        SubElement(entry, "link", rel="alternate", type="text/html", href=link(outlet, story, base_url))
        for author in story.authors:
            add_texts(SubElement(entry, "author"), name=author)
    return to_bytes(root)


def json_feed(outlet: Outlet, entries: Sequence[Entry], base_url: str) -> bytes:
    items = [
        {
            "id": base_url + story.path,
            "url": link(outlet, story, base_url),
            "title": version.title,
            "summary": summary(version),
            "date_published": iso(story.published),
            "authors": [{"name": author} for author in story.authors],
            "tags": [story.section],
        }
        for story, version in entries
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{base_url}/",
        "feed_url": base_url + outlet.feed_path,
        "description": outlet.tagline,
        "language": outlet.language,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


WRITERS: dict[FeedFormat, Callable[[Outlet, Sequence[Entry], str], bytes]] = {
    "rss": rss,
    "rss-undated": rss_undated,
    "atom": atom,
    "json": json_feed,
}


def link(outlet: Outlet, story: Story, base_url: str) -> str:
    return base_url + story.path + outlet.feed_link_suffix


def summary(version: Version) -> str:
    return version.dek or version.body.split("\n\n")[0]


def updated(entry: Entry) -> str:
    story, version = entry
    return iso(version.modified or story.published)


def add_texts(parent: Element, **texts: str) -> None:
    for tag, text in texts.items():
        SubElement(parent, tag).text = text


def to_bytes(root: Element) -> bytes:
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")).encode()
