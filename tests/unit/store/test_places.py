"""Places, countries and candidates read from a sentence."""

from __future__ import annotations

import pytest

from services.store.countries import countries_in, country, fold
from services.store.entities import bearer
from services.store.places import NATIONWIDE, is_located, is_small, place_keys, places_of

NONE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("sentence", "quote", "before", "company", "name"),
    [
        ("In Marenta, 22 people died.", "22", "", False, "Marenta"),
        ("Seven bodies had been found there by noon.", "Seven", "The town of Marenta was hit.", False, "Marenta"),
        ("The Leipzig plant will lose 550 jobs.", "550", "", True, "Leipzig"),
        ("Of these, 1,100 fall on Frankfurt and 600 on Munich.", "600", "", True, "Munich"),
        ("Buner was the worst-hit district with 75 deaths.", "75", "", False, "Buner"),
        ("Fighting killed 300 in Ilse; elsewhere 12 died in Ossa.", "12", "", False, "Ossa"),
    ],
)
def test_places(sentence: str, quote: str, before: str, company: bool, name: str) -> None:
    assert places_of(sentence, sentence.index(quote), before, NONE, company=company) == place_keys(name)


def test_no_place_and_the_whole_country() -> None:
    assert places_of("At least 31 people died.", 9, "", NONE, company=False) == ()
    assert places_of("Nationwide, 630 people have died.", 12, "", NONE, company=False) == (NATIONWIDE,)
    assert places_of("In its cloud division, 600 roles will go.", 23, "", NONE, company=True) == ("cloud division",)


def test_a_place_is_where_something_is_and_a_village_is_small() -> None:
    assert is_located("Troops in South Korea died.", "South Korea")
    assert not is_located("South Korea's military believes it.", "South Korea")
    assert is_small("They searched Beshonai village in Buner.", place_keys("Beshonai")[0])
    assert not is_small("They searched Beshonai village in Buner.", place_keys("Buner")[0])


def test_countries_under_their_names() -> None:
    assert {country(n) for n in ("North Korea", "the DPRK", "North Korean")} == {"KP"}
    assert country("Kyiv") is None and country("Kyiv", seats=True) == "UA"
    assert countries_in("soldiers from South Korea and the U.S.") == ("KR", "US")
    assert country("us") is None
    assert fold("Côte d’Ivoire's") == "cote divoire"


TEXT = "President Viktor Malenko conceded. Dana Reyes, the challenger, won."


@pytest.mark.parametrize(
    ("sentence", "quote", "name"),
    [
        ("Reyes won 51.2% and Malenko 47.5%.", "47.5%", "malenko"),
        ("She had 51.4% against 47.3% for Viktor Malenko.", "47.3%", "viktor malenko"),
        ("The count gave the president 51 percent.", "51 percent", "viktor malenko"),
        ("Dana Reyes beat Viktor Malenko by 51.2% to 47.5%.", "51.2%", "dana res"),
        ("Dana Reyes beat Viktor Malenko by 51.2% to 47.5%.", "47.5%", "viktor malenko"),
        ("Sorenia's election commission gave Reyes 52 percent.", "52 percent", "res"),
    ],
)
def test_bearer(sentence: str, quote: str, name: str) -> None:
    start = sentence.index(quote)
    assert bearer(TEXT, sentence, start, start + len(quote), "") == name
