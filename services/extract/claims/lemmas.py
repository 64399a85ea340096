"""Base forms of verbs, by a list of irregular ones and the spelling rules of English."""

from __future__ import annotations

from functools import lru_cache

from services.extract.lexicons import load

_LEX = load("verbs")
_IRREGULAR: dict[str, str] = _LEX["irregular"]
_BASES = frozenset(_IRREGULAR.values())
_SILENT = tuple(_LEX["silent"]["endings"].split())
_WHOLE = frozenset(_LEX["silent"]["whole"].split())
_VOWELS = frozenset("aeiou")
_DOUBLED = frozenset("bdgmnprt")


@lru_cache(maxsize=4096)
def lemma(word: str) -> str:
    """The base form of a verb in lower case: "wounded" is "wound", "hiring" is "hire", "rose" is "rise"."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ed") and len(word) > 4:
        return _restored(word[:-2])
    if word.endswith("ing") and word[:-3] in _BASES:
        return word[:-3]
    if word.endswith("ing") and len(word) > 5:
        return _IRREGULAR.get(word[:-3] + "ed", _restored(word[:-3]))
    return _singular(word)


def _restored(stem: str) -> str:
    """The base behind "-ed" or "-ing": a silent "e" given back, a doubled consonant taken away."""
    if stem in _WHOLE:
        return stem
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] in _DOUBLED and stem[-3] in _VOWELS:
        return stem[:-1]
    if stem[-1:] in "xwyhkf" or (stem[-1:] in "np" and stem[-2:-1] in _VOWELS and stem[-3:-2] in _VOWELS):
        return stem
    short = (
        len(stem) > 2 and stem[-2] in _VOWELS and stem[-3] not in _VOWELS and stem[-1] not in _VOWELS and _syllables(stem) == 1
    )
    if short or (stem.endswith(_SILENT) and not stem.endswith(("ss", "er", "or", "en", "on", "it", "et", "om", "el", "al"))):
        return stem + "e"
    return stem


def _syllables(stem: str) -> int:
    return sum(a in _VOWELS and b not in _VOWELS for a, b in zip(stem, stem[1:] + " ", strict=True))


def _singular(word: str) -> str:
    """The base of a third person: "loses", "carries", "reaches"."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
