"""Quantities of a document: every figure with its bounds, unit, what it counts, event, rate, place and time."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.claims.amounts import Amount, read_amount
from services.extract.claims.context_units import Reckoning, settle
from services.extract.claims.counted import Counted, counted
from services.extract.claims.elliptic_units import complete
from services.extract.claims.exclusions import Context, is_excluded
from services.extract.claims.moments import Times
from services.extract.claims.numerals import STARTERS
from services.extract.claims.phrases import Phrase
from services.extract.claims.rates import is_cumulative, rate_of
from services.extract.claims.scenes import Scenes
from services.extract.claims.sums import PLIGHTS
from services.extract.claims.text import Document, Sentence
from services.extract.claims.tokens import Token
from services.extract.claims.told import Told
from shared.claims import PlaceMention, Quantity, TimeMention

_ASKING = frozenset(("survey", "poll", "study", "sample", "interviews"))
_ROW = 60  # numbers and signs in a row that no sentence has: data of a table


def find_quantities(
    document: Document, times: Sequence[TimeMention] = (), places: Sequence[PlaceMention] = ()
) -> list[Quantity]:
    """All figures of the document in text order; spans never overlap. `times` and `places` are those of the document."""
    found = [(sentence, amount) for sentence in document.sentences for amount in _amounts(document, sentence)]
    reckoning = Reckoning(document.tokens, [amount for _, amount in found])
    tokens = document.tokens
    settled = [(sentence, settle(tokens, amount, reckoning, sentence.first, sentence.last)) for sentence, amount in found]
    spans = [(tokens[amount.first].start, tokens[amount.last - 1].end) for _, amount in settled]
    told, scenes, moments = Told(), Scenes(document, places, spans), Times(document, times)
    figures = []
    for (sentence, amount), span in zip(complete(tokens, settled), spans, strict=True):
        place, time = scenes.of(sentence, *span), moments.of(sentence, *span)
        figures.append(_quantity(document, sentence, amount, told, place, time))
    return figures


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


def _quantity(
    document: Document,
    sentence: Sentence,
    amount: Amount,
    told: Told,
    place: PlaceMention | None,
    time: TimeMention | None,
) -> Quantity:
    tokens = document.tokens
    start, end = tokens[amount.first].start, tokens[amount.last - 1].end
    thing = counted(tokens, amount, sentence.first, sentence.last)
    what, event = _thing(document, sentence, amount, thing, told)
    return Quantity(
        text=document.text[start:end],
        start=start,
        end=end,
        low=amount.low,
        high=amount.high,
        comparator=amount.comparator,
        unit=amount.unit.symbol if amount.unit else "count",
        what=what,
        event=event,
        rate=rate_of(tokens, amount, sentence.last),
        cumulative=is_cumulative(tokens, amount, sentence.first, sentence.last),
        place=place.text if place else None,
        time=time.text if time else None,
        time_value=time.value if time else None,
    )


def _thing(document: Document, sentence: Sentence, amount: Amount, thing: Counted, told: Told) -> tuple[str | None, str | None]:
    """What is counted and its event, with what the figure leaves to those before it."""
    tokens, what, event = document.tokens, _words(document, thing.phrase), thing.event
    if amount.unit is None:
        if sentence.index == told.sentence and told.event and _is_part(tokens, amount, sentence.first):
            event = told.event
        if thing.phrase is None or thing.phrase[0] < amount.first:
            what = told.counted_before(tokens, amount, sentence) or what
        what = what or ("people" if thing.people else None) or told.inherit(sentence, event)
        what = what or _people(tokens, amount, sentence.last)
        asked = (
            amount.first - 2 >= sentence.first and tokens[amount.first - 2].lower in _ASKING
        )  # "a survey of 612 tenants found"
        told.learn(sentence, amount, what, None if asked else event)
        return what, event
    symbol = amount.unit.symbol
    common = thing.phrase is not None and tokens[thing.phrase[1] - 1].tag in ("NN", "NNS")
    between = common and thing.phrase is not None and told.ends <= thing.phrase[0] < amount.first
    own = thing.phrase is not None and thing.phrase[0] >= amount.first
    if amount.unit.kind == "measure" and not own and not between:
        what = told.measured(sentence, symbol) or what
    if own and thing.phrase is not None and _is_gapped(tokens, thing.phrase):
        what = told.measured(sentence, symbol) or what
    if leaning := told.leaning(tokens, amount, sentence, what):
        what = leaning
    if what is None and (amount.unit.kind in ("share", "measure") or _goes_on(tokens, amount, sentence.last)):
        what = told.measured(sentence, symbol)
    if what is None and amount.unit.kind == "share":
        what = told.what if sentence.index - told.sentence <= 1 else None
    told.learn_measured(sentence, amount, what)
    return what, event


def _goes_on(tokens: list[Token], amount: Amount, end: int) -> bool:
    """Whether money stands alone or with a time, so that it is what the money before it is: "$7m in aid and $9m last year"."""
    return amount.last >= end or tokens[amount.last].text in ",.;)" or tokens[amount.last].lower in ("last", "this", "next")


def _is_gapped(tokens: list[Token], phrase: Phrase) -> bool:
    """Whether one capitalised word says what a share of those told before are: "70 percent were Hindu, 13 percent Muslim"."""
    return phrase[1] - phrase[0] == 1 and tokens[phrase[0]].text[0].isupper() and tokens[phrase[0]].tag != "NNS"


def _is_part(tokens: list[Token], amount: Amount, start: int) -> bool:
    """Whether the figure is told as a part of the one before: "among them 15 children", "including 3 women"."""
    words = [token.lower for token in tokens[max(start, amount.first - 2) : amount.first]]
    return words[-1:] == ["including"] or (words[:1] in (["among"], ["of"]) and words[-1:] in (["them"], ["whom"], ["those"]))


def _people(tokens: list[Token], amount: Amount, end: int) -> str | None:
    """Those counted without a word for them: "tens of thousands without water", "60 homeless"."""
    return (
        "people"
        if amount.last < end and (tokens[amount.last].lower in PLIGHTS or tokens[amount.last].lower == "without")
        else None
    )


def _words(document: Document, phrase: Phrase | None) -> str | None:
    if phrase is None:
        return None
    return document.text[document.tokens[phrase[0]].start : document.tokens[phrase[1] - 1].end]
