"""Places that no gazetteer holds, told by how an article writes of them: "in Sakela", "Rhend district", "the town of Amzir"."""

from __future__ import annotations

from services.extract.claims.names import Name, Names, is_given, is_person_like
from services.extract.claims.text import Document
from services.extract.claims.time_values import MONTHS, WEEKDAYS
from services.extract.claims.tokens import Token
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("places")["localities"].items()}
_CALENDAR = frozenset((*WEEKDAYS, *MONTHS))
_LONGEST = 4  # words of a place's name


def local_places(document: Document, names: Names) -> frozenset[str]:
    """The names that the article uses as places, as token texts joined by blanks."""
    tokens = document.tokens
    found: set[str] = set()
    for name in names.mentions:
        if len(name.words) > _LONGEST:
            continue
        first, last = document.token_index(name.start), document.token_index(name.end)
        if _may_be(name, names) and (_is_called(tokens, first, last) or _is_inside(tokens, first, last)):
            found.add(" ".join(token.text for token in tokens[first:last]))
    return frozenset(found)


def _may_be(name: Name, names: Names) -> bool:
    """Whether a name can be a place's: no person's, body's, day's or language's."""
    words = name.words
    if name.titles or words[0].isupper() or any(word.lower() in _CALENDAR or word.lower() in _LEX["never"] for word in words):
        return False
    full = names.fullest(words)
    if is_person_like(full) and (is_given(full[0]) or any(other.titles for other in names.by_last.get(full[-1].lower(), ()))):
        return False
    return len(words) > 1 or not is_given(words[0])


def _is_called(tokens: list[Token], first: int, last: int) -> bool:
    """Whether a word for a kind of place stands with it: "the town of X", "X province"; or ends it: "Kerlin County"."""
    if last - first > 1 and tokens[last - 1].lower in _LEX["kinds"]:
        return True
    if first > 1 and tokens[first - 1].lower == "of" and tokens[first - 2].lower in _LEX["kinds"]:
        return True
    if last >= len(tokens) or tokens[last].lower not in _LEX["kinds"] or not tokens[last].text.islower():
        return False
    return last + 1 == len(tokens) or tokens[last + 1].lower != "of"  # but "the Tervian town of Sarn"


def _is_inside(tokens: list[Token], first: int, last: int) -> bool:
    """Whether something is said to be "in" or "near" it, and no noun behind makes it part of another name."""
    at = first - 1
    while at >= 0 and tokens[at].lower in _LEX["directions"]:
        at -= 1
    if at < 0 or tokens[at].lower not in _LEX["prepositions"]:
        return False
    if at and tokens[at - 1].lower in _LEX["figurative"]:
        return False
    follower = tokens[last] if last < len(tokens) else None
    return follower is None or not follower.tag.startswith("NN") or follower.lower in _LEX["sites"]
