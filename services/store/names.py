"""Names in a text under one form: capitalised words that tell whom or where, countries by their codes."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from services.store.countries import country, fold
from services.store.lexicons import load
from services.store.speakers import transliterated

_NAME = re.compile(
    r"(?<![\w’'-])[A-ZÀ-ÞŁŚŠŽČĆĐ][\w’'.&-]*"
    r"(?:\s+(?:(?:of|of the|de|del|da|la|al|el|bin|van|von|der|and)\s+(?=[A-ZÀ-Þ]))?[A-ZÀ-ÞŁŚŠŽČĆĐ][\w’'.&-]*)*"
)


def names_in(text: str, lowercase: frozenset[str] = frozenset()) -> list[str]:
    """The names in a text, folded, one per mention; a country's name or demonym as its code ("KP").

    `lowercase` are words that the article also writes small: such a word at the start of a sentence is no name.
    """
    return list(_names_in(text, lowercase))


@lru_cache(maxsize=1_000)  # a sentence is looked at for each of its figures
def _names_in(text: str, lowercase: frozenset[str]) -> tuple[str, ...]:
    found: list[str] = []
    for match in _NAME.finditer(text):
        words = match[0].split()
        at_start = match.start() == 0 or text[: match.start()].rstrip()[-1:] in '.!?:“"‘\n—-'
        if at_start:
            while words and not _country_at(words) and (fold(words[0]) in lowercase or fold(words[0]) in _no_names()):
                words = words[1:]
        found += _keyed([w for w in words if w])
    return tuple(found)


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
    if words[0] == "New" and len(words) > 1 and not country(" ".join(words[:2])):
        return None
    for length in (6, 5, 4, 3, 2, 1):
        code = country(" ".join(words[:length])) if length <= len(words) else None
        if code:
            return code, length
    return None


@lru_cache(maxsize=10_000)
def name_key(word: str) -> str:
    """One word of a name under one spelling ("Kestrian" and "Kestria", "Zelenskyy" and "Zelensky"); empty for no name."""
    key = fold(word)
    if key.endswith("maker") or key in _no_names() or key.split(" ")[0] in _no_names() or len(key) < 2 or key[0].isdigit():
        return ""
    return transliterated(re.sub(r"(?<=\w{4}[^s])s$", "", re.sub(r"(?<=\w{3})ian$", "ia", key)))


@cache
def _no_names() -> frozenset[str]:
    return frozenset(load("topics")["no_names"])


def known_lowercase(text: str) -> frozenset[str]:
    return frozenset(map(fold, set(re.findall(r"(?<![\w’'-])[a-z][\w’'-]+", text))))


def only_at_starts(text: str) -> frozenset[str]:
    """Words that stand capitalised once, alone at the start of a sentence: no names ("Asked", "Toll")."""
    told = Counter(fold(w) for w in _CAPITAL.findall(text))
    return frozenset(word for m in _AT_START.finditer(text) if told[word := fold(m[1])] == 1)


_AT_START = re.compile(r"(?:^|[.!?:\n]\s*[“\"‘]?|[“\"‘])\s*([A-ZÀ-Þ][\w’'-]+)(?= [a-z])", re.MULTILINE)


_CAPITAL = re.compile(r"[A-ZÀ-Þ][\w’'-]+")
