"""What the figures before have told, for one that leans on them."""

from __future__ import annotations

from services.extract.claims.amounts import Amount
from services.extract.claims.events import PEOPLE_EVENTS
from services.extract.claims.phrases import points_back
from services.extract.claims.text import Sentence
from services.extract.claims.tokens import Token
from services.extract.lexicons import load

_LEX = load("counting")
_TELLING = frozenset(_LEX["telling"].split())
_MOVEMENTS = frozenset(_LEX["movements"].split())
_COMPARED = (["compared", "to"], ["compared", "with"], ["up", "from"], ["down", "from"], [",", "to"])
_LED_TO = ([",", "to"], [",", "at"], [",", "or"], ["–", "or"], ["—", "or"], ["-", "or"])


class Told:
    """What the figures before have told, so that one that leans on them can be read: "and wounding 30", "among them 15"."""

    def __init__(self) -> None:
        self.what: str | None = None
        self.event: str | None = None
        self.sentence = -9
        self.ends = 0  # index of the token behind the last figure
        self._measured: tuple[int, str, str] | None = None
        self._last: tuple[int, str] | None = None
        self._before: str | None = None

    def inherit(self, sentence: Sentence, event: str | None) -> str | None:
        """The thing that a bare figure counts: the last one counted close by, people where only a harm is told."""
        if self.what is not None and sentence.index - self.sentence <= 2:
            return self.what
        return "people" if event is not None and not PEOPLE_EVENTS.isdisjoint(event.split(" or ")) else None

    def measured(self, sentence: Sentence, symbol: str) -> str | None:
        """What the figure before in this unit measured: "uses 155mm shells, while they use 152mm"."""
        known = self._measured
        return known[2] if known is not None and known[:2] == (sentence.index, symbol) else None

    def leaning(self, tokens: list[Token], amount: Amount, sentence: Sentence, what: str | None) -> str | None:
        """What a figure measures that only goes on with the one before in its sentence; None where it does not."""
        if self._last is None or self._last[0] != sentence.index:
            return None
        first = amount.first
        before = [token.lower for token in tokens[max(sentence.first, first - 4) : first]]
        if before[-1:] == ["("] and self.ends == first - 1:
            return self._before  # "5 kilometres (3.1 miles)"
        moved = before[-2:] in ([",", "up"], [",", "down"]) or (before[-2:] == [",", "a"] and what in _MOVEMENTS)
        if moved or (before[-2:] in _LED_TO and what is None):
            return self._last[1]  # "recalled 900 cars, up 37 per cent, a 5 per cent drop", "rose 4%, to $1,741", "$9 - or €8"
        if before[-1:] == ["of"] and before[-4:-2] == [",", "a"] and before[-2] in _MOVEMENTS:
            return self._last[1] if what == before[-2] else None  # "took 900 cars, a jump of 40 per cent"
        if points_back(tokens, amount.last + 1, sentence.last) and tokens[amount.last].lower == "of":
            return self._last[1]  # "owed $38m in rent and paid half of that"
        same = self.measured(sentence, amount.unit.symbol) if amount.unit is not None else None
        compared = (
            before[-2:] in _COMPARED
            or before[-3:] == ["used", "to", "be"]
            or before[-1:] == ["against"]
            or before[-2:] in ([",", "from"], [",", "or"])
            or (before[-1:] == ["to"] and self.ends == first - 1)  # "from 5% | to 7%"
        )
        return same if compared else None

    def counted_before(self, tokens: list[Token], amount: Amount, sentence: Sentence) -> str | None:
        """What an earlier count to which the one before is compared counts: "won 34 seats, up from 21 in the last vote"."""
        before = [token.lower for token in tokens[max(sentence.first, amount.first - 2) : amount.first]]
        return self.what if before in _COMPARED[:-1] and self.sentence == sentence.index else None

    def learn(self, sentence: Sentence, amount: Amount, what: str | None, event: str | None) -> None:
        """Note what was counted; "two officials said" counts nothing that goes on to be counted."""
        if what is not None and event not in _TELLING:
            self.what, self.event, self.sentence = what, event, sentence.index
        self._note(sentence, amount, what)

    def learn_measured(self, sentence: Sentence, amount: Amount, what: str | None) -> None:
        """Note what was measured in the amount's unit."""
        if what is not None and amount.unit is not None:
            self._measured = (sentence.index, amount.unit.symbol, what)
        self._note(sentence, amount, what)

    def _note(self, sentence: Sentence, amount: Amount, what: str | None) -> None:
        self.ends, self._before = amount.last, what
        if what is not None:
            self._last = (sentence.index, what)
