"""Speakers named by a colon: `'Ends debate': TD Economics`, `Zelensky: Russia lost 3,000 troops`, `Smith: "No comment."`."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.frames import Attribution, Span, span
from services.extract.claims.lexical import COUNTRIES, DOCUMENTS, OUTLETS, PEOPLE_ALL, TITLES, is_name_word
from services.extract.claims.names import is_given
from services.extract.claims.text import Token
from services.extract.claims.views import View

_LONGEST = 8  # words of a speaker before or after the colon
_SPEAKING = PEOPLE_ALL | OUTLETS | frozenset(["police", "government", "ministry", "officials", "court"])
_TELLING = frozenset(["report", "study", "survey", "poll", "data", "research"])


def read_colon(view: View) -> Attribution | None:
    """The attribution that a colon makes in a heading, or in prose before a quotation; None where there is none."""
    items = view.items
    colon = next((at for at, token in enumerate(items) if token.text == ":"), None)
    if colon is None or view.inside is not None or not 0 < colon < len(items) - 1:
        return None
    if view.sentence.kind != "heading" and not (items[colon + 1].tag == "QUOTE" and colon <= 4):
        return None
    if items[colon - 1].tag == "QUOTE" and colon == 1:
        return _made(view, (colon + 1, _name_end(items, colon + 1)), (0, 0))
    if _is_speaker(items, 0, colon - 1):
        return _made(view, (0, colon - 1), (colon + 1, len(items) - 1))
    return None


def _name_end(items: list[Token], first: int) -> int:
    last = first
    while (
        last + 1 < len(items)
        and last - first < _LONGEST
        and items[last + 1].kind != "sign"
        and items[last + 1].tag not in ("VBP", "VBZ", "VBD")
    ):
        last += 1
    return last


def _is_speaker(items: list[Token], first: int, last: int) -> bool:
    """Whether the words before a colon can speak: a person's full name or title, a kind of speaker, a kind of report."""
    words = items[first : last + 1]
    if not 1 <= len(words) <= _LONGEST or any(
        token.tag in ("VBZ", "VBD", "VBP", "MD") or token.text in ",|" for token in words
    ):
        return False
    low = words[-1].lower
    if low in _SPEAKING or low in _TELLING:
        return len(words) <= 4
    if any(token.lower in TITLES or token.lower in PEOPLE_ALL for token in words[:-1]) and is_name_word(words[-1]):
        return True
    named = all(is_name_word(token) for token in words) and not any(
        token.lower in COUNTRIES or token.lower in DOCUMENTS for token in words
    )
    return named and len(words) in (1, 2, 3) and _is_known_person(words)


def _is_known_person(words: list[Token]) -> bool:
    return len(words) > 1 and is_given(words[0].text)


def _made(view: View, source: tuple[int, int], content: tuple[int, int]) -> Attribution | None:
    said = span(view.items, *content)
    named = span(view.items, *source)
    if said is None or named is None or view.items[source[0]].lower in cues.BREAKS:
        return None
    spoken: Span = named
    return Attribution(view.sentence.index, spoken, None, said, "colon")
