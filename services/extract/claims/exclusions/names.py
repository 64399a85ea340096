"""Numbers that belong to a name: "Phase 3", "Boeing 737", "No. 1", "Five Eyes", addresses."""

from __future__ import annotations

from services.extract.claims.exclusions.context import LEX, Context, Rule
from services.extract.claims.tokens import Token

_NAMES = frozenset(("NNP", "NNPS"))
_ABBREVIATED = frozenset(("no", "nos", "art", "sec", "vol", "fig", "p", "pp", "ch", "para"))
_WORDED = frozenset(("phase", "stage", "level", "chapter", "day", "week", "game", "number", "grade", "act"))
_OPENERS = frozenset(("“", '"', "‘", "'", ":", "-", "—", "–", "(", "•", ".", "[", "…", "..."))


def _ranked(c: Context) -> bool:
    """ "No. 1", "top 10"."""
    if not c.unitless:
        return False
    if c.near() == "." and c.near(2) in _ABBREVIATED:
        return True
    return c.near() == "top" and c.near(2) not in ("to", "will", "could", "may", "would")


def _numbered(c: Context) -> bool:
    """A thing with a number: "Phase 3", "Sections 21, 24 and 26", "Boeing 737 jets", "Kepler 22"."""
    previous = c.at(c.amount.core - 1)
    if not _may_number(c) or previous is None:
        return False
    if not c.digits:
        return previous.lower in _WORDED and not c.counts_plural()
    if not c.plain:
        return False
    if c.list_head()[0] in LEX["naming_lists"] or previous.lower in LEX["makers"]:
        return True
    if previous.lower in LEX["naming"]:
        return previous.text[0].isupper() or not c.counts_plural()
    return previous.kind in ("word", "name") and _after_name(c)


def _may_number(c: Context) -> bool:
    return c.unitless and c.amount.number.kind == "cardinal" and c.amount.comparator in ("=", "range")


def _after_name(c: Context) -> bool:
    """Whether a whole number right behind a capitalised name is part of it and counts nothing."""
    previous = c.tokens[c.amount.core - 1]
    if not previous.text[0].isupper() or c.value != int(c.value) or c.counts_plural():
        return False
    if c.heading:
        return previous.tag in _NAMES and c.text.isdecimal() and c.tag_after() not in ("NN", "JJ", "VBN", "NNP", "VBD")
    return c.amount.core - 1 > c.start and previous.tag in ("NNP", "NNPS", "NN", "JJ")


def _number_name(c: Context) -> bool:
    """A capitalised number word in running prose names something: "Five Eyes", "Channel Nine"."""
    if c.heading or c.digits or not c.text[0].isupper() or not c.unitless:
        return False
    previous, follower = c.at(c.amount.core - 1), c.at(c.amount.last)
    if previous is None:
        return False
    if previous.text in _OPENERS:
        named = follower is not None and follower.text[:1].isupper() and follower.tag == "NNP"
        return named and not (previous.text == ":" and c.counts_plural())
    return c.bare


def _address(c: Context) -> bool:
    """ "10 Downing Street", "2210 N. Mill Road": a house number."""
    west = c.digits and c.tokens[c.amount.last - 1].text == "W" and c.after() == "."  # no watts
    if not (c.plain or west):
        return False
    for hop in range(6):
        token = c.at(c.amount.number.last + hop)
        if token is None or not (token.text[0].isupper() or (hop and token.text == ".")):
            return False
        if hop and token.lower in LEX["streets"]:
            return True
    return False


def _capital(token: Token | None) -> bool:
    return token is not None and token.text[:1].isupper() and token.text[1:].islower()


def _house(c: Context) -> bool:
    """ "300 Elm is let": a number and a name with a verb in the singular are a house; a count would take the plural."""
    if not c.plain or not c.bare or c.value < 2 or not _capital(c.at(c.amount.last)):
        return False
    house = c.tag_after(1) == "VBZ" and (c.tag_after(2) != "IN" or c.near(2) == "the")  # "95 Ukrainian drones over": no verb
    return house or c.after(1) in ("was", "has", "houses")


def _model(c: Context) -> bool:
    """ "its 737 Max planes"."""
    return c.text in LEX["models"] and c.after() in LEX["model_words"]


def _emergency(c: Context) -> bool:
    """ "911 calls", "dialled 999": the number of a telephone line."""
    if not c.plain or c.text not in LEX["lines"]:
        return False
    return c.after() in LEX["line_words"] or c.list_head()[0] in LEX["dialling"]


RULES: tuple[Rule, ...] = (_ranked, _numbered, _number_name, _address, _house, _model, _emergency)
