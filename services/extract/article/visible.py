"""All that a page shows, furniture and dialogs included: what triage looks at when the article's own text is short."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from services.extract.article import tree
from services.extract.article.pieces import Walker
from services.extract.article.tree import squeeze, text_of

_UNSEEN = ("script", "style", "noscript", "svg", "template", "head")
_CONTROLS = ("button", "a", "input", "label", "summary")
_MOST = 200_000


@dataclass
class Visible:
    """The passages and controls of a page, read from a fresh tree of its markup (the body extraction has pruned the first)."""

    markup: bytes

    @cached_property
    def _root(self) -> etree._Element | None:
        return tree.parse(self.markup)

    @cached_property
    def marks(self) -> str:
        """Addresses of scripts and frames, element names and the beginnings of inline scripts, lower case."""
        if self._root is None:
            return ""
        found: list[str] = []
        for element in self._root.iter():
            if isinstance(element.tag, str):
                found += [element.get("id") or "", element.get("class") or "", element.get("src") or ""]
                if element.tag == "script":
                    found.append((element.text or "")[:400])
        return " ".join(found)[:_MOST].lower()

    @cached_property
    def passages(self) -> list[str]:
        """The text blocks of the whole page, dialogs and forms too; also those shown only without script."""
        if self._root is None:
            return []
        controls, _ = set(self.controls), self.marks  # both are read before the tree is pruned
        etree.strip_elements(self._root, *_UNSEEN, with_tail=False)
        shown = Walker(self._root, everything=True).walk(self._root)
        return [piece.text for piece in shown if piece.text not in controls][:2_000]

    @cached_property
    def controls(self) -> list[str]:
        """What buttons and links say."""
        if self._root is None:
            return []
        named = (squeeze(e.get("value")) if e.tag == "input" else text_of(e) for e in self._root.iter(*_CONTROLS))
        return [name for name in named if 1 < len(name) < 60][:500]

    @cached_property
    def text(self) -> str:
        """All passages."""
        return "\n".join(self.passages)[:_MOST]
