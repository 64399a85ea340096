"""What a figure measures, of whom and in which sense, read from the words around it."""

from __future__ import annotations

import pytest

from services.store.measures import measure
from services.store.nouns import noun_phrase, subject
from services.store.senses import incident, sense
from services.store.surroundings import core_length, surroundings
from shared.claims import Quantity

FLOOD, WAR, JOBS, VOTE = (frozenset({t}) for t in ("flood", "war", "layoffs", "election"))


def read(sentence: str, quote: str, unit: str = "count") -> Quantity:
    start = sentence.index(quote)
    return Quantity(start=start, end=start + len(quote), text=quote, low=1, high=1, comparator="=", unit=unit)


CASES = [
    ("Floods killed 31 people and injured 112.", "31", "count", FLOOD, "killed"),
    ("Floods killed 31 people and injured 112.", "112", "count", FLOOD, "wounded"),
    ("The death toll from the floods rose to 41, with 19 still missing.", "41", "count", FLOOD, "killed"),
    ("The death toll from the floods rose to 41, with 19 still missing.", "19", "count", FLOOD, "missing"),
    ("More than 3,000 soldiers have been killed or wounded.", "3,000", "count", WAR, "casualties"),
    ("300 soldiers were killed and 2,700 wounded.", "2,700", "count", WAR, "wounded"),
    ("Ukraine captured two wounded soldiers.", "two", "count", WAR, "captured"),
    ("The army lost 1,700 soldiers.", "1,700", "count", WAR, "casualties"),
    ("The army lost 1,700 soldiers killed.", "1,700", "count", WAR, "killed"),
    ("Norvik will cut 3,800 jobs.", "3,800", "count", JOBS, "laid_off"),
    ("The closure of nine stores follows 840 redundancies.", "nine", "count", JOBS, "closed"),
    ("It employs 50,000 people.", "50,000", "count", JOBS, "employed"),
    ("With 93% of the votes counted, she had 51.4%.", "93%", "percent", VOTE, "counted"),
    ("With 93% of the votes counted, she had 51.4%.", "51.4%", "percent", VOTE, "vote_share"),
    ("Turnout had reached 61 percent by six.", "61 percent", "percent", VOTE, "turnout"),
    ("Fighting forced 5,000 to flee.", "5,000", "count", WAR, "displaced"),
    ("The flood destroyed 31 houses.", "31", "count", FLOOD, "destroyed"),
    ("The toll has crossed 300.", "300", "count", FLOOD, "killed"),
    ("Damage was put at $2 billion.", "$2 billion", "USD", FLOOD, "damage_cost"),
]


@pytest.mark.parametrize(("sentence", "quote", "unit", "topics", "name"), CASES)
def test_measure(sentence: str, quote: str, unit: str, topics: frozenset[str], name: str) -> None:
    quantity = read(sentence, quote, unit)
    found = measure(quantity, surroundings(sentence, quantity.start, quantity.end), topics)
    assert found is not None
    assert found.name == name


def test_a_thing_outside_the_lexicon_is_measured_by_its_own_words() -> None:
    one, two = "Volunteers planted 900 trees.", "They had planted 1,200 trees."
    names = {
        measure(q, surroundings(s, q.start, q.end), FLOOD) for s, t in ((one, "900"), (two, "1,200")) for q in [read(s, t)]
    }
    assert [m.name for m in names if m] == ["~tree"]


def test_nothing_is_measured_where_nothing_is_said() -> None:
    quantity = read("It stood at 12.", "12")
    assert measure(quantity, surroundings("It stood at 12.", 12, 14), FLOOD) is None


@pytest.mark.parametrize(
    ("sentence", "quote", "group"),
    [
        ("Six children were killed.", "Six", "children"),
        ("Two of them were children.", "Two", "children"),
        ("38 people were moved to schools.", "38", ""),
        ("500 wounded North Korean soldiers were sent home.", "500", "soldiers"),
        ("The number of missing children rose to 12.", "12", "children"),
        ("About 600 were displaced.", "600", ""),
    ],
)
def test_subject(sentence: str, quote: str, group: str) -> None:
    quantity = read(sentence, quote)
    found = subject(quantity, surroundings(sentence, quantity.start, quantity.end), "special")
    assert found in (group, "people" if group == "" else group)


@pytest.mark.parametrize(
    ("sentence", "quote", "expected"),
    [
        ("Russia loses 1,700 soldiers a day.", "1,700", {"rate": "day"}),
        ("Four new deaths were recorded in the past 24 hours.", "Four", {"rate": "day"}),
        ("About 40,000 arrived within a week.", "40,000", {"rate": ""}),
        ("Of the dead, nine were in Ossa.", "nine", {"part": True}),
        ("Cuts fall to 3,200 from 3,800.", "3,800", {"earlier": True}),
        ("He had put the number at 3,000 two weeks earlier.", "3,000", {"earlier": True}),
        ("Since the start of the invasion 12,300 civilians have died.", "12,300", {"long": True}),
    ],
)
def test_sense(sentence: str, quote: str, expected: dict[str, object]) -> None:
    quantity = read(sentence, quote)
    found = sense(quantity, surroundings(sentence, quantity.start, quantity.end), WAR)
    assert {name: getattr(found, name) for name in expected} == expected


def test_an_incident_is_told_from_the_event_itself() -> None:
    shelled = "Seventeen people died when shells hit a camp."
    assert incident(surroundings(shelled, 0, 9), WAR) == "shelling"
    slides = "Floods and landslides killed 31 people."
    assert incident(surroundings(slides, slides.index("31"), slides.index("31") + 2), FLOOD) == ""
    slide = "A landslide buried two buses and 14 bodies were found."
    assert incident(surroundings(slide, slide.index("14"), slide.index("14") + 2), FLOOD) == "one landslide"


def test_surroundings_hide_names_dates_and_other_numbers() -> None:
    sentence = "On 3 May 2025 the Fair Vote group counted 143 violations and 12 arrests, 80,000 homes in all."
    found = surroundings(sentence, sentence.index("143"), sentence.index("143") + 3)
    assert "2025" not in found.words and "vote" not in found.words
    assert found.behind() == "violations and"
    assert found.tokens.count("#") == 2


@pytest.mark.parametrize(
    ("quote", "length"), [("412 Velenese", 3), ("52.1 percent of the vote", 12), ("more than 3,000", 15), ("dozens", 6)]
)
def test_core_of_a_figure(quote: str, length: int) -> None:
    assert core_length(quote) == length


def test_noun_phrase_ends_at_verbs_and_prepositions() -> None:
    assert noun_phrase("wounded soldiers were sent") == "soldiers"
    assert noun_phrase("of them") == ""
