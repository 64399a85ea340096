"""Time expressions and their values against a Wednesday, 21 May 2025."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extract.claims.text import Document
from services.extract.claims.times import find_times

PUBLISHED = datetime(2025, 5, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell in December 2024.", [("December 2024", "2024-12")]),
        ("On 5 March 2024 it rained.", [("5 March 2024", "2024-03-05")]),
        ("On March 5, 2024, it rained.", [("March 5, 2024", "2024-03-05")]),
        ("It opened on Sept. 9.", [("Sept. 9", "2024-09-09")]),
        ("It opens on June 1.", [("June 1", "2025-06-01")]),
        ("He died on Monday.", [("Monday", "2025-05-19")]),
        ("He died on Wednesday night.", [("Wednesday night", "2025-05-21")]),
        ("They meet next Friday.", [("next Friday", "2025-05-23")]),
        ("Last August nine left.", [("Last August", "2024-08")]),
        ("It was set in November last year.", [("November last year", "2024-11")]),
        ("Yesterday was dry and today is wet.", [("Yesterday", "2025-05-20"), ("today", "2025-05-21")]),
        ("Two days ago it snowed.", [("Two days ago", "2025-05-19")]),
        ("It shut three years ago.", [("three years ago", "2022")]),
        ("It shut six months ago.", [("six months ago", "2024-11")]),
        ("Sales rose last year and last month.", [("last year", "2024"), ("last month", "2025-04")]),
        ("In the past four years it grew.", [("past four years", "P4Y")]),
        ("Over the past 12 months it grew.", [("past 12 months", "P12M")]),
        ("Growth in the second quarter of 2024 was weak.", [("second quarter of 2024", "2024-Q2")]),
        ("In Q3 2023 and the first half of 2022 it fell.", [("Q3 2023", "2023-Q3"), ("first half of 2022", "2022-H1")]),
        ("It has doubled since 2019.", [("2019", "2019")]),
        ("Between 2015 and 2017 it fell.", [("2015 and 2017", "2015/2017")]),
        ("The 2024/25 budget passed.", [("2024/25", "2024/2025")]),
        ("It began in the 1990s.", [("1990s", "199X")]),
        ("The summer of 2021 was hot.", [("summer of 2021", "2021-SU")]),
        ("So far 40 have died.", [("So far", None)]),
        ("Since January it has rained.", [("January", "2025-01")]),
        ("It ended on 31 February 2024.", [("31 February 2024", None)]),
        ("They may march in May.", [("May", "2025-05")]),
        ("It cost $2019 and 2,024 people came.", []),
        ("Mrs May and April Jones spoke.", []),
        ("On 2024-03-05 it rained.", [("2024-03-05", "2024-03-05")]),
    ],
)
def test_value(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = find_times(Document(text), PUBLISHED)
    assert [(mention.text, mention.value) for mention in found] == expected


def test_relative_words_stay_open_without_a_publication_date() -> None:
    found = find_times(Document("It fell on Monday, last year and in December 2024."))
    assert [(mention.text, mention.value) for mention in found] == [
        ("Monday", None),
        ("last year", None),
        ("December 2024", "2024-12"),
    ]


WORDS = [
    "last",
    "next",
    "past",
    "May",
    "31",
    "30",
    "February",
    "2024",
    "1999",
    "two",
    "years",
    "ago",
    "Q1",
    "first",
    "quarter",
    "of",
]


@given(st.lists(st.sampled_from([*WORDS, "summer", "/", "-", ".", "Monday"])), st.datetimes())
def test_offsets_and_no_crash(words: list[str], published: datetime) -> None:
    text = " ".join(words)
    for mention in find_times(Document(text), published):
        assert text[mention.start : mention.end] == mention.text
