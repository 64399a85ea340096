"""One parsed page with what metadata, triage and body all look at, collected in one pass."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin

from lxml import etree

from services.extract.article import jsonld
from services.extract.article.boilerplate import shown_text
from services.extract.article.tree import plain, text_of

# Whose elements are looked at again and again. A pass through the tree costs a tenth of its parse.
_COLLECTED = frozenset({"meta", "link", "script", "title", "h1", "time", "form"})
_META_KEYS = ("property", "name", "itemprop", "http-equiv")


@dataclass
class Page:
    """A page fetched from `url`: its tree and its declared data. Collected before the body extraction alters the tree.

    `tags` holds the elements of a few tags in document order, `itemprops` those with microdata by its lower-case property.
    """

    url: str
    root: etree._Element
    tags: dict[str, list[etree._Element]] = field(init=False)
    itemprops: dict[str, list[etree._Element]] = field(init=False)
    metas: dict[str, list[str]] = field(init=False)
    links: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.tags, self.itemprops = defaultdict(list), defaultdict(list)
        for element in self.root.iter():
            tag = element.tag
            if tag in _COLLECTED:
                self.tags[tag].append(element)
            properties = element.get("itemprop")
            if properties:
                for name in properties.lower().split():
                    self.itemprops[name].append(element)
        self.metas, self.links = {}, {}
        for element in self.tags["meta"]:
            self._add_meta(element)
        for element in self.tags["link"]:
            self._add_link(element)

    def _add_meta(self, element: etree._Element) -> None:
        value = plain(element.get("content"))
        if value:
            for key in {element.get(name) for name in _META_KEYS}:
                if key:
                    self.metas.setdefault(key.strip().lower(), []).append(value)

    def _add_link(self, element: etree._Element) -> None:
        address = (element.get("href") or "").strip()
        if address:
            for relation in (element.get("rel") or "").lower().split():
                self.links.setdefault(relation, address)

    def meta(self, *names: str) -> str:
        """The first non-empty value of the first of these metas that the page has."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")

    def absolute(self, address: str) -> str | None:
        """An address on the page as an absolute http(s) one."""
        try:
            joined = urljoin(self.url, address.strip())
        except ValueError:
            return None
        return joined if joined.startswith(("http://", "https://")) else None

    @cached_property
    def head_title(self) -> str:
        """The <title> of the document (not one inside an SVG)."""
        return next((title for e in self.tags["title"] if (title := plain(text_of(e)))), "")

    @cached_property
    def headings(self) -> list[str]:
        """The texts of all h1 elements."""
        return [text for e in self.tags["h1"][:40] if (text := plain(shown_text(e)))][:20]

    @cached_property
    def nodes(self) -> list[jsonld.Node]:
        """All JSON-LD nodes."""
        return jsonld.nodes(self.tags["script"])

    @cached_property
    def index(self) -> dict[str, jsonld.Node]:
        """JSON-LD nodes by @id."""
        return jsonld.index_by_id(self.nodes)

    @cached_property
    def article_nodes(self) -> list[jsonld.Node]:
        """The JSON-LD nodes that describe this page's article, best first."""
        addresses = [self.url, self.links.get("canonical", ""), self.meta("og:url")]
        titles = [self.head_title, self.meta("og:title"), *self.headings[:3]]
        return jsonld.by_relevance(
            self.nodes, map(jsonld.address_key, addresses), [jsonld.title_key(title) for title in titles]
        )
