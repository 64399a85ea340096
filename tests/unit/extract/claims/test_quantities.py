"""Quantities: sentences of many domains, properties on any text, linear time."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extract.claims.places import find_places
from services.extract.claims.quantities import find_quantities
from services.extract.claims.text import Document
from services.extract.claims.times import find_times
from shared.claims import Quantity

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "quantity_cases.json").read_text(encoding="utf-8"))
WORDS = """more than about up to between and 3 12 1,200 2019 half a million two dozen hundreds of thousands % per cent $
£ R bn km people killed the in one of 5-km 10-15 3/4 -4 C or so at least several pages – “ ” ( ) , . ; ' -
minus dollars years ago first quarter £3m 1.2 billion tonnes No. 7 May Sunday 9pm US$ 40k third fifths and a
half point points out of every"""


def _shown(quantity: Quantity, expected: dict[str, Any]) -> dict[str, Any]:
    return {"quote": quantity.text, **{key: getattr(quantity, key) for key in expected if key != "quote"}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_figures(case: dict[str, Any]) -> None:
    found = find_quantities(Document(case["text"]))
    assert [quantity.text for quantity in found] == [figure["quote"] for figure in case["figures"]]
    for quantity, figure in zip(found, case["figures"], strict=True):
        approximate = {
            **figure,
            **{bound: pytest.approx(figure[bound], rel=1e-4) for bound in ("low", "high") if figure.get(bound)},
        }
        assert _shown(quantity, figure) == approximate


def test_cases_are_many() -> None:
    assert len(CASES) >= 250
    assert len({case["text"] for case in CASES}) == len(CASES)


def _check(text: str) -> None:
    document = Document(text)
    at = 0
    for quantity in find_quantities(document, find_times(document), find_places(document)):
        assert at <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high
        if quantity.what is not None and quantity.what != "people":
            assert quantity.what in text
        at = quantity.end


@given(st.text(max_size=300))
def test_any_unicode(text: str) -> None:
    _check(text)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=30), st.sampled_from([" ", "", "\n"]))
def test_any_order_of_telling_words(words: list[str], gap: str) -> None:
    _check(gap.join(words) if gap else " ".join(words).replace(" -", "-"))


UNITS = [
    "1 ",
    "1",
    "one ",
    "a ",
    "$1 ",
    "of dozens ",
    "and 5, ",
    "about ",
    "1-2-3-",
    "more than 3 ",
    "12, ",
    "in May 5 ",
    "5 km ",
]


@pytest.mark.parametrize("unit", [*UNITS, "half ", "killed 3 people, ", "“3 ", "years ", "1/2 "])
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        document = Document(unit * (size // len(unit)))
        began = time.process_time()
        find_quantities(document, find_times(document), find_places(document))
        return time.process_time() - began

    small = min(seconds(3_000) for _ in range(2))
    assert seconds(24_000) < 8 * 2.5 * small + 0.1


def test_place_and_time_of_the_sentence() -> None:
    document = Document("A blast in Nairobi killed 12 people on Sunday. It wounded 30.")
    first, second = find_quantities(document, find_times(document), find_places(document))
    assert (first.place, first.time) == ("Nairobi", "Sunday")
    assert (second.place, second.time, second.what) == ("Nairobi", "Sunday", "people")


def test_dollars_follow_the_country_of_the_text() -> None:
    assert [q.unit for q in find_quantities(Document("Canada spent $3m. Ottawa said Canadian firms got $2m."))] == [
        "CAD",
        "CAD",
    ]
    assert [q.unit for q in find_quantities(Document("It cost US$3m, or $4m in Australia."))] == ["USD", "AUD"]
    assert [q.unit for q in find_quantities(Document("It cost $3m."))] == ["USD"]


def test_pounds_are_money_beside_the_pound_sign() -> None:
    assert [q.unit for q in find_quantities(Document("He paid £5 and owes 40 pounds."))] == ["GBP", "GBP"]
    assert [q.unit for q in find_quantities(Document("She lost 40 pounds."))] == ["lb"]


def test_bare_billions_take_the_currency_of_the_text() -> None:
    found = find_quantities(Document("The fund got R4bn. It will chase billions owed to the state."))
    assert [(q.unit, q.comparator) for q in found] == [("ZAR", "="), ("ZAR", "vague")]


def test_cumulative() -> None:
    assert [q.cumulative for q in find_quantities(Document("A total of 40 people have died. Nine died today."))] == [True, None]


def test_a_row_of_numbers_is_data_and_costs_little() -> None:
    """A long table row holds no figure; the sentence around it still does."""
    document = Document("The set held 4 ships: " + "1," * 5000 + " and it left 9 sailors behind.")
    assert [quantity.text for quantity in find_quantities(document)] == ["4", "9"]
