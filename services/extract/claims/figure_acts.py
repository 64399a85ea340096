"""Verbs that put a figure forward: "put the toll at 23", "gave a lower toll of 23", "raised its estimate to 3,000"."""

from __future__ import annotations

from services.extract.claims.cues import words
from services.extract.claims.lexical import is_verb
from services.extract.claims.text import Token

_MOVED = words("figures", "moved")
_HEADS = words("figures", "heads")
_COUNTS = words("figures", "counts")
_OF_COUNTS = words("figures", "of_counts")
_COUNTING = words("figures", "counting")
_STATED = words("figures", "stated")
_OF_STATED = words("figures", "of_stated")
_NO_STATEMENT = words("figures", "no_statement")
_BEFORE = {"put": ("at",), "peg": ("at",), "assess": ("at",), "give": ("as", "at")}
_HEDGES = frozenset(["fewer", "more", "less", "a", "total", "some", "nearer", "closer"])
_OBJECT_REACH = 14  # items from the verb to the preposition before the figure
_HEDGE_REACH = 4  # items of "at least", "somewhere between" before the figure


def puts_forward(items: list[Token], lemma: str, first: int) -> bool:
    """Whether the verb `lemma`, whose object begins at `first`, puts a figure forward."""
    if lemma in _COUNTING and _figure_follows(items, first):
        return True
    if lemma == "speak":  # "spoke of 40 dead", not "spoke from his car to a crowd of 70,000"
        return items[first].lower == "of" and _figure_follows(items, first + 1)
    for at in range(first, min(len(items), first + _OBJECT_REACH)):
        token = items[at]
        if at > first and _leads_to_figure(items, lemma, first, at):
            return True
        if token.text in (",", ";", ":", ".", "—", "–") or token.tag == "QUOTE" or token.tag in ("VBD", "VBZ", "VBP", "MD"):
            return False
    return False


def _leads_to_figure(items: list[Token], lemma: str, first: int, at: int) -> bool:
    """Whether the word at `at`, behind an object that begins at `first`, leads to the figure that `lemma` puts forward."""
    low = items[at].lower
    if lemma in _STATED and low == "of" and items[at - 1].lower in _OF_STATED:
        return _figure_follows(items, at + 1)  # "gave a lower toll of 23"
    if lemma == "put" and low in ("lower", "higher"):  # "put the number lower, between 900 and 1,100"
        return _figure_follows(items, _past_comma(items, at + 1))
    prepositions = ("to",) if lemma in _MOVED else _BEFORE.get(lemma, ())
    return low in prepositions and _is_statement(items[first:at], lemma) and _figure_follows(items, at + 1)


def _past_comma(items: list[Token], at: int) -> int:
    return at + 1 if at < len(items) and items[at].text == "," else at


def _figure_follows(items: list[Token], at: int) -> bool:
    for token in items[at : at + _HEDGE_REACH]:
        if token.kind in ("number", "currency") or token.tag == "CD":
            return True
        if token.lower in _HEDGES:
            continue
        if token.kind == "sign" or token.tag in ("NN", "NNS", "NNP", "NNPS", "DT") or is_verb(token):
            return False
    return False


def _is_statement(thing: list[Token], lemma: str) -> bool:
    """Whether what is moved or put states a figure and is not the thing itself: a toll, an estimate, no wage or currency."""
    told = {token.lower for token in thing}
    if lemma not in _MOVED:
        return lemma != "peg" or not told & _NO_STATEMENT
    return bool(told & _HEADS) or (bool(told & _COUNTS) and bool(told & _OF_COUNTS))
