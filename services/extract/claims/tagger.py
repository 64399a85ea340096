"""A light part-of-speech tagger: Penn Treebank tags by an averaged perceptron over few features, greedy from left to right.

Words that had one tag in training take it at once; only the others are scored, and only among the tags they can have. The
model is a JSON file (`model/tagger.json`, made by `training/train_tagger.py`, see `model/NOTICE.md`). Method: Collins 2002,
"Discriminative Training Methods for Hidden Markov Models", with greedy decoding.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.extract.claims.tokens import Token

MODEL = Path(__file__).parent / "model" / "tagger.json"
_START = ("<s>", "<s>")
_OPEN_CLASSES = ("NN", "NNS", "NNP", "JJ", "VB", "VBD", "VBN", "VBG", "VBZ", "RB")
# Verb tags that do not stand after these: a small treebank leaves rare nouns to be taken for verbs.
_OWNERS = frozenset(("PRP$", "POS"))
_SLIPS = {
    "VB": _OWNERS | {"DT", "JJ", "CD", "NN"},
    "VBP": _OWNERS | {"JJ"},
    "VBZ": _OWNERS | {"JJ", "VB", "MD"},
}
_TITLE_SHARE = 0.6  # a heading with more capitalised words than this is set in title case


@dataclass(frozen=True, slots=True)
class Model:
    """`lexicon`: word to its tags; `suffixes`: last letters to the tags of rare words; `weights`: feature to tag to weight."""

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
        if len(candidates) == 1:
            found = candidates[0]
        else:
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


def features(words: Sequence[str], at: int, before: str, previous: str, capital: bool) -> Iterable[str]:
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


def _best(weights: dict[str, dict[str, int]], candidates: tuple[str, ...], active: Iterable[str]) -> str:
    scores = dict.fromkeys(candidates, 0)
    for feature in active:
        known = weights.get(feature)
        if known:
            for name, weight in known.items():
                if name in scores:
                    scores[name] += weight
    return max(candidates, key=scores.__getitem__)


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
    for size in (4, 3, 2, 1):
        tags = model.suffixes.get(word[-size:])
        if tags:
            return (*tags, "NNP") if capital and "NNP" not in tags else tags
    return _OPEN_CLASSES


def is_title_case(tokens: Sequence[Token]) -> bool:
    """Whether a heading is set in title case or capitals, so that its capitals say nothing."""
    words = [token.text for token in tokens if token.kind == "word" and len(token.text) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > _TITLE_SHARE * len(words)
