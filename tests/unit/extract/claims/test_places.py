"""Places: names that stand for places, names that do not, their countries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extract.claims import extract
from services.extract.claims.places import find_places
from services.extract.claims.text import Document

NAMES = ("New", "York", "in", ",", "South", "Korea", "'s", "Israel", "the", "US", "Paris", "of", "’s", "St.", "Petersburg")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A blast in Nairobi killed 12.", [("Nairobi", "KE")]),
        ("She lives in Pocatello, Idaho.", [("Pocatello", "US"), ("Idaho", "US")]),
        ("Trade with South Korea and the United States grew.", [("South Korea", "KR"), ("United States", "US")]),
        ("Troops left the Gaza Strip.", [("Gaza Strip", "PS")]),
        ("It fell across Africa and the Middle East.", [("Africa", None), ("Middle East", None)]),
        ("Fires spread in New South Wales.", [("New South Wales", "AU")]),
        ("He flew from Birmingham, Alabama, to Paris.", [("Birmingham", "US"), ("Alabama", "US")]),
        ("They met in Paris.", [("Paris", "FR")]),
        ("Reading is fun and Nice people read.", []),
        ("He was seen in Reading.", [("Reading", "GB")]),
        ("Virginia Woolf and Michael Jordan wrote.", []),
        ("Defence Minister Israel Katz spoke.", []),
        ("Rain fell over KwaZulu-Natal.", [("KwaZulu-Natal", "ZA")]),
        ("The U.S. said no.", [("U.S.", "US")]),
        ("Kenya’s president spoke.", [("Kenya", "KE")]),
    ],
)
def test_places(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(place.text, place.country) for place in find_places(Document(text))] == expected


@given(st.lists(st.sampled_from(NAMES), max_size=12))
def test_offsets(words: list[str]) -> None:
    text = " ".join(words)
    at = 0
    for place in find_places(Document(text)):
        assert at <= place.start < place.end
        assert text[place.start : place.end] == place.text
        at = place.end


def places_of_figures(text: str) -> list[tuple[str, str | None]]:
    return [(q.text, q.place) for claim in extract(text) for q in claim.quantities]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "In the Tarn valley 12 people drowned. Later 40 more died in Ilse, a village near Brod.",
            [("12", "Tarn"), ("40", "Ilse")],
        ),
        ("Rebels killed 30 men in the town of Sarn and 8 in Ilse.", [("30", "Sarn"), ("8", "Ilse")]),
        ("A blast in Sarn killed 12 people and wounded 30.", [("12", "Sarn"), ("30", "Sarn")]),
        ("Shelling killed 12 people and wounded 30 in Sarn.", [("12", "Sarn"), ("30", "Sarn")]),
        ("Two died in Sarn and three in Ilse, bringing the total to 58.", [("Two", "Sarn"), ("three", "Ilse"), ("58", None)]),
        ("The flood killed 217 people, almost all of them in Sarn.", [("217", None)]),
        ("Some 900 recruits, trained in Ostmark, were sent to the Kursk region.", [("Some 900", "Kursk")]),
        ("Russia is losing 2,000 soldiers a day.", [("2,000", None)]),
        ("More than 300 soldiers fell in Russia’s Kursk region.", [("More than 300", "Kursk")]),
        ("The Leipzig plant will lose 550 jobs.", [("550", "Leipzig")]),
        ("He has 40% of the shares in Brosch.", [("40%", None)]),
        ("They won 40 seats in Parliament.", [("40", None)]),
    ],
)
def test_where_figures_hold(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert places_of_figures(text) == expected
