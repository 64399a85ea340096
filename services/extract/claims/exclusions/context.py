"""An amount among the words of its sentence, as the exclusion rules look at it."""

from __future__ import annotations

from collections.abc import Callable

from services.extract.claims.amounts import Amount
from services.extract.claims.numerals import after_hyphen, glued, lower_at
from services.extract.claims.tokens import Token, is_number
from services.extract.lexicons import load

LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}
_LIST_JOINTS = frozenset(("and", "or", ",", "to", "-", "–", "&"))
_ABOUT = frozenset(("about", "around", "just"))
_PLURAL_ENDS = ("people", "children", "women", "men", "police", "staff", "percent")  # plurals without an s
_LIST_REACH = 8  # tokens over which a list of numbers is followed back


class Context:
    """An amount among the tokens of its sentence, `tokens[start:end]`; `heading` for headlines and list items."""

    __slots__ = ("amount", "end", "heading", "start", "tokens")

    def __init__(self, tokens: list[Token], amount: Amount, start: int, end: int, *, heading: bool) -> None:
        self.tokens = tokens
        self.amount = amount
        self.start = start
        self.end = end
        self.heading = heading

    def at(self, position: int) -> Token | None:
        """The token at `position` if it stands in the sentence."""
        return self.tokens[position] if self.start <= position < self.end else None

    def before(self, hops: int = 1) -> str:
        """The folded word `hops` before the amount and its comparators, "" outside the sentence."""
        token = self.at(self.amount.first - hops)
        return token.lower if token is not None else ""

    def near(self, hops: int = 1) -> str:
        """The folded word `hops` before the number (or its currency sign) itself, comparators not skipped."""
        token = self.at(self.amount.core - hops)
        return token.lower if token is not None else ""

    def after(self, hops: int = 0) -> str:
        """The folded word `hops` after the amount."""
        return lower_at(self.tokens, self.amount.last + hops, self.end)

    def tag_after(self, hops: int = 0) -> str:
        token = self.at(self.amount.last + hops)
        return token.tag if token is not None else ""

    def tag_before(self, hops: int = 1) -> str:
        token = self.at(self.amount.first - hops)
        return token.tag if token is not None else ""

    @property
    def first(self) -> Token:
        """The number's first token."""
        return self.tokens[self.amount.core]

    @property
    def text(self) -> str:
        return self.first.text

    @property
    def value(self) -> float:
        """The number, 0 where it is vague."""
        return self.amount.number.value or 0.0

    @property
    def unitless(self) -> bool:
        return self.amount.unit is None

    @property
    def digits(self) -> bool:
        """Written in digits."""
        return self.first.kind == "number"

    @property
    def plain(self) -> bool:
        """A bare figure in digits: no unit, no thousands comma, no magnitude."""
        return self.unitless and self.digits and "," not in self.text and self.amount.number.scale == 1

    @property
    def bare(self) -> bool:
        """Without any comparator before it."""
        return self.amount.first == self.amount.core

    @property
    def capital_before(self) -> bool:
        token = self.at(self.amount.core - 1)
        return token is not None and token.text[:1].isupper()

    def follower(self) -> str:
        """The folded word after the amount, a hyphen between passed over."""
        return lower_at(self.tokens, after_hyphen(self.tokens, self.amount.last, self.end), self.end)

    def is_glued(self, position: int) -> bool:
        """Whether the token at `position` stands in the sentence right behind the one before it."""
        return self.start < position < self.end and glued(self.tokens, position)

    def list_head(self) -> tuple[str, str]:
        """The two words before the list of numbers that this one stands in ("aged 11 and 7", "Sections 21, 24"), last first."""
        at, floor = self.amount.core - 1, max(self.start, self.amount.core - _LIST_REACH)
        while at >= floor and self.tokens[at].lower in _ABOUT:
            at -= 1
        head = at
        while head > floor and (is_number(self.tokens[head]) or self.tokens[head].lower in _LIST_JOINTS):
            head -= 1
            if is_number(self.tokens[head + 1]):
                at = head
        if at < floor:
            return "", ""
        return self.tokens[at].lower, self.tokens[at - 1].lower if at > self.start else ""

    def counts_plural(self) -> bool:
        """Whether a plural noun follows, with at most three adjectives or nouns between."""
        for hop in range(4):
            if self.tag_after(hop) in ("NNS", "NNPS") or self.after(hop).endswith(_PLURAL_ENDS):
                return True
            if self.tag_after(hop) not in ("JJ", "NN", "VBN", "VBG", "NNP", "RB", "CD"):
                return False
        return False


Rule = Callable[[Context], bool]
