"""Verbs that put a figure forward: "put the toll at 23", "gave a lower toll of 23", "raised its estimate to 3,000"."""

from __future__ import annotations

from services.extract.claims.cues import words
from services.extract.claims.lexical import is_name_word, is_verb
from services.extract.claims.text import Token

_MOVED = words("figures", "moved")
_HEADS = words("figures", "heads")
_COUNTS = words("figures", "counts")
_OF_COUNTS = words("figures", "of_counts")
_COUNTING = words("figures", "counting")
REQUESTING = words("figures", "requesting")
_STATED = words("figures", "stated")
_OF_STATED = words("figures", "of_stated")
_NO_STATEMENT = words("figures", "no_statement")
_BEFORE = {"put": ("at",), "peg": ("at",), "assess": ("at",), "give": ("as", "at"), "credit": ("with",)}
_WITH_FIGURE = frozenset(["NN", "NNS", "JJ", "CD", "SYM"])
_COMPARING = frozenset(
    ["above", "below", "than", "less", "lower", "higher", "more", "fewer", "well", "far", "over", "under", "just"]
)
_AFTERMATH = frozenset(["after", "amid", "in", "following", "over"])  # "appealed for calm after 40 arrests"
_HEDGES = frozenset(
    ["fewer", "more", "less", "a", "total", "some", "nearer", "closer", "an", "additional", "another", "anything", "anywhere"]
)
_OBJECT_REACH = 14  # items from the verb to the preposition before the figure
_HEDGE_REACH = 4  # items of "at least", "somewhere between" before the figure


def puts_forward(items: list[Token], lemma: str, first: int) -> bool:
    """Whether the verb `lemma`, whose object begins at `first`, puts a figure forward."""
    if lemma in _COUNTING and _figure_follows(items, first):
        return lemma != "log" or not is_name_word(items[first - 2]) or items[first - 2].text.isupper()  # a city logs, too
    if lemma in REQUESTING:
        return _requests(items, lemma, first)
    if lemma in ("speak", "talk"):  # "spoke of 40 dead", not "spoke from his car to a crowd of 70,000"
        return items[first].lower == "of" and _figure_follows(items, first + 1)
    for at in range(first, min(len(items), first + _OBJECT_REACH)):
        token = items[at]
        if at > first and _leads_to_figure(items, lemma, first, at):
            return True
        if token.text in (",", ";", ":", ".", "—", "–") or token.tag == "QUOTE" or _is_clause_verb(items, at):
            return False
    return False


def _is_clause_verb(items: list[Token], at: int) -> bool:
    """Whether a finite verb stands at `at`, not a participle before its noun ("the number of damaged houses")."""
    before = items[at - 1]
    noun = before.lower in ("of", "the") or before.tag in ("VBN", "JJ")  # the tagger takes these houses for a verb
    return items[at].tag in ("VBD", "VBZ", "VBP", "MD") and not noun


def figure_before(items: list[Token], last: int) -> tuple[int, int] | None:
    """The figure that a clause behind it tells more of: "the 300 deaths (that) the ministry reported"; None for no figure."""
    if last > 0 and items[last].lower in ("that", "which"):
        last -= 1
    first = last
    while first > 0 and items[first].kind != "number" and items[first].tag in _WITH_FIGURE:
        first -= 1
    if first < 1 or items[first].kind != "number":
        return None
    first -= items[first - 1].kind == "currency"
    if first < 1 or items[first - 1].lower != "the":
        return None
    first -= 1
    while first > 0 and items[first - 1].lower in _COMPARING:  # "well above the 12 that the firm reported"
        first -= 1
    return first, last


def _requests(items: list[Token], lemma: str, first: int) -> bool:
    """Whether so many are asked for: "asked for 40 beds", "asked the city to open a ward with 40 beds", "requested 40"."""
    for at in range(first, min(len(items), first + _OBJECT_REACH)):
        low = items[at].lower
        if low == "for":
            return _figure_follows(items, at + 1) and not any(token.lower in _AFTERMATH for token in items[at + 2 : at + 3])
        if low == "to" and lemma == "ask":
            return any(
                token.kind in ("number", "currency") or token.tag == "CD" for token in items[at + 1 : at + 1 + _OBJECT_REACH]
            )
        if items[at].kind == "sign" or is_verb(items[at]):
            return False
        if lemma == "request" and _figure_follows(items, at):
            return True
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
        if token.tag == "QUOTE":
            return True  # "put the losses at “slightly above 1.1 million”"
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
