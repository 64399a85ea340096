"""Quantities of a document: every figure with its bounds, unit, what it counts, event, rate, place and time."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.claims.amounts import Amount, read_amount
from services.extract.claims.context_units import Reckoning, settle
from services.extract.claims.counted import counted
from services.extract.claims.elliptic_units import complete
from services.extract.claims.exclusions import Context, is_excluded
from services.extract.claims.numerals import STARTERS
from services.extract.claims.phrases import Phrase
from services.extract.claims.rates import is_cumulative, rate_of
from services.extract.claims.situate import Situations
from services.extract.claims.text import Document, Sentence
from services.extract.claims.tokens import Token
from services.extract.lexicons import load
from shared.claims import PlaceMention, Quantity, TimeMention

_PLIGHTS = frozenset(("without", "homeless", "stranded", "displaced", "jobless", "unemployed", "dead", "injured", "missing"))
_ROW = 60  # numbers and signs in a row that no sentence has: data of a table
_HARM = frozenset(load("counting")["harm_events"].split())


def find_quantities(
    document: Document, times: Sequence[TimeMention] = (), places: Sequence[PlaceMention] = ()
) -> list[Quantity]:
    """All figures of the document in text order; spans never overlap. `times` and `places` are those of the document."""
    found = [(sentence, amount) for sentence in document.sentences for amount in _amounts(document, sentence)]
    reckoning = Reckoning(document.tokens, [amount for _, amount in found])
    tokens = document.tokens
    settled = [(sentence, settle(tokens, amount, reckoning, sentence.first, sentence.last)) for sentence, amount in found]
    told, situations = _Told(), Situations(document, times, places)
    return [_quantity(document, sentence, amount, told, situations) for sentence, amount in complete(tokens, settled)]


def _amounts(document: Document, sentence: Sentence) -> list[Amount]:
    tokens, kept = document.tokens, []
    at = floor = document.token_index(sentence.body)
    while at < sentence.last:
        token = tokens[at]
        if token.kind in ("number", "currency") or token.lower in STARTERS:
            row = _row_end(tokens, at, sentence.last)
            if row - at > _ROW:
                at = floor = row
                continue
            amount = read_amount(tokens, at, floor, sentence.last)
            if amount is not None:
                context = Context(tokens, amount, sentence.first, sentence.last, heading=sentence.kind != "sentence")
                if not is_excluded(context):
                    kept.append(amount)
                at = floor = max(at + 1, amount.last)
                continue
        at += 1
    return kept


def _row_end(tokens: list[Token], at: int, end: int) -> int:
    """Index behind the run of bare numbers and signs that begins at `at`."""
    while at < end and tokens[at].kind in ("number", "sign"):
        at += 1
    return at


class _Told:
    """What the figures before have counted, so that a bare figure ("and wounding 30") can be read."""

    def __init__(self) -> None:
        self.what: str | None = None
        self.sentence = -9

    def inherit(self, sentence: Sentence, event: str | None) -> str | None:
        """The thing that a bare figure counts: the last one counted close by, people where only a harm is told."""
        if self.what is not None and sentence.index - self.sentence <= 2:
            return self.what
        return "people" if event in _HARM else None

    def learn(self, sentence: Sentence, what: str | None) -> None:
        if what is not None:
            self.what, self.sentence = what, sentence.index


def _quantity(document: Document, sentence: Sentence, amount: Amount, told: _Told, situations: Situations) -> Quantity:
    tokens = document.tokens
    start, end = tokens[amount.first].start, tokens[amount.last - 1].end
    thing = counted(tokens, amount, sentence.first, sentence.last)
    what = _words(document, thing.phrase)
    if amount.unit is None:
        what = what or told.inherit(sentence, thing.event) or _people(tokens, amount, sentence.last)
        told.learn(sentence, what)
    elif what is None and amount.unit.kind == "share":
        what = told.what if sentence.index - told.sentence <= 1 else None
    place, time = situations.place_of(sentence, start, end), situations.time_of(sentence, start, end)
    return Quantity(
        text=document.text[start:end],
        start=start,
        end=end,
        low=amount.low,
        high=amount.high,
        comparator=amount.comparator,
        unit=amount.unit.symbol if amount.unit else "count",
        what=what,
        event=thing.event,
        rate=rate_of(tokens, amount, sentence.last),
        cumulative=is_cumulative(tokens, amount, sentence.first, sentence.last),
        place=place.text if place else None,
        time=time.text if time else None,
        time_value=time.value if time else None,
    )


def _people(tokens: list[Token], amount: Amount, end: int) -> str | None:
    """Those counted without a word for them: "tens of thousands without water", "60 homeless"."""
    return "people" if amount.last < end and tokens[amount.last].lower in _PLIGHTS else None


def _words(document: Document, phrase: Phrase | None) -> str | None:
    if phrase is None:
        return None
    return document.text[document.tokens[phrase[0]].start : document.tokens[phrase[1] - 1].end]
