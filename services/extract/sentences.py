"""Where sentences end: English abbreviations are known, other languages end by their stops."""

from __future__ import annotations

import re

from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("text").items()}
# All alternatives stand behind one stop, so that the search leaps from stop to stop.
_END = re.compile(
    r"[.!?…。！？](?:(?<=[。！？])[。！？]*[」』”）]*|(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])|[.!?…]*[\"”’')\]»]*(?=\s+(\S)))"
)
_SPACE = re.compile(r"\s*")
_WORD_BEFORE = re.compile(r"([^\s(\[“\"‘/—–-]*)$")
_WORD_AFTER = re.compile(r"\s*[\"“‘'(\[]*([^\W\d_]*)")
_SAYING = re.compile(r"\s+(?:[^\W\d_][\w.’'-]*\s+){1,4}?(?:" + "|".join(sorted(_LEX["saying"])) + r")\b")
_INITIALS = re.compile(r"(?!I$)[A-Z]|(?:[^\W\d_]\.)+[^\W\d_]")
_CONTEXT = 60  # characters looked at around a possible sentence end


def split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of the paragraph `text[start:end]` as (start, end) in `text`, without the white space between them."""
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
