"""Where quotations begin and end."""

from __future__ import annotations

import pytest

from services.extract.claims.quotes import find_quotes
from services.extract.claims.text import Document


def words(text: str) -> list[str]:
    return [text[quote.start : quote.end] for quote in find_quotes(Document(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" and "no".', ["yes", "no"]),
        ("He said “yes, ‘maybe’ not” and left.", ["yes, ‘maybe’ not"]),
        ("‘It’s the states’ money,’ she said.", ["It’s the states’ money,"]),
        ("'We lost,' he said. 'It's over.'", ["We lost,", "It's over."]),
        ("The players' union met the '90s stars' agents.", []),
        ("«Nous», he said.", ["Nous"]),
        ("“One.\n“Two,” she said.", ["One.", "Two,"]),
        ("“One.\nTwo,” she said.", ["One.\nTwo,"]),
        ('A 12" pipe burst.', []),
        ("She said: “It never closed.", ["It never closed."]),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_quotation_reopened_in_the_next_paragraph_is_one_chain() -> None:
    quotes = find_quotes(Document("“One.\n“Two,” she said. “Three.”"))
    assert [quote.chain == quotes[0].chain for quote in quotes] == [True, True, False]


def test_inner_quotations_hang_on_the_outer_one() -> None:
    (outer,) = find_quotes(Document("“He cried ‘stop’ twice.”"))
    assert [(inner.level, inner.single) for inner in outer.inner] == [(1, True)]
