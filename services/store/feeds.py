"""Any list as a feed: Atom (RFC 4287) or JSON Feed 1.1. An entry's id is the same on every machine and for ever."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what is said, by whom, where it stands; `url` is the article, `about` where the API tells more."""

    id: str
    title: str
    text: str
    author: str
    url: str
    about: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A list as a feed; `address` is where it comes from."""

    title: str
    address: str
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """When its newest entry changed; an empty feed never did."""
        return max((entry.updated for entry in self.entries), default=datetime(1970, 1, 1, tzinfo=UTC))


def entries(kind: str, rows: Sequence[Row], base: str) -> list[Entry]:
    """The rows of a list as entries; `base` is the API's address."""
    make = _MAKE[kind]
    return [make(row, base.rstrip("/")) for row in rows]


def _id(*parts: object) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(map(str, parts))).urn


def _article(row: Row, base: str) -> Entry:
    told = f"{row['source']}: version {row['versions']}, {row['claims']} claims"
    when = row["published"] or row["first_seen"]
    changed = row["modified"] or row["first_seen"]
    about = f"{base}/articles/{row['id']}"
    return Entry(_id("article", row["url"]), row["title"], told, row["source"], row["url"], about, when, max(when, changed))


def _claim(row: Row, base: str) -> Entry:
    words = row["claim"]["text"]
    # Known by its words within its article, as the store knows it, and not by a number of this database.
    name = _id("claim", row["url"], row["claim"]["part"], words)
    who = row["speaker"] or row["source"]
    text = words if row["current"] else f"{words}\n(edited out of the newest version)"
    about = f"{base}/claims/{row['id']}"
    return Entry(name, f"{who}: {_short(words)}", text, who, row["url"], about, row["first_seen"], row["first_seen"])


def _figure(row: Row, base: str) -> Entry:
    who = row["speaker"] or row["source"]
    what = " ".join(filter(None, (row["text"], row["what"], row["event"])))
    name = _id("figure", row["url"], row["words"], row["text"], row["what"])
    when = row["published"] or datetime(1970, 1, 1, tzinfo=UTC)
    return Entry(name, f"{who}: {what}", row["words"], who, row["url"], f"{base}/claims/{row['claim']}", when, when)


def _series(row: Row, base: str) -> Entry:
    told = f"{row['figures']} figures in {row['articles']} articles by {row['claimants']} claimants"
    against = f", {row['contradictions']} open contradictions" if row["contradictions"] else ""
    began = row["first_at"] or row["updated_at"]
    page = f"{base.removesuffix('/api/v1')}/series/{row['id']}"
    name = _id("series", row["id"])
    return Entry(name, row["name"], told + against, "Claimwire", page, f"{base}/series/{row['id']}", began, row["updated_at"])


def _contradiction(row: Row, base: str) -> Entry:
    sides = [f"{side['speaker']} ({side['words']})" for side in (row["a"], row["b"])]
    signs = [str(side[name]) for side in (row["a"], row["b"]) for name in ("claimant", "low", "high", "comparator")]
    when = row["since"] or datetime(1970, 1, 1, tzinfo=UTC)
    page = f"{base.removesuffix('/api/v1')}/series/{row['series']}"
    title = f"{row['name']}: {' against '.join(sides)}"
    name, about = _id("contradiction", row["series"], *signs), f"{base}/series/{row['series']}"
    return Entry(name, title, row["reason"], "Claimwire", page, about, when, when)


def _edit(row: Row, base: str) -> Entry:
    told = "\n".join(dict.fromkeys(change["reason"] for change in row["changes"] if change["reason"]))
    name, title = _id("edit", row["url"], row["version"]), f"{row['title']}: version {row['version']}"
    about = f"{base}/articles/{row['article']}/versions/{row['version']}"
    when = row["fetched_at"]
    return Entry(name, title, told or "no claim changed", row["source"], row["url"], about, when, when)


_MAKE = {
    "articles": _article,
    "claims": _claim,
    "figures": _figure,
    "series": _series,
    "contradictions": _contradiction,
    "edits": _edit,
}


def _short(words: str, most: int = 120) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"


def atom(feed: Feed) -> bytes:
    """The feed in Atom. All that others wrote is text, never markup."""
    ET.register_namespace("", _NAMESPACE)
    root = ET.Element(f"{{{_NAMESPACE}}}feed")
    _add(root, "id", _id("feed", feed.address))
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated.isoformat())
    _add(root, "link", href=feed.address, rel="self", type=ATOM)
    _add(root, "generator", "Claimwire")
    for entry in feed.entries:
        node = _add(root, "entry")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title, type="text")
        _add(node, "published", entry.published.isoformat())
        _add(node, "updated", entry.updated.isoformat())
        _add(_add(node, "author"), "name", entry.author)
        _add(node, "link", href=entry.url, rel="alternate", type="text/html")
        _add(node, "link", href=entry.about, rel="via", type="application/json")
        _add(node, "content", entry.text, type="text")
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    plain = {key: _NO_XML.sub("", value) for key, value in attributes.items()}
    node = ET.SubElement(parent, f"{{{_NAMESPACE}}}{name}", plain)
    node.text = _NO_XML.sub("", text) if text is not None else None
    return node


def json_feed(feed: Feed) -> dict[str, Any]:
    """The feed in JSON Feed 1.1."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "feed_url": feed.address,
        "items": [
            {
                "id": entry.id,
                "url": entry.about,
                "external_url": entry.url,
                "title": entry.title,
                "content_text": entry.text,
                "date_published": entry.published.isoformat(),
                "date_modified": entry.updated.isoformat(),
                "authors": [{"name": entry.author}],
            }
            for entry in feed.entries
        ],
    }
