"""Units that only the rest of the text decides: whose dollars, pounds of weight or money, points of what, bare "billions"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import pairwise

from services.extract.claims.amounts import Amount
from services.extract.claims.tokens import Token
from services.extract.claims.units import Unit
from services.extract.lexicons import load

_LEX = load("currencies")
_WEIGHT = frozenset(_LEX["weight"]["words"].split())
_MONEY = frozenset(_LEX["weight"]["money"].split())
_RATES = frozenset(_LEX["weight"]["rates"].split())
_INDEXES = frozenset(_LEX["weight"]["indexes"].split())
_WARMTH = frozenset(_LEX["weight"]["warmth"].split())
_BEHIND = 6  # tokens before an amount that tell what it is money or weight of


class Reckoning:
    """What a document reckons in, from all its words: the country that a shared currency name stands for, its main currency."""

    def __init__(self, tokens: list[Token], amounts: Iterable[Amount]) -> None:
        self._words = Counter(token.lower for token in tokens if token.kind == "word")
        pairs = pairwise(tokens)
        self._words.update(f"{a.lower}_{b.lower}" for a, b in pairs if a.lower in ("hong", "united", "federal", "new"))
        signs = Counter(token.text for token in tokens if token.kind == "currency")
        self._american = signs["US$"]
        self._scales = Counter(amount.unit.symbol for amount in amounts if amount.unit and amount.unit.symbol in ("C", "F"))
        self._sterling = "£" in signs
        codes = Counter(amount.unit.symbol for amount in amounts if amount.unit is not None and amount.unit.kind == "money")
        codes.pop("cent", None)
        self._spelled = frozenset(codes)
        self.main = self.local(codes.most_common(1)[0][0]) if codes else None

    def signed(self, code: str) -> str:
        """The currency that the bare sign of `code` means: not the local one that the text writes out ("Hong Kong dollars")."""
        local = self.local(code)
        return code if code == "USD" and local in self._spelled else local

    def local(self, code: str) -> str:
        """The currency that the shared name `code` means here: the one whose country the text speaks of most."""
        tables = _countries().get(code)
        if tables is None:
            return code
        counts = {name: sum(self._words[word] for word in words) for name, words in tables.items()}
        if code == "USD" and self._american:
            counts["USD"] = 0
        best = max(counts, key=lambda name: (counts[name], name == code))
        alone = self._american or (code != "USD" and not counts.get(code))
        return best if counts[best] >= (1 if alone else 2) else code

    def degree(self, sentence: list[Token]) -> Unit | None:
        """The scale of bare degrees: the text's own, else Celsius where the sentence speaks of warmth, else None."""
        if self._scales:
            return Unit(self._scales.most_common(1)[0][0], "measure")
        warm = any(token.lower in _WARMTH for token in sentence)
        return Unit("C", "measure") if warm else None

    @property
    def sterling(self) -> bool:
        """Whether the text writes the pound sign."""
        return self._sterling


@cache
def _countries() -> dict[str, dict[str, frozenset[str]]]:
    return {code: {name: frozenset(words.split()) for name, words in table.items()} for code, table in _LEX["local"].items()}


def settle(tokens: list[Token], amount: Amount, reckoning: Reckoning, start: int, end: int) -> Amount:
    """The amount in the unit that its sentence `tokens[start:end]` and the document give it."""
    unit = amount.unit
    if unit is None:
        return _bare(tokens, amount, reckoning, start, end)
    if unit.kind == "money":
        return replace(amount, unit=_money(tokens, amount, unit, reckoning, start, end))
    if unit.symbol == "degree":
        return replace(amount, unit=reckoning.degree(tokens[start:end]) or unit)
    if unit.symbol == "point":
        return replace(amount, unit=_point(tokens, start, end))
    return amount


def _money(tokens: list[Token], amount: Amount, unit: Unit, reckoning: Reckoning, start: int, end: int) -> Unit:
    written = tokens[amount.last - 1].lower
    if written in ("pound", "pounds"):
        around = {token.lower for token in tokens[max(start, amount.first - _BEHIND) : min(end, amount.last + 5)]}
        weight = amount.hyphen or not around.isdisjoint(_WEIGHT) or not reckoning.sterling
        return Unit("lb", "measure") if weight else unit
    if unit.symbol == "cent":
        return Unit(reckoning.main or reckoning.local("USD"), "money")
    signs = {token.text for token in tokens[amount.first : amount.last]}
    if "$" in signs:
        return Unit(reckoning.signed(unit.symbol), "money")
    shared = not signs.isdisjoint(("Rs", "Rs.", "kr", "Kr", "Sh", "Shs")) or written in _SHARED
    return Unit(reckoning.local(unit.symbol), "money") if shared else unit


_SHARED = frozenset(("dollar", "dollars", "rupee", "rupees", "peso", "pesos", "shillings", "kroner", "krona"))


def _point(tokens: list[Token], start: int, end: int) -> Unit | None:
    """Percentage points where the sentence speaks of a rate or a poll; points of a game or an index are counted things."""
    words = {token.lower for token in tokens[start:end]}
    return Unit("percentage_point", "share") if not words.isdisjoint(_RATES) and words.isdisjoint(_INDEXES) else None


def bounds_age(tokens: list[Token], amount: Amount) -> bool:
    """Whether a bare figure bounds the ages of a group: "children younger than 18"."""
    return tokens[amount.first].lower in ("younger", "older") and amount.first < amount.core


def _bare(tokens: list[Token], amount: Amount, reckoning: Reckoning, start: int, end: int) -> Amount:
    """ "aged 55 and above" in years; "chase billions owed" in the text's main currency."""
    if amount.core > start and "magnitude" in (tokens[amount.core - 1].lower, tokens[max(start, amount.core - 2)].lower):
        return replace(amount, unit=Unit("magnitude", "measure"))
    before = {tokens[at - 1].lower for at in (amount.core, amount.first) if at > start}
    if not before.isdisjoint(("aged", "age", "ages")) or (before and bounds_age(tokens, amount)):
        return replace(amount, unit=Unit("year", "time"))
    if amount.number.scale < 1000 or reckoning.main is None or amount.number.kind == "fraction":
        return amount
    follower = tokens[amount.last] if amount.last < end else None
    if (
        follower is not None
        and (follower.tag.startswith(("NN", "JJ", "CD")) or follower.lower == "of")
        and follower.lower not in _MONEY
    ):
        return amount
    behind = {token.lower for token in tokens[max(start, amount.first - _BEHIND) : amount.first]}
    if follower is not None and follower.lower in ("owed", "spent", "paid", "invested", "raised"):
        behind.add("owed")
    return amount if behind.isdisjoint(_MONEY) else replace(amount, unit=Unit(reckoning.main, "money"))
