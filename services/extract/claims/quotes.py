"""Quotations: where quoted words begin and end, nested ones, and quotations that run over several paragraphs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.extract.claims.text import Document, Token

_DOUBLE_OPEN = frozenset("“„«")
_DOUBLE_CLOSE = frozenset("”»")
_SINGLE_OPEN = frozenset("‘‚‹")
_SINGLE_CLOSE = frozenset("’'›")
_MARKS = _DOUBLE_OPEN | _DOUBLE_CLOSE | _SINGLE_OPEN | _SINGLE_CLOSE | {'"'}
_BEFORE_OPENING = frozenset(' \t\n\r\u00a0\u2009([{—–-/:,…"“‘„«')
_PARAGRAPHS_AHEAD = 6  # how far the end of a quotation that was not closed in its paragraph is looked for


@dataclass(slots=True)
class Quote:
    """A quotation: `open`..`close` with its marks, `start`..`end` the words inside.

    `level` is 0 for the outermost. Quotations of one `chain` are one speech told over several paragraphs.
    """

    open: int
    start: int
    end: int
    close: int
    level: int
    single: bool
    chain: int = -1
    inner: list[Quote] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    at: int
    after: int
    single: bool
    paragraph: int
    end: int  # of its paragraph
    inner: list[Quote] = field(default_factory=list)


def find_quotes(document: Document) -> list[Quote]:
    """The outermost quotations of the document in order, each with those inside it."""
    marks = list(_marks(document))
    quotes = _pair(document, marks)
    for number, quote in enumerate(quotes):
        quote.chain = number
    _chain(document, quotes)
    return quotes


@dataclass(frozen=True, slots=True)
class _Mark:
    token: Token
    paragraph: int
    paragraph_end: int
    leads: bool  # the first sign of its paragraph
    opens: bool
    closes: bool
    single: bool
    plural: bool  # may be the apostrophe of a possessive plural ("the states’")


def _marks(document: Document) -> Iterator[_Mark]:
    """Quotation marks with the roles that their neighbours allow."""
    text = document.text
    for first, last, start, end, number in _paragraphs(document):
        for token in document.tokens[first:last]:
            if token.text not in _MARKS:
                continue
            before = text[token.start - 1] if token.start > start else " "
            after = text[token.end] if token.end < end else " "
            opens, closes = _roles(token.text, before, after)
            if opens or closes:
                yield _Mark(token, number, end, token.start == start, opens, closes, token.text in "‘’'‚‹›", before in "sS")


def _paragraphs(document: Document) -> Iterator[tuple[int, int, int, int, int]]:
    """First and last token, start and end of each paragraph with its number."""
    held = None
    for sentence in document.sentences:
        if held and held[4] == sentence.paragraph:
            held = (held[0], sentence.last, held[2], sentence.end, held[4])
            continue
        if held:
            yield held
        held = (sentence.first, sentence.last, sentence.start, sentence.end, sentence.paragraph)
    if held:
        yield held


def _roles(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a mark can open and can close, by the characters around it."""
    spaced_before, spaced_after = before in _BEFORE_OPENING, after.isspace()
    if mark in _DOUBLE_OPEN:
        return True, False
    if mark in _DOUBLE_CLOSE:
        return False, True
    if mark == '"':
        return spaced_before and not spaced_after, not before.isspace() or spaced_after
    if mark in _SINGLE_OPEN:
        return spaced_before and not spaced_after, False
    closes = not before.isspace() and not after.isalnum()
    return mark == "'" and spaced_before and (after.isalpha() or after in '“"…'), closes


def _pair(document: Document, marks: list[_Mark]) -> list[Quote]:
    """Match opening with closing marks: a double quotation may hold single ones and the other way round."""
    found: list[Quote] = []
    stack: list[_Open] = []
    for at, mark in enumerate(marks):
        if stack and stack[0].paragraph != mark.paragraph and not _goes_on(stack[0], mark, marks, at):
            _close_at_paragraph(document, stack, found)
        if mark.closes and stack and _closing(stack, mark, marks, at):
            depth = next(i for i in range(len(stack) - 1, -1, -1) if stack[i].single == mark.single)
            del stack[depth + 1 :]
            opened = stack.pop()
            quote = Quote(
                opened.at, opened.after, mark.token.start, mark.token.end, len(stack), opened.single, inner=opened.inner
            )
            (stack[-1].inner if stack else found).append(quote)
        elif mark.opens and _opening(stack, mark, marks, at):
            stack.append(_Open(mark.token.start, mark.token.end, mark.single, mark.paragraph, mark.paragraph_end))
    if stack:
        _close_at_paragraph(document, stack, found)
    return found


def _closing(stack: list[_Open], mark: _Mark, marks: list[_Mark], at: int) -> bool:
    if not any(opened.single == mark.single for opened in stack):
        return False
    if not mark.single:
        return True
    # "the states’ rights" inside single marks: an apostrophe, when the true end is still to come.
    later = _next_single(marks, at)
    return not (mark.plural and later is not None and later.closes and not later.opens)


def _next_single(marks: list[_Mark], at: int) -> _Mark | None:
    for mark in marks[at + 1 : at + 4]:
        if mark.paragraph != marks[at].paragraph:
            return None
        if mark.single:
            return mark
    return None


def _opening(stack: list[_Open], mark: _Mark, marks: list[_Mark], at: int) -> bool:
    if not mark.single:
        while stack and not stack[-1].single and stack[-1].paragraph == mark.paragraph:
            stack.pop()  # an opening mark that never closed
        return len(stack) < 3
    if stack and any(opened.single for opened in stack):
        return False
    if mark.token.text == "'":  # an opening apostrophe must find its partner in the paragraph
        later = (other for other in marks[at + 1 : at + 12] if other.paragraph == mark.paragraph)
        return any(other.single and other.closes for other in later)
    return True


def _goes_on(opened: _Open, mark: _Mark, marks: list[_Mark], at: int) -> bool:
    """Whether a quotation left open runs on into the paragraph of `mark`: its end comes before a new one begins."""
    if mark.paragraph - opened.paragraph > _PARAGRAPHS_AHEAD or opened.single:
        return False
    for other in marks[at : at + 24]:
        if other.single:
            continue
        return other.closes and not (other.opens and other.leads)
    return False


def _close_at_paragraph(document: Document, stack: list[_Open], found: list[Quote]) -> None:
    """End what is open at the end of its paragraph: kept where it leads its paragraph or a colon or comma leads to it."""
    opened = stack[0]
    stack.clear()
    sentence = document.sentence_at(opened.at)
    if opened.single or sentence is None:
        return
    before = document.text[max(0, opened.at - 3) : opened.at].strip()
    leads = sentence.start == opened.at or before.endswith((":", ","))
    if leads and opened.end > opened.after:
        found.append(Quote(opened.at, opened.after, opened.end, opened.end, 0, False, inner=opened.inner))


def _chain(document: Document, quotes: list[Quote]) -> None:
    """Give one chain to an unclosed quotation and those that take it up at the head of the next paragraph."""
    for before, quote in itertools.pairwise(quotes):
        if before.close == before.end and not document.text[before.end : quote.open].strip():
            quote.chain = before.chain
