"""Places: names that stand for places, names that do not, their countries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
