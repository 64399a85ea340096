"""JSON Feed 1 and 1.1 (jsonfeed.org), read with patience: wrong types are passed over, not fatal. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from services.ingest.documents import parse_moment
from shared.characters import storable


@dataclass(slots=True)
class RawFeed:
    """A JSON Feed before its links are made absolute; each item is the keyword arguments of a FeedItem, `link` for `url`."""

    title: str
    items: list[dict[str, Any]] = field(default_factory=list)
    next: str | None = None
    hub: str | None = None
    self: str | None = None
    malformed: str | None = None


def read_json_feed(text: str) -> RawFeed | None:
    """The feed in `text`, or None where it is none (no JSON, or no feed)."""
    try:
        document = json.loads(text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    version, items = document.get("version"), document.get("items")
    declared = isinstance(version, str) and "jsonfeed.org/version/" in version
    if not declared and not (isinstance(items, list) and "title" in document):
        return None
    hubs = [hub for hub in _list(document.get("hubs")) if isinstance(hub, dict)]
    return RawFeed(
        title=_text(document.get("title")) or "",
        items=[_item(item, _text(document.get("language"))) for item in _list(items) if isinstance(item, dict)],
        next=_text(document.get("next_url")),
        hub=next((_text(hub.get("url")) for hub in hubs), None),
        self=_text(document.get("feed_url")),
        malformed=None if declared and isinstance(items, list) else "no version or no items",
    )


def _item(item: dict[str, Any], language: str | None) -> dict[str, Any]:
    guid = item.get("id")
    permalink = guid if isinstance(guid, str) and guid.startswith(("http://", "https://")) else None
    authors = [*_list(item.get("authors")), item.get("author")]
    names = [_text(author.get("name")) for author in authors if isinstance(author, dict)]
    return {
        "link": _text(item.get("url")) or _text(item.get("external_url")) or permalink,
        "guid": str(guid) if isinstance(guid, (str, int, float)) else None,
        "title": _text(item.get("title")) or "",
        "authors": tuple(dict.fromkeys(name for name in names if name)),
        "published": parse_moment(_text(item.get("date_published"))),
        "updated": parse_moment(_text(item.get("date_modified"))),
        "language": _text(item.get("language")) or language,
        "summary": _text(item.get("summary")) or _text(item.get("content_text")) or _text(item.get("content_html")) or "",
    }


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return storable(value).strip() or None if isinstance(value, str) else None
