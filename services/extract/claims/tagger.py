"""A light part-of-speech tagger: Penn Treebank tags by an averaged perceptron over few features, greedy from left to right.

Words that had one tag in training take it at once; only the others are scored, and only among the tags they can have. The
model is a JSON file (`model/tagger.json`, made by `training/train_tagger.py`, see `model/NOTICE.md`). Method: Collins 2002,
"Discriminative Training Methods for Hidden Markov Models", with greedy decoding.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.extract.claims.tokens import Token
from services.extract.lexicons import load

MODEL = Path(__file__).parent / "model" / "tagger.json"
_ZEROS = (0,) * 11  # one for each feature
_START = ("<s>", "<s>")
_OPEN_CLASSES = ("NN", "NNS", "NNP", "JJ", "VB", "VBD", "VBN", "VBG", "VBZ", "RB")
# Verb tags that do not stand after these: a small treebank leaves rare nouns to be taken for verbs.
_OWNERS = frozenset(("PRP$", "POS"))
_SLIPS = {
    "VB": _OWNERS | {"DT", "JJ", "CD", "NN"},
    "VBP": _OWNERS | {"JJ"},
    "VBZ": _OWNERS | {"JJ", "VB", "MD", "CD"},
}
_IRREGULAR = frozenset(load("verbs")["irregular"])
_ENDINGS = {"ed": ("VBD", "VBN", "JJ"), "ing": ("VBG", "NN"), "s": ("NNS", "VBZ"), "ly": ("RB",)}
_TITLE_SHARE = 0.6  # a heading with more capitalised words than this is set in title case


@dataclass(frozen=True, slots=True)
class Model:
    """`lexicon`: word to its tags; `suffixes`: last letters to the tags of rare words; `weights`: tag to feature to weight."""

    lexicon: dict[str, tuple[str, ...]]
    suffixes: dict[str, tuple[str, ...]]
    weights: dict[str, dict[str, int]]


@cache
def load_model() -> Model:
    """The model that ships with Claimwire."""
    data = json.loads(MODEL.read_text(encoding="utf-8"))
    lexicon = {word: tuple(tags.split(" ")) for tags, words in data["lexicon"].items() for word in words.split(" ")}
    suffixes = {ending: tuple(tags.split(" ")) for tags, endings in data["suffixes"].items() for ending in endings.split(" ")}
    return Model(lexicon, suffixes, data["weights"])


def tag(tokens: Sequence[Token], *, title_case: bool = False) -> None:
    """Set `tag` on the tokens of one sentence. `title_case`: capitals say nothing (a headline)."""
    model = load_model()
    words = [token.lower for token in tokens]
    words.append("</s>")
    words.append("</s>")
    before, previous = _START
    opening = True
    for at, token in enumerate(tokens):
        candidates = _candidates(model, token, opening or title_case)
        found = candidates[0]
        if len(candidates) > 1:
            capital = not (opening or title_case) and token.text[:1].isupper()
            found = _best(model.weights, candidates, features(words, at, before, previous, capital))
            if found in _SLIPS and (previous in _SLIPS[found] or _slips_anyway(found, before, previous, words[at - 1])):
                found = _mended(found, previous, candidates)
        token.tag = found
        before, previous = previous, found
        opening = opening and token.kind in ("sign", "number")


def _slips_anyway(found: str, before: str, previous: str, word_before: str) -> bool:
    """A verb's base form after "of" or right after a counted unit ("a 500 kg bomb") is a noun."""
    return word_before == "of" or (found == "VB" and before == "CD" and previous == "NNS")


def _mended(found: str, previous: str, candidates: tuple[str, ...]) -> str:
    """The tag instead of an impossible verb: a past tense after a noun where there is one ("the bomb hit"), else a noun."""
    if found == "VBZ":
        return "NNS"
    return "VBD" if previous in ("NN", "NNS") and "VBD" in candidates else "NN"


def features(words: Sequence[str], at: int, before: str, previous: str, capital: bool) -> tuple[str, ...]:
    """The features of the word at `at`: itself, its ending and capital, its neighbours, the two tags before it."""
    word = words[at]
    return (
        "w" + word,
        "s" + word[-3:],
        "c1" if capital else "c0",
        "p" + previous,
        "q" + before + previous,
        "l" + (words[at - 1] if at else "<s>"),
        "n" + words[at + 1],
        "m" + words[at + 2],
        "e" + words[at + 1][-3:],
        "x" + previous + word,
        "y" + previous + words[at + 1],
    )


def _best(weights: dict[str, dict[str, int]], candidates: tuple[str, ...], active: tuple[str, ...]) -> str:
    best, highest = candidates[0], None
    for name in candidates:
        known = weights.get(name)
        score = sum(map(known.get, active, _ZEROS)) if known else 0
        if highest is None or score > highest:
            best, highest = name, score
    return best


_SIGN_TAGS = {
    **{"“": "``", '"': "''", "”": "''", "$": "$", "(": "-LRB-", ")": "-RRB-", "!": ".", "?": "."},
    **{"…": ":", "–": ":", "—": ":", "-": "HYPH", ".": ".", ",": ",", ":": ":"},
}
_FIXED = {"number": ("CD",), "name": ("NNP",), "clitic": ("POS", "VBZ"), "currency": ("$",)}


def _candidates(model: Model, token: Token, plain: bool) -> tuple[str, ...]:
    """The tags a token can have. `plain`: a capital is due to its place, not to a name."""
    if token.kind != "word":
        return _FIXED.get(token.kind) or (_SIGN_TAGS.get(token.text, "SYM"),)
    known = model.lexicon.get(token.lower)
    capital = token.text[0].isupper()
    if known is not None:
        return known if not capital or plain or "NNP" in known or known == ("PRP",) else (*known, "NNP")
    if capital and not plain:
        return ("NNP", "NNPS", "JJ", "NN", "NNS")
    return _guess(model, token.lower, capital)


def _guess(model: Model, word: str, capital: bool) -> tuple[str, ...]:
    """The tags of a word that training never saw, by its form."""
    tags: tuple[str, ...] = ("VBD", "VBN")
    if word not in _IRREGULAR:
        tags = next(filter(None, (model.suffixes.get(word[-size:]) for size in (4, 3, 2, 1))), _OPEN_CLASSES)
    for ending, names in _ENDINGS.items():
        if word.endswith(ending):
            tags = tuple(dict.fromkeys((*tags, *names)))
    return (*tags, "NNP") if capital and "NNP" not in tags else tags


def is_title_case(tokens: Sequence[Token]) -> bool:
    """Whether a heading is set in title case or capitals, so that its capitals say nothing."""
    words = [token.text for token in tokens if token.kind == "word" and len(token.text) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > _TITLE_SHARE * len(words)
