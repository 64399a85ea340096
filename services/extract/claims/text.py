"""The text model: a document's tokens, sentences and paragraphs with their offsets, built once and shared by all readers.

A paragraph is a line. A sentence never crosses a paragraph, except where a line plainly breaks off in mid-sentence. Lines
without a closing stop that are short are headings; bullet marks and list numbers stand before the sentence they introduce.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from services.extract import sentences
from services.extract.claims.tagger import is_title_case, tag
from services.extract.claims.tokens import Token, tokenize

__all__ = ["Document", "Sentence", "SentenceKind", "Token"]

SentenceKind = Literal["sentence", "heading", "item"]

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_BULLET = re.compile(r"\s*(?:[-–—*•▪●◦‣·>]\s+|[•▪●◦‣]\s*|\(?(?:[0-9]{1,2}|[a-z])[.)]\s+(?=\S))")
_STOPPED = re.compile(r"[.!?…:;,][\"”’')\]»]*\s*$")
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'’-]+(?:[ ,/]+[A-Z][\w.'’-]+){0,5}(?:,? [A-Z][a-z]{2,8}\.? [0-9]{1,2})?\s*(?:\([^)\n]{2,40}\))?"
    r"|[A-Z][\w'’.-]+(?:[ ,]+[A-Z][\w.'’-]+){0,4}\s*\([^)\n]{2,40}\))\s*[-–—]{1,2}\s+"
)
_HEADING_LENGTH = 160  # a line without a stop that is longer than this is prose whose stop was lost


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: offsets of its words, its tokens as `document.tokens[first:last]`, its place in the document.

    `body` is where the sentence proper begins: after a dateline ("KYIV (Reuters) — "), else equal to `start`.
    """

    index: int
    start: int
    end: int
    first: int
    last: int
    paragraph: int
    kind: SentenceKind
    body: int


class Document:
    """A text with its tokens and sentences, in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = tokenize(text)
        self._token_starts = [token.start for token in self.tokens]
        self.sentences: list[Sentence] = self._read_sentences()
        self._tag_sentences()
        self._sentence_starts = [sentence.start for sentence in self.sentences]

    def words(self, sentence: Sentence) -> str:
        """The text of a sentence."""
        return self.text[sentence.start : sentence.end]

    def sentence_tokens(self, sentence: Sentence) -> list[Token]:
        """The tokens of a sentence (a copy of that stretch of `tokens`)."""
        return self.tokens[sentence.first : sentence.last]

    def token_index(self, offset: int) -> int:
        """Index of the first token that starts at or after `offset` (`len(tokens)` when there is none)."""
        return bisect_left(self._token_starts, offset)

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds `offset`, or None between sentences."""
        at = bisect_right(self._sentence_starts, offset) - 1
        if at < 0 or offset >= self.sentences[at].end:
            return None
        return self.sentences[at]

    def before(self, sentence: Sentence) -> Sentence | None:
        """The sentence before in the same paragraph, from which a report plainly carries on."""
        if sentence.index == 0:
            return None
        found = self.sentences[sentence.index - 1]
        return found if found.paragraph == sentence.paragraph else None

    @cached_property
    def headline(self) -> Sentence | None:
        """The text's own headline: the first heading before any prose (site menus above it are list items), or None."""
        first = next((sentence for sentence in self.sentences if sentence.kind != "item"), None)
        return first if first is not None and first.kind == "heading" else None

    def _tag_sentences(self) -> None:
        for sentence in self.sentences:
            tokens = self.tokens[sentence.first : sentence.last]
            tag(tokens, title_case=sentence.kind != "sentence" and is_title_case(tokens))

    def _read_sentences(self) -> list[Sentence]:
        found: list[Sentence] = []
        for number, (start, end, kind) in enumerate(_paragraphs(self.text)):
            for left, right in sentences.split(self.text, start, end):
                dateline = _DATELINE.match(self.text, left, right) if left == start and kind == "sentence" else None
                found.append(
                    Sentence(
                        index=len(found),
                        start=left,
                        end=right,
                        first=self.token_index(left),
                        last=self.token_index(right),
                        paragraph=number,
                        kind=kind,
                        body=dateline.end() if dateline else left,
                    )
                )
        return found


def _paragraphs(text: str) -> list[tuple[int, int, SentenceKind]]:
    """Start, end and kind of each line with words; a line that goes on in lower case is joined to the one before it."""
    found: list[tuple[int, int, SentenceKind]] = []
    for line in _LINE.finditer(text):
        words = line.group()
        if not words.strip():
            continue
        start, end = line.start() + len(words) - len(words.lstrip()), line.start() + len(words.rstrip())
        bullet = _BULLET.match(text, start, end)
        if bullet and bullet.end() < end:
            found.append((bullet.end(), end, "item"))
        elif found and text[start].islower() and not _STOPPED.search(text, found[-1][0], found[-1][1]):
            found[-1] = (found[-1][0], end, "sentence")
        else:
            found.append((start, end, _line_kind(text[start:end])))
    return found


def _line_kind(line: str) -> SentenceKind:
    """Whether a line is prose or a heading: headings are short and have no stop (or only capitals and a question mark)."""
    if len(line) > _HEADING_LENGTH:
        return "sentence"
    return "heading" if line.isupper() or not _STOPPED.search(line[-8:]) else "sentence"
