"""OPML: lists of sources in and out. Any reader's list is understood; our own export brings all settings back. Pure.

In our export a source is an outline with `claimwire:` attributes, its feeds and sitemaps the outlines inside it; other readers
see a folder of feeds. Values that are no plain text (numbers, lists, mappings) are JSON. Parsed with lxml: listparser, the kept
library for OPML, drops every attribute that it does not know, and with them home pages, languages and settings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, cast
from urllib.parse import urlsplit

from lxml import etree

from services.ingest.documents import DocumentRefused, decode, local_name, safe_xml
from services.ingest.feeds import absolute

NAMESPACE = "urn:claimwire:opml:1"
_OURS = f"{{{NAMESPACE}}}"
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,40}")
_RESERVED = frozenset({"kind", "source"})

WayKind = Literal["feed", "sitemap", "news_sitemap", "front_page"]
_KINDS: frozenset[str] = frozenset({"feed", "sitemap", "news_sitemap", "front_page"})


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One address at which a source tells what is new."""

    url: str
    title: str = ""
    kind: WayKind = "feed"


@dataclass(frozen=True, slots=True)
class OpmlSource:
    """A source of the list. `settings` are ours (any JSON values by name), empty for lists of other readers.

    `folders` are the groups around it in such a list, outermost first.
    """

    name: str
    home: str | None = None
    feeds: tuple[OpmlFeed, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpmlList:
    """A list as read; `notes` tells what was passed over and why."""

    title: str
    sources: tuple[OpmlSource, ...]
    notes: tuple[str, ...] = ()


def read_opml(body: bytes, content_type: str | None = None) -> OpmlList:
    """Reads an OPML document. Raises DocumentRefused for what is none, or XML that is dangerous."""
    tree = _tree(safe_xml(decode(body, content_type)))
    root = next((element for element in tree.iter() if local_name(element.tag) == "opml"), None)
    if root is None:
        raise DocumentRefused("no OPML document")
    title = next((element.text for element in root.iter() if local_name(element.tag) == "title" and element.text), "")
    top = next((element for element in root.iter() if local_name(element.tag) == "body"), root)
    notes: list[str] = []
    sources = [source for outline in _outlines(top) for source in _sources(outline, (), notes)]
    return OpmlList(title.strip(), tuple(_merged(sources)), tuple(notes))


def write_opml(sources: Sequence[OpmlSource], title: str, created: datetime) -> bytes:
    """The list as OPML 2.0. Raises ValueError for the name of a setting that cannot be an attribute."""
    root = etree.Element("opml", nsmap={"claimwire": NAMESPACE}, version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _xml_text(title)
    etree.SubElement(head, "dateCreated").text = created.strftime("%a, %d %b %Y %H:%M:%S %z")
    body = etree.SubElement(root, "body")
    for source in sources:
        _write_source(body, source)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _write_source(body: etree._Element, source: OpmlSource) -> None:
    outline = etree.SubElement(body, "outline", {"text": _xml_text(source.name), _OURS + "source": "1"})
    if source.home:
        outline.set("htmlUrl", _xml_text(source.home))
    for key, value in source.settings.items():
        if not _KEY.fullmatch(key) or key in _RESERVED:
            raise ValueError(f"{key!r} cannot be the name of a setting")
        outline.set(_OURS + key, _xml_text(_encoded(value)))
    for feed in source.feeds:
        attributes = {"text": _xml_text(feed.title or source.name)}
        if feed.kind == "feed":
            attributes |= {"type": "rss", "xmlUrl": _xml_text(feed.url)}
        else:
            attributes |= {"type": "link", "url": _xml_text(feed.url), _OURS + "kind": feed.kind}
        etree.SubElement(outline, "outline", attributes)


def _tree(document: bytes) -> etree._Element:
    """The document as XML, or as tag soup where it is not well-formed (bare ampersands in addresses are common)."""
    try:
        return etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        pass
    try:
        soup = etree.fromstring(document, etree.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.LxmlError, ValueError) as error:
        raise DocumentRefused(f"no OPML document: {error}") from error
    if soup is None:
        raise DocumentRefused("no OPML document: empty")
    return soup


def _sources(outline: etree._Element, folders: tuple[str, ...], notes: list[str]) -> Iterator[OpmlSource]:
    plain, ours = _attributes(outline)
    name = plain.get("text") or plain.get("title") or ""
    if "source" in ours:
        yield _own_source(outline, name, plain, ours, notes)
        return
    feed = _feed(outline, notes)
    home = absolute(plain.get("htmlurl"), "http://") if plain.get("htmlurl") else None
    if feed:
        settings = {"language": plain["language"]} if plain.get("language") else {}
        yield OpmlSource(name or urlsplit(feed.url).netloc, home, (feed,), settings, folders)
    for inner in _outlines(outline):
        yield from _sources(inner, (*folders, name) if name and not feed else folders, notes)


def _own_source(
    outline: etree._Element, name: str, plain: Mapping[str, str], ours: Mapping[str, str], notes: list[str]
) -> OpmlSource:
    feeds = (_feed(inner, notes) for inner in _outlines(outline))
    settings = {key: _decoded(value) for key, value in ours.items() if key not in _RESERVED}
    return OpmlSource(name, plain.get("htmlurl") or None, tuple(feed for feed in feeds if feed), settings)


def _feed(outline: etree._Element, notes: list[str]) -> OpmlFeed | None:
    plain, ours = _attributes(outline)
    kind = ours.get("kind", "feed")
    link = plain.get("xmlurl") or (plain.get("url") if "kind" in ours else None)
    if not link:
        return None
    url = absolute(link, "http://")
    if url is None or kind not in _KINDS:
        notes.append(f"passed over: {link[:200]} ({'unknown kind ' + kind if url else 'no http address'})")
        return None
    return OpmlFeed(url, plain.get("text") or plain.get("title") or "", cast("WayKind", kind))


def _merged(sources: Sequence[OpmlSource]) -> Iterator[OpmlSource]:
    """The sources without repeats: readers file one feed in several folders."""
    seen: set[tuple[str, ...]] = set()
    for source in sources:
        key = tuple(feed.url for feed in source.feeds) or (source.home or source.name,)
        if key not in seen:
            seen.add(key)
            yield source


def _outlines(element: etree._Element) -> Iterator[etree._Element]:
    return (child for child in element if local_name(child.tag) == "outline")


def _attributes(outline: etree._Element) -> tuple[dict[str, str], dict[str, str]]:
    """The plain attributes (names in lower case) and ours (without the prefix)."""
    plain: dict[str, str] = {}
    ours: dict[str, str] = {}
    for raw, value in outline.attrib.items():
        name, text = str(raw), str(value).strip()
        if name.startswith(_OURS) or name.startswith("claimwire:"):
            ours[name.removeprefix(_OURS).removeprefix("claimwire:")] = text
        else:
            plain[name.lower()] = text
    return plain, ours


def _encoded(value: object) -> str:
    """Text as it is, unless it would be read back as JSON; everything else as JSON."""
    if isinstance(value, str) and value == _xml_text(value).strip() and _decoded(value) == value:
        return value
    text = json.dumps(value, ensure_ascii=False)
    return text if text == _xml_text(text) else json.dumps(value)


def _decoded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _xml_text(text: str) -> str:
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
