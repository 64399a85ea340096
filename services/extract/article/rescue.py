"""Second opinions on a body that looks wrong: the page's own JSON-LD text, and trafilatura."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree, html
from trafilatura import bare_extraction

from services.extract.article import jsonld
from services.extract.article.page import Page
from services.extract.article.pieces import Piece
from services.extract.article.tree import plain, squeeze
from shared.articles import BlockKind

# A body of fewer letters is questioned; a declared text this long can answer.
_FEW = 330
_ENOUGH = 500
# A body that holds less of the declared text's words than this is another text.
_AGREE = 0.4
_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"\n+|<br\s*/?>|</p>", re.I)
_KINDS: dict[str, BlockKind] = {"head": "heading", "item": "list_item", "quote": "quote", "row": "table"}


def needed(page: Page, pieces: Sequence[Piece]) -> bool:
    """Whether the body is suspiciously short, or does not hold what the page's JSON-LD says is its text."""
    if sum(piece.width for piece in pieces) < _FEW:
        return True
    declared = declared_text(page)
    return len(declared) >= _ENOUGH and agreement(_joined(pieces), declared) < _AGREE


def better(page: Page, pieces: list[Piece], markup: bytes) -> list[Piece]:
    """The best of the body as found, trafilatura's and the declared text.

    With a declared text, the reading that agrees with it more; without, trafilatura's if it found at least twice as much.
    """
    declared = declared_text(page)
    other = by_trafilatura(markup)
    if len(declared) < _ENOUGH:
        return other if _letters(other) > max(2 * _letters(pieces), _FEW) else pieces
    best = max((pieces, other), key=lambda reading: agreement(_joined(reading), declared))
    if agreement(_joined(best), declared) >= _AGREE:
        return best
    root = page.root
    return [Piece(text, "paragraph", root, 0) for part in _PARAGRAPH.split(declared) if (text := plain(part))]


def declared_text(page: Page) -> str:
    """The JSON-LD articleBody: often a teaser, never the first choice."""
    bodies = (node.get("articleBody") for node in page.article_nodes[:1] if jsonld.is_article(node))
    return next((body for body in bodies if isinstance(body, str)), "")


def agreement(text: str, declared: str) -> float:
    """The share of the declared text's beginning (its runs of four words) that `text` holds."""
    words = _WORD.findall(plain(declared[:4_000]).casefold())[:300]
    runs = [" ".join(words[i : i + 4]) for i in range(0, max(len(words) - 3, 0))]
    held = " ".join(_WORD.findall(text.casefold()))
    return sum(run in held for run in runs) / len(runs) if runs else 0.0


def by_trafilatura(markup: bytes) -> list[Piece]:
    """The body that trafilatura reads, as pieces."""
    try:
        root = html.fromstring(markup, parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
        document = bare_extraction(root, favor_precision=True, include_comments=False, with_metadata=False)
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    if document is None or isinstance(document, dict):
        return []
    return [piece for element in document.body.iter(*_BLOCKS) if (piece := _as_piece(element)) is not None]


_BLOCKS = ("p", "head", "item", "quote", "row", "code")


def _as_piece(element: etree._Element) -> Piece | None:
    if any(parent.tag in _BLOCKS for parent in element.iterancestors()):
        return None
    text = squeeze(" ".join(map(str, element.itertext())))
    return Piece(text, _KINDS.get(str(element.tag), "paragraph"), element, 0) if text else None


def _joined(pieces: Sequence[Piece]) -> str:
    return "\n".join(piece.text for piece in pieces)


def _letters(pieces: Sequence[Piece]) -> int:
    return sum(piece.width for piece in pieces)
