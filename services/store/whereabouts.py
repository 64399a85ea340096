"""Where a figure's people or things are, or were hit: the extractor's reading where the words bear it out, else their own."""

from __future__ import annotations

import re

from services.store.countries import countries_in
from services.store.figures import COMPANY
from services.store.measures import Measure
from services.store.periods import ANOTHER_NUMBER, without_years
from services.store.places import clause, is_located, is_seat, place_keys, places_of
from services.store.sentences import dateline
from services.store.spots import Spot
from shared.claims import Quantity

# Families of measures that happen somewhere; money belongs to the whole story.
PLACED = frozenset(
    "harm move jobs damage protest arrest power illness deploy vaccine weather attack closure election".split()  # noqa: SIM905 - one row
)


def whereabouts(spot: Spot, known: Measure) -> tuple[str, ...]:
    """The name keys of the place of a figure that measures `known`; () where none is told."""
    if known.family not in PLACED and known.name and not known.name.startswith("~"):
        return ()
    quantity, sentence, start = spot.quantity, spot.sentence.text, spot.start
    corporate = known.family in COMPANY or known.family == "money"
    firms = spot.about.companies | {spot.about.leader} if corporate else frozenset[str]()
    no_places = spot.speakers | firms
    if known.family == "election" and (capital := _IN_THE_CAPITAL.search(sentence)) and capital.start() < start:
        return ("capital",)
    read: tuple[str, ...] = ()
    if quantity.place and quantity.place not in sentence and dateline(spot.article.text).startswith(quantity.place):
        quantity = quantity.model_copy(update={"place": None})  # where the report was written, not what it is of
    borne = _bears(sentence, quantity.place, start)
    if quantity.place and is_located(sentence, quantity.place):
        read = tuple(k for k in place_keys(quantity.place) if k not in firms)
    if read and borne and not read[0].isupper():
        return read
    if read and not borne and is_seat(sentence, sentence.find(f"in {quantity.place}")):
        read = ()
    found = places_of(sentence, start, spot.before, no_places, company=corporate)
    elsewhere = not borne and _beyond_a_number(sentence, quantity, start)
    return found or _place_by_country(quantity, known, sentence, start) or (() if elsewhere else read)


_IN_THE_CAPITAL = re.compile(r"^(?:But |And )?[Ii]n the capital\b(?! of)")


def _bears(sentence: str, place: str | None, at: int) -> bool:
    """Whether the clause of position `at`, or the opening of its sentence, names the place."""
    begin, end = clause(sentence, at)
    if place and is_seat(sentence, sentence.find(f"in {place}")):
        return False
    return bool(place) and ((place or "") in sentence[begin:end] or (place or "") in sentence.split(",", 1)[0])


def _beyond_a_number(sentence: str, quantity: Quantity, start: int) -> bool:
    """Whether the sentence names the extractor's place, but with another number between, to which it belongs."""
    at = sentence.find(quantity.place) if quantity.place else -1
    if at < 0 or not quantity.place:
        return False
    stop = start + quantity.end - quantity.start
    between = sentence[stop:at] if at >= stop else sentence[at + len(quantity.place) : start]
    return bool(ANOTHER_NUMBER.search(without_years(between))) or ":" in between


def _place_by_country(quantity: Quantity, known: Measure, sentence: str, start: int) -> tuple[str, ...]:
    """The country that took refugees in, or whose jobs are cut: "Rwanda has taken in 15,600", "250 Irish jobs"."""
    begin, end = clause(sentence, start)
    if known.name == "refugees":
        return countries_in(sentence[begin:start])[-1:]
    if known.family == "jobs":
        behind = sentence[start + quantity.end - quantity.start : end].split()[:3]
        return countries_in(" ".join(behind))[:1]
    return ()
