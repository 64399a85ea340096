"""Which pages are no article, and why: bot walls, consent walls, missing pages, paywall stubs, front pages, empty shells.

No vendor's mark alone drops a page: real articles carry the scripts of consent and bot defences too. What counts is what
the page says when it says little else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from lxml import etree

from services.extract.article import jsonld
from services.extract.article.lexicon import load
from services.extract.article.metadata import Metadata
from services.extract.article.page import Page
from services.extract.article.pieces import Piece, text_length
from services.extract.article.visible import Visible
from shared.outcomes import DropReason

# Below this many letters the text is looked at with suspicion; an article of a few lines can be shorter.
_SHORT = 900
_STUB = 330
_NOTHING = 60
# A teaser has so many paragraphs; a short article beside one linked headline has more.
_TEASER = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a page is no article."""

    reason: DropReason
    detail: str


def judge(page: Page, found: Metadata, pieces: Sequence[Piece], visible: Visible) -> Verdict | None:
    """The reason to drop the page, or None for an article. `pieces` is the body as extracted."""
    width = sum(piece.width for piece in pieces)
    declared = is_declared(page)
    attested = any(jsonld.is_article(node) and node.get("datePublished") for node in page.article_nodes)
    return (
        _missing(page, found, width, attested)
        or _challenge(page, width, attested, visible)
        or _consent(pieces, _SHORT if attested and width >= _STUB else width, visible)
        or _stub(found, width, visible)
        or _listing(page, pieces, width, declared)
        or _empty(found, width, declared)
    )


def is_declared(page: Page) -> bool:
    """Whether the page calls itself an article: by JSON-LD, OpenGraph type or a publication time."""
    if any(jsonld.is_article(node) for node in page.article_nodes):
        return True
    return page.meta("og:type").lower().endswith("article") or bool(page.meta("article:published_time"))


def _missing(page: Page, found: Metadata, width: int, attested: bool) -> Verdict | None:
    """A title or main heading that says the page is missing; an article with a date and some text may be about such things."""
    for text in dict.fromkeys((*page.headings[:2], page.head_title, page.meta("og:title"), found.title)):
        if _says_missing(text) and (width < _STUB if attested else width < 6 * _SHORT):
            return Verdict(DropReason.SOFT_404, f"the page says: {text[:120]}")
    return None


def _says_missing(text: str) -> bool:
    parts = dict.fromkeys(part.strip(" .!…") for part in (text, *re.split(r"\s+[|–—-]\s+", text)))
    return any(_pattern("missing").fullmatch(part) for part in parts if part)


def _challenge(page: Page, width: int, attested: bool, visible: Visible) -> Verdict | None:
    """A page with hardly any text that tests, refuses or postpones its reader."""
    heads = " \n".join((page.head_title, *page.headings[:2]))
    if width >= _SHORT or (attested and width >= _STUB and not _pattern("challenge").search(heads)):
        return None
    mark = _pattern("challenge_marks").search(visible.marks)
    shown = sum(len(passage) for passage in visible.passages if len(passage) > 40)
    if not mark and (shown >= 1_200 or (width >= _STUB and attested)):
        return None
    said = _pattern("challenge").search(heads) or _pattern("challenge").search(visible.text[:3_000])
    if said:
        return Verdict(DropReason.BLOCKED, f"the page says: {said[0][:120]}")
    if mark and shown < 300:
        return Verdict(DropReason.BLOCKED, f"a challenge page: {mark[0][:60]}")
    return None


def _consent(pieces: Sequence[Piece], width: int, visible: Visible) -> Verdict | None:
    """Most of what the page says asks for consent."""
    own = [piece.text for piece in pieces]
    if width >= _SHORT and not (_may_ask("\n".join(own)[:3_000].lower()) and _is_consent_text(own, share=0.5)):
        return None
    if width >= _SHORT or _is_consent_text(visible.passages, share=0.4 if _has_accept(visible) else 0.65):
        return Verdict(DropReason.CONSENT_WALL, "most of the page asks for consent")
    return None


def _may_ask(text: str) -> bool:
    """A quick look: one of these is in every consent text."""
    return any(key in text for key in load("walls")["consent_key"])


def _is_consent_text(passages: Sequence[str], *, share: float) -> bool:
    """Whether at least `share` of the running text are passages in which the page asks its reader for consent."""
    prose = [text for text in passages if len(text) > 50 or (len(text) > 20 and not text.isascii())][:80]
    total = sum(len(text) for text in prose)
    asking = sum(len(text) for text in prose if _asks_consent(text))
    return total > 0 and asking >= share * total


def _asks_consent(text: str) -> bool:
    """Several stems of consent, said to the reader: two in a short passage, more in a long one."""
    stems = {match.lower() for match in _pattern("consent_words").findall(text[:2_000])}
    needed = 2 if len(text) < 250 else 3 if len(text) < 600 else 4
    return len(stems) >= needed and (_pattern("address").search(text) is not None or len(stems) > needed)


def _has_accept(visible: Visible) -> bool:
    return any(_pattern("accept").fullmatch(control.strip(" ✓✔×.!→>")) for control in visible.controls)


def _stub(found: Metadata, width: int, visible: Visible) -> Verdict | None:
    """A few lines, and a wall that says so: once if the page calls itself not free, else more than once (menus invite too)."""
    if width >= _STUB:
        return None
    said = {match.lower() for match in _pattern("paywall").findall(visible.text)}
    if said and (found.free_to_read is False or len(said) > 1):
        return Verdict(DropReason.PAYWALL_STUB, f"{width} letters of text, then: {min(said)[:80]}")
    return None


def _listing(page: Page, pieces: Sequence[Piece], width: int, declared: bool) -> Verdict | None:
    """Front pages, sections, tags: prose that stands in teasers, each beside its linked headline."""
    if declared:
        return None
    if _is_front(page.url) and not page.article_nodes:
        return Verdict(DropReason.NOT_ARTICLE, "the address is a site's front page")
    prose = [piece for piece in pieces if piece.is_prose]
    looked_at = prose[:20]
    boxes = Counter(box for piece in looked_at if (box := _teaser_box(piece)) is not None)
    teasers = sum(count for count in boxes.values() if count <= _TEASER)
    if len(looked_at) >= 2 and teasers * 2 > len(looked_at):
        return Verdict(DropReason.NOT_ARTICLE, f"{teasers} of {len(looked_at)} paragraphs are teasers")
    return None


def _is_front(url: str) -> bool:
    path = re.sub(r"^https?://[^/]+", "", url)
    return re.fullmatch(r"/?(?:index\.\w+|home/?|[a-z]{2}/?)?(?:[?#].*)?", path) is not None and bool(url)


def _teaser_box(piece: Piece) -> etree._Element | None:
    """The small container that holds the paragraph together with a linked headline."""
    element = piece.element
    for ancestor in list(element.iterancestors())[:3]:
        if ancestor.tag in ("body", "html"):
            return None  # a plain page's masthead is no teaser's headline
        largest = 5 * len(piece.text) + 400
        if text_length(ancestor, largest) >= largest:
            return None
        if any(heading.find(".//a") is not None or _in_link(heading) for heading in ancestor.iter("h2", "h3", "h4")):
            return ancestor
    return None


def _in_link(heading: etree._Element) -> bool:
    return next(heading.iterancestors("a"), None) is not None


def _empty(found: Metadata, width: int, declared: bool) -> Verdict | None:
    if width < _NOTHING:
        return Verdict(DropReason.EMPTY_TEXT, f"{width} letters of text")
    if not found.title:
        return Verdict(DropReason.NOT_ARTICLE, "no headline")
    if not declared and width < _STUB and found.published is None:
        return Verdict(DropReason.NOT_ARTICLE, f"{width} letters, undated, and nothing calls it an article")
    return None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    found = load("walls")["consent" if name == "consent_words" else name]
    if isinstance(found, str):
        return re.compile(found, re.I)
    if name != "consent_words":
        return re.compile("|".join(f"(?:{phrase})" for phrase in found), re.I)
    spaced = "|".join(phrase for phrase in found if not _UNSPACED.search(phrase))
    unspaced = "|".join(phrase for phrase in found if _UNSPACED.search(phrase))
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|{unspaced}", re.I)


# Scripts written without spaces between words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


# Compiled when the worker starts, not on its first page.
for _name in ("challenge_marks", "challenge", "consent_words", "address", "accept", "missing", "paywall"):
    _pattern(_name)
