"""What an article is about, as far as joining figures needs it: its names, its topics and its time.

Names are weighed by where they stand (headline, standfirst, opening, body). Countries count under their code, so that
"DPRK" and "North Korean" are one name. Everything follows from the one article, never from a corpus: the same article gives
the same context on any day, in whatever order articles arrive.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from services.store.countries import country, fold
from services.store.lexicons import load
from services.store.sentences import sentences
from services.store.speakers import transliterated

WINDOW = timedelta(days=45)  # articles further apart are linked only through articles between them
ALIKE = 0.25  # cosine of the names' weights from which two articles tell one story
WEIGHTS = {"title": 4.0, "dek": 2.0, "lead": 3.0, "body": 1.0}
BODY_CAP = 3.0
FOCUS = 3.0  # a name of this weight or more stands in the headline or opening
KEYS = 12

_NAME = re.compile(
    r"(?<![\w’'-])[A-ZÀ-ÞŁŚŠŽČĆĐ][\w’'.&-]*(?:\s+(?:(?:of|of the|de|del|da|la|al|el|bin|van|von|der|and)\s+(?=[A-ZÀ-Þ]))?[A-ZÀ-ÞŁŚŠŽČĆĐ][\w’'.&-]*)*"
)


@dataclass(frozen=True)
class Context:
    """An article's names with their weights, the names in focus, its topics and its time."""

    article: str
    published: datetime | None
    names: dict[str, float]
    topics: frozenset[str]
    focus: frozenset[str]

    def keys(self) -> tuple[str, ...]:
        """Blocking keys: two articles that `linked` accepts share at least one. Indexable columns of a side table."""
        ranked = sorted(self.names, key=lambda n: (-self.names[n], n))
        return tuple(ranked[:KEYS])


def context(article: str, published: datetime | None, title: str, dek: str | None, text: str) -> Context:
    """The context of one article; `article` is its id."""
    spoken = sentences(text)
    lead, body = [s.text for s in spoken[:2]], [s.text for s in spoken[2:]]
    weights: Counter[str] = Counter()
    known = _known_lowercase(text)
    for part, texts in (("title", [title]), ("dek", [dek or ""]), ("lead", lead)):
        for name in {n for t in texts for n in names_in(t, known)}:
            weights[name] += WEIGHTS[part]
    counted = Counter(n for t in body for n in names_in(t, known))
    for name, count in counted.items():
        weights[name] += min(BODY_CAP, count * WEIGHTS["body"])
    focus = frozenset(n for n, w in weights.items() if w >= FOCUS and n in _focus_names(title, dek, lead, known))
    return Context(article, published, dict(weights), topics(title, dek, text), focus)


def _focus_names(title: str, dek: str | None, lead: list[str], known: frozenset[str]) -> set[str]:
    return {n for t in (title, dek or "", *lead) for n in names_in(t, known)}


def linked(a: Context, b: Context) -> bool:
    """Whether two articles tell one story: a common topic, near in time, and alike in their names.

    A judgement on the two articles alone, so that stories (the connected sets) do not depend on the order of arrival.
    """
    if a.topics and b.topics and not a.topics & b.topics:
        return False
    if a.published and b.published and abs(a.published - b.published) > WINDOW:
        return False
    if not a.focus & b.focus:
        return False
    return likeness(a, b) >= ALIKE


def likeness(a: Context, b: Context) -> float:
    """The cosine of two articles' name weights, 0 to 1."""
    shared = sum(w * b.names[n] for n, w in a.names.items() if n in b.names)
    norms = (math.sqrt(sum(w * w for w in c.names.values())) for c in (a, b))
    return shared / (math.prod(norms) or 1.0)


def topics(title: str, dek: str | None, text: str) -> frozenset[str]:
    """The topics that an article's headline and opening, or else its text repeatedly, speak of (lexicon `topics`)."""
    opening = fold(" . ".join((title, dek or "", text[:500])))
    whole = fold(text)
    found = set()
    for topic, pattern in _topics().items():
        if pattern.search(opening) or len(pattern.findall(whole)) > 2:
            found.add(topic)
    return frozenset(found)


@cache
def _topics() -> dict[str, re.Pattern[str]]:
    return {t: re.compile(rf"\b(?:{'|'.join(words)})\b") for t, words in load("topics")["topics"].items()}


def names_in(text: str, lowercase: frozenset[str] = frozenset()) -> list[str]:
    """The names in a text, folded, one per mention; a country's name or demonym as its code ("KP").

    `lowercase` are words that the article also writes small: such a word at the start of a sentence is no name.
    """
    found = []
    for match in _NAME.finditer(text):
        words = match[0].split()
        at_start = match.start() == 0 or text[: match.start()].rstrip()[-1:] in '.!?:“"‘\n—-'
        if at_start:
            while words and not _country_at(words) and (fold(words[0]) in lowercase or fold(words[0]) in _no_names()):
                words = words[1:]
        found += _keyed([w for w in words if w])
    return found


def _keyed(words: list[str]) -> list[str]:
    """The keys of one run of capitalised words: countries' codes, then each word that tells something."""
    keys = []
    while words:
        found = _country_at(words)
        keys.append(found[0] if found else name_key(words[0]))
        words = words[found[1] if found else 1 :]
    return [k for k in keys if k]


def _country_at(words: list[str]) -> tuple[str, int] | None:
    """The country that the first words name, and how many words that takes."""
    for length in (4, 3, 2, 1):
        code = country(" ".join(words[:length])) if length <= len(words) else None
        if code:
            return code, length
    return None


@cache
def name_key(word: str) -> str:
    """One word of a name under one spelling ("Kestrian" and "Kestria", "Zelenskyy" and "Zelensky"); empty for no name."""
    key = fold(word)
    if key in _no_names() or key.split(" ")[0] in _no_names() or len(key) < 2 or key[0].isdigit():
        return ""
    return transliterated(re.sub(r"(?<=\w{3})ian$", "ia", key))


@cache
def _no_names() -> frozenset[str]:
    return frozenset(load("topics")["no_names"])


def _known_lowercase(text: str) -> frozenset[str]:
    return frozenset(fold(w) for w in re.findall(r"(?<![\w’'-])[a-z][\w’'-]+", text))
