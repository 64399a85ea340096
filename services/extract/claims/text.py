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

from services.extract.claims.tagger import is_title_case, tag
from services.extract.claims.tokens import Token, tokenize
from services.extract.lexicons import load

__all__ = ["Document", "Sentence", "SentenceKind", "Token"]

SentenceKind = Literal["sentence", "heading", "item"]

_LEX = {name: frozenset(words.split()) for name, words in load("text").items()}
_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_BULLET = re.compile(r"\s*(?:[-–—*•▪●◦‣·>]\s+|[•▪●◦‣]\s*|\(?(?:[0-9]{1,2}|[a-z])[.)]\s+(?=\S))")
_END = re.compile(r"[.!?…][.!?…]*[\"”’')\]»]*(?=\s+(\S))|(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])")
_SPACE = re.compile(r"\s*")
_WORD_BEFORE = re.compile(r"([^\s(\[“\"‘/—–-]*)$")
_WORD_AFTER = re.compile(r"\s*[\"“‘'(\[]*([^\W\d_]*)")
_SAYING = re.compile(r"\s+(?:[^\W\d_][\w.’'-]*\s+){1,4}?(?:" + "|".join(sorted(_LEX["saying"])) + r")\b")
_STOPPED = re.compile(r"[.!?…:;,][\"”’')\]»]*\s*$")
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'’-]+(?:[ ,/]+[A-Z][\w.'’-]+){0,5}(?:,? [A-Z][a-z]{2,8}\.? [0-9]{1,2})?\s*(?:\([^)\n]{2,40}\))?"
    r"|[A-Z][\w'’.-]+(?:[ ,]+[A-Z][\w.'’-]+){0,4}\s*\([^)\n]{2,40}\))\s*[-–—]{1,2}\s+"
)
_HEADING_LENGTH = 160  # a line without a stop that is longer than this is prose whose stop was lost
_INITIALS = re.compile(r"(?!I$)[A-Z]|(?:[^\W\d_]\.)+[^\W\d_]")
_CONTEXT = 60  # characters looked at around a possible sentence end


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
        sentences: list[Sentence] = []
        for number, (start, end, kind) in enumerate(_paragraphs(self.text)):
            for left, right in _split(self.text, start, end):
                dateline = _DATELINE.match(self.text, left, right) if left == start and kind == "sentence" else None
                sentences.append(
                    Sentence(
                        index=len(sentences),
                        start=left,
                        end=right,
                        first=self.token_index(left),
                        last=self.token_index(right),
                        paragraph=number,
                        kind=kind,
                        body=dateline.end() if dateline else left,
                    )
                )
        return sentences


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


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of one paragraph as (start, end), without the white space between them."""
    spans = []
    left = start
    for stop in _END.finditer(text, start, end):
        if stop.end() < end and _ends_sentence(text, stop, left, end):
            spans.append((left, stop.end()))
            space = _SPACE.match(text, stop.end(), end)
            left = space.end() if space else stop.end()
    if left < end:
        spans.append((left, end))
    return spans


def _ends_sentence(text: str, stop: re.Match[str], left: int, end: int) -> bool:
    """Whether the stop at `stop` closes a sentence, by the word before it and the word after it."""
    follower = stop.group(1)
    if follower is None:
        return True
    if follower.islower() or follower in ",;:-–—)]":
        return False
    mark = stop.group()
    after = text[stop.end() : min(end, stop.end() + _CONTEXT)]
    if mark[0] in "!?" and len(mark) > 1 and _SAYING.match(after):
        return False
    if mark != ".":
        return True
    return not _abbreviates(text[max(left, stop.start() - _CONTEXT) : stop.start()], after, follower)


def _abbreviates(before: str, after: str, follower: str) -> bool:
    """Whether the stop after `before` belongs to an abbreviation or an initial that the sentence goes on after."""
    found = _WORD_BEFORE.search(before)
    word = found.group(1) if found else ""
    lower = word.lower()
    if lower in _LEX["titles"]:
        return True
    initials = _INITIALS.fullmatch(word) is not None
    if lower in _LEX["leading"] and not initials and (word[:1].isupper() or lower not in _LEX["homographs"]):
        return follower.isdigit() or lower in ("vs", "v", "e.g", "i.e", "cf", "approx")
    shortened = lower in _LEX["trailing"] and (word[:1].isupper() or lower in ("etc", "am", "pm"))
    if not (shortened or initials):
        return False
    next_word = _WORD_AFTER.match(after)
    first = next_word.group(1) if next_word else ""
    return bool(first) and first.lower() not in _LEX["starters"]
