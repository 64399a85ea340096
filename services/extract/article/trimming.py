"""From the pieces of the article's element to the article: headline, dek, pointers, boxes and lists of links go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from lxml import etree

from services.extract.article import boilerplate
from services.extract.article.jsonld import title_key
from services.extract.article.lexicon import load
from services.extract.article.pieces import Piece

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»“)\]』」]*$|[:;,]$")
_LISTING = re.compile(r"[：、:;]")
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’»“)]*\s+")
_SHORT = 220
_SYNOPSIS = 1_200
_LABEL = 45
_TEXT_TAGS = frozenset({"p", "ul", "ol", "li", "table", "blockquote", "h2", "h3", "h4", "pre"})


def trim(pieces: Sequence[Piece], titles: set[str], deks: set[str], authors: Sequence[str]) -> list[Piece]:
    """The article's own pieces in reading order. `titles` and `deks` are folded by `title_key`; `authors` are plain names."""
    kept = _without_boxes(_after_headline(list(pieces), titles, deks))
    kept = _before_end_mark(kept)
    kept = [piece for piece in kept if not _is_furniture(piece)]
    kept = _without_link_lists(kept)
    kept = _without_synopsis(_without_repeats(kept, titles))
    kept = _without_author_notes(_without_empty_sections(kept, pieces), authors)
    return _tidy_ends(_without_remarks(kept))


def _after_headline(pieces: list[Piece], titles: set[str], deks: set[str]) -> list[Piece]:
    """What follows the headline; what stands above it is a kicker or a breadcrumb."""
    total = _mass(pieces)
    for index, piece in enumerate(pieces):
        if _says(piece, titles) and _mass(pieces[:index]) <= 0.15 * total:
            pieces = pieces[index + 1 :]
            break
    return _without_dek(_from_first_prose(pieces), deks)


def _says(piece: Piece, keys: set[str]) -> bool:
    return len(piece.text) < 400 and piece.key in keys


def _from_first_prose(pieces: list[Piece]) -> list[Piece]:
    """Labels before the first sentence (section, byline, date, reading time) are no text; subheadings are."""
    first = next((index for index, piece in enumerate(pieces) if piece.is_prose and _SENTENCE_END.search(piece.text)), 0)
    return [
        p for i, p in enumerate(pieces) if i >= first or _is_lead(p) or (i == first - 1 and _heads_one_of_several(p, pieces))
    ]


def _heads_one_of_several(piece: Piece, pieces: list[Piece]) -> bool:
    """Whether a heading is the first of the text's subheadings (or of a live blog's posts)."""
    return piece.kind == "heading" and sum(p.kind == "heading" and p.element.tag == piece.element.tag for p in pieces) > 2


def _is_lead(piece: Piece) -> bool:
    """A piece above the first paragraph that is still text: a sentence without links, or a key point in a list."""
    if piece.links * 3 > len(piece.text):
        return False
    return (len(piece.text) > _LABEL and bool(_SENTENCE_END.search(piece.text))) or (
        piece.kind == "list_item" and len(piece.text) > _LABEL
    )


def _without_dek(pieces: list[Piece], deks: set[str]) -> list[Piece]:
    """The dek above the text goes, unless it is simply the first of the paragraphs."""
    for index, piece in enumerate(pieces[:6]):
        if _says(piece, deks) and not _opens_text(piece, pieces[index + 1 :]):
            return [*pieces[:index], *pieces[index + 1 :]]
    return pieces


def _opens_text(piece: Piece, after: list[Piece]) -> bool:
    """Whether the text goes on in the same container: then the page's description repeats its first paragraph."""
    parent = piece.element.getparent()
    if parent is None or piece.kind == "heading" or boilerplate.is_dek(piece.element):
        return False
    inside = [p for p in after if p.is_prose and parent in p.element.iterancestors()]
    return len(inside) > 2 and _mass(inside) > 0.5 * _mass(after)


def _before_end_mark(pieces: list[Piece]) -> list[Piece]:
    """What follows a heading such as "Related stories" goes, unless the article goes on below it.

    It goes on where prose stands in an element that also holds prose above the mark (a box in mid-article).
    """
    total = _mass(pieces)
    for index, piece in enumerate(pieces):
        if index and _is_end_mark(piece) and _mass(pieces[:index]) > 0.3 * total and not _goes_on(pieces, index):
            return pieces[:index]
    return pieces


def _is_end_mark(piece: Piece) -> bool:
    short = len(piece.text) < 80 and (piece.kind == "heading" or not _SENTENCE_END.search(piece.text))
    return short and _phrases("end_marks").match(piece.text) is not None


def _goes_on(pieces: list[Piece], mark: int) -> bool:
    above = {_place(piece) for piece in pieces[:mark] if piece.is_prose}
    return any(p.is_prose and p.width > 80 and p.kind != "list_item" and _place(p) in above for p in pieces[mark:])


def _place(piece: Piece) -> tuple[str, ...]:
    """Where a piece stands, by names: the parts of one article have the same kind of container."""
    parent = piece.element.getparent()
    names = [] if parent is None else [str(parent.tag), *(parent.get("class") or "").split()[:1]]
    return (str(piece.element.tag), *names)


def _without_boxes(pieces: list[Piece]) -> list[Piece]:
    """Boxes that ask the reader to do something (newsletter, registration, consent for a video) go whole.

    A box is a child of the container that holds most of the paragraphs, but is no paragraph itself.
    """
    home = _main_container(pieces)
    boxes: dict[etree._Element, list[Piece]] = {}
    for piece in pieces:
        box = _child_of(home, piece.element)
        if box is not None and box.tag not in _TEXT_TAGS:
            boxes.setdefault(box, []).append(piece)
    limit = 0.2 * _mass(pieces)
    gone = {id(p) for inside in boxes.values() if _mass(inside) <= limit and _is_call(inside) for p in inside}
    return [piece for piece in pieces if id(piece) not in gone]


def _main_container(pieces: list[Piece]) -> etree._Element | None:
    mass: dict[etree._Element, int] = {}
    for piece in pieces:
        parent = piece.element.getparent()
        if piece.is_prose and parent is not None:
            mass[parent] = mass.get(parent, 0) + len(piece.text)
    return max(mass, key=lambda element: mass[element], default=None)


def _child_of(home: etree._Element | None, element: etree._Element) -> etree._Element | None:
    """The child of `home` that holds `element`."""
    below = element
    for ancestor in element.iterancestors():
        if ancestor is home:
            return below
        below = ancestor
    return None


def _is_call(pieces: list[Piece]) -> bool:
    return any(len(piece.text) < 400 and _phrases("calls").search(piece.text) for piece in pieces)


def _without_remarks(pieces: list[Piece]) -> list[Piece]:
    """What links say to screen readers only ("opens in a new tab")."""
    return [replace(p, text=_phrases("spoken").sub("", p.text)) if p.links and _may_remark(p.text) else p for p in pieces]


def _may_remark(text: str) -> bool:
    """A quick look before the long one."""
    folded = text.casefold()
    return any(word in folded for word in load("phrases")["spoken_key"])


def _without_author_notes(pieces: list[Piece], authors: Sequence[str]) -> list[Piece]:
    """Lines about the author at the end of the text."""
    end = len(pieces)
    while end > 2 and _is_author_note(pieces[end - 1], authors):
        end -= 1
    return pieces[:end]


def _is_author_note(piece: Piece, authors: Sequence[str]) -> bool:
    text = piece.text
    named = any(name in text for name in authors if " " in name and not name.isupper())  # "RADIO NORTH" is a desk
    return named and len(text) < 400 and _phrases("notes").search(text) is not None


def _is_furniture(piece: Piece) -> bool:
    """Pointers, boxes, credits: by how much of the piece is a link and by its first words."""
    text = piece.text
    if piece.kind == "table":
        return piece.links * 2 > len(text)
    if piece.links > 0.85 * len(text) or (piece.links > 0.5 * len(text) and len(text) < 120):
        return True
    if len(text) > _SHORT:
        return False
    if _phrases("whole").fullmatch(text) or _phrases("ends").search(text):
        return True
    return bool(_phrases("begins").match(text)) and (len(text) < 90 or piece.links > 0 or not _is_spoken(text))


def _is_spoken(text: str) -> bool:
    """A full sentence of several clauses can begin with such words by chance."""
    return len(text) > 140 and text.count(" ") > 20


def _without_link_lists(pieces: list[Piece]) -> list[Piece]:
    """Lists most of whose items are links are menus of other articles."""
    lists: dict[object, list[Piece]] = {}
    for piece in pieces:
        if piece.kind == "list_item":
            lists.setdefault(piece.element.getparent(), []).append(piece)
    menus = {id(p) for items in lists.values() if _is_menu(items) for p in items}
    return [piece for piece in pieces if id(piece) not in menus]


def _is_menu(items: list[Piece]) -> bool:
    linked = sum(1 for item in items if item.links > 0.6 * len(item.text))
    return linked * 2 > len(items)


def _without_repeats(pieces: list[Piece], titles: set[str]) -> list[Piece]:
    """A paragraph said twice is a template's doubling (mobile and desktop); a quote that repeats the text is an ornament."""
    kept: list[Piece] = []
    seen: set[str] = set()
    whole = " ".join(piece.text for piece in pieces if piece.kind == "paragraph")
    headings = {piece.key for piece in pieces if piece.kind == "heading"}
    for piece in pieces:
        key = piece.key
        repeated = (len(piece.text) > 30 and key in seen) or key in titles
        if piece.kind == "list_item" and key in headings:
            continue  # a table of contents
        ornament = piece.kind in ("quote", "heading") and len(piece.text) > 40 and piece.text.strip("„“”\"'«»‘’ ") in whole
        if not repeated and not ornament:
            kept.append(piece)
        seen.add(key)
    return kept


def _without_synopsis(pieces: list[Piece]) -> list[Piece]:
    """A first paragraph of several sentences that all come again, word for word, is a machine's summary of the text."""
    if len(pieces) < 3 or len(pieces[0].text) > _SYNOPSIS:
        return pieces
    sentences = [key for part in _SENTENCE.split(pieces[0].text) if len(key := title_key(part)) > 30]
    if len(sentences) < 2:
        return pieces
    rest = "".join(piece.key for piece in pieces[1:])
    return pieces[1:] if all(key in rest for key in sentences) else pieces


def _without_empty_sections(kept: list[Piece], before: Sequence[Piece]) -> list[Piece]:
    """A heading goes when all below it went: what follows now is a heading of its rank that did not follow before."""
    follower = {id(piece): after for piece, after in pairwise(before)}
    ends = {id(p) for p, after in pairwise(kept) if _same_rank(p, after) and follower.get(id(p)) is not after}
    return [piece for piece in kept if id(piece) not in ends]


def _same_rank(heading: Piece, after: Piece) -> bool:
    return heading.kind == after.kind == "heading" and heading.element.tag == after.element.tag


def _tidy_ends(pieces: list[Piece]) -> list[Piece]:
    """Headings and labels at the end belong to what was cut."""
    end = len(pieces)
    while end and (pieces[end - 1].kind == "heading" or _is_label(pieces[end - 1])):
        end -= 1
    return pieces[:end] if end else pieces


def _is_label(piece: Piece) -> bool:
    return (
        piece.kind == "paragraph"
        and piece.width < _LABEL
        and not _SENTENCE_END.search(piece.text)
        and not _LISTING.search(piece.text)
    )


def _mass(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces if piece.is_prose)


@cache
def _phrases(name: str) -> re.Pattern[str]:
    found = load("phrases")[name]
    return re.compile(found if isinstance(found, str) else "|".join(f"(?:{phrase})" for phrase in found), re.I)


# Compiled when the worker starts, not on its first page.
for _name in ("begins", "ends", "whole", "end_marks", "calls", "spoken", "notes"):
    _phrases(_name)
