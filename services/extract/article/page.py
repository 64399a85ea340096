"""One parsed page with what metadata, triage and body all look at, collected in one pass each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin

from lxml import etree

from services.extract.article import jsonld
from services.extract.article.tree import plain, text_of, with_itemprop


@dataclass
class Page:
    """A page fetched from `url`: its tree and its declared data. Collected before the body extraction alters the tree."""

    url: str
    root: etree._Element
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for element in self.root.iter("meta"):
            self._add_meta(element)
        for element in self.root.iter("link"):
            self._add_link(element)

    def _add_meta(self, element: etree._Element) -> None:
        value = plain(element.get("content"))
        if value:
            for key in {element.get("property"), element.get("name"), element.get("itemprop"), element.get("http-equiv")}:
                if key:
                    self.metas.setdefault(key.strip().lower(), []).append(value)

    def _add_link(self, element: etree._Element) -> None:
        address = (element.get("href") or "").strip()
        for relation in (element.get("rel") or "").lower().split():
            if address:
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
        return next((title for e in self.root.iter("title") if (title := plain(text_of(e)))), "")

    @cached_property
    def headings(self) -> list[str]:
        """The texts of all h1 elements."""
        return [text for e in self.root.iter("h1") if (text := plain(text_of(e)))][:20]

    @cached_property
    def itemprops(self) -> dict[str, list[etree._Element]]:
        """Elements with microdata properties by lower-case property name, outside <head> metas too."""
        found: dict[str, list[etree._Element]] = {}
        for element in with_itemprop(self.root):
            for name in element.get("itemprop", "").lower().split():
                found.setdefault(name, []).append(element)
        return found

    @cached_property
    def nodes(self) -> list[jsonld.Node]:
        """All JSON-LD nodes."""
        return jsonld.nodes(self.root)

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
