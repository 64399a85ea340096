"""Views of a sentence: its words outside quotations with each quotation as one item, and the same for the words inside one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from services.extract.claims.quotes import Quote
from services.extract.claims.text import Document, Sentence, Token

_LONGEST = 500  # tokens; a longer sentence is no prose, and is not read for speakers


class QuoteItem(Token):
    """The part of a quotation that stands in one sentence, as a single item: `start`..`end` with its marks."""

    __slots__ = ("closed", "inner_end", "inner_start", "quote")

    def __init__(self, quote: Quote, sentence: Sentence, text: str) -> None:
        start, end = max(quote.open, sentence.start), min(quote.close, sentence.end)
        super().__init__(start, end, "“”", "sign")
        self.tag = "QUOTE"
        self.quote = quote
        inner_start, inner_end = max(quote.start, sentence.start), min(quote.end, sentence.end)
        while inner_start < inner_end and text[inner_start].isspace():
            inner_start += 1
        while inner_end > inner_start and text[inner_end - 1].isspace():
            inner_end -= 1
        self.inner_start, self.inner_end = inner_start, inner_end
        self.closed = inner_end > inner_start and text[inner_end - 1] in ",.!?…"


@dataclass(slots=True)
class View:
    """The items of one sentence at one level of quotation. `inside` is the quotation whose words these are."""

    sentence: Sentence
    items: list[Token]
    start: int
    end: int
    inside: Quote | None = None


def read_views(document: Document, quotes: list[Quote]) -> Iterator[list[View]]:
    """For each sentence its views: the outer one first, then those inside quotations."""
    first = 0
    for sentence in document.sentences:
        while first < len(quotes) and quotes[first].close <= sentence.start:
            first += 1
        if sentence.last - sentence.first > _LONGEST:
            yield [View(sentence, [], sentence.body, sentence.end)]
            continue
        last = first
        while last < len(quotes) and quotes[last].open < sentence.end:
            last += 1
        yield _views(document, sentence, sentence.body, sentence.end, quotes[first:last], None)


def _within(quotes: list[Quote], item: QuoteItem) -> list[Quote]:
    """The quotations inside a quotation that touch the part of it in this sentence."""
    first = bisect_right(quotes, item.start, key=lambda inner: inner.close)
    last = bisect_left(quotes, item.end, key=lambda inner: inner.open)
    return quotes[first:last]


def _views(
    document: Document, sentence: Sentence, start: int, end: int, quotes: list[Quote], inside: Quote | None
) -> list[View]:
    items: list[Token] = []
    nested: list[View] = []
    at = document.token_index(start)
    tokens, last = document.tokens, sentence.last
    for quote in quotes:
        while at < last and tokens[at].start < quote.open:
            items.append(tokens[at])
            at += 1
        item = QuoteItem(quote, sentence, document.text)
        if item.inner_start >= item.inner_end:
            continue
        items.append(item)
        within = _within(quote.inner, item)
        nested += _views(document, sentence, item.inner_start, item.inner_end, within, quote)
        while at < last and tokens[at].start < item.end:
            at += 1
    while at < last and tokens[at].start < end:
        items.append(tokens[at])
        at += 1
    return [View(sentence, items, start, end, inside), *nested]
