"""Figures as intervals, and what one says about another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.store.intervals import Reading, compare, interval, magnitude, wording
from shared.claims import Comparator

DAY = datetime(2025, 3, 4, 12, tzinfo=UTC)


def told(words: str, **more: Any) -> Reading:
    """A reading from shorthand: ">3000", "11000..13000", "~25", "vague"."""
    if words == "vague":
        return Reading(None, None, "vague", **more)
    if ".." in words:
        low, high = words.split("..")
        return Reading(float(low), float(high), "range", **more)
    comparator: Comparator = "="
    signs: tuple[Comparator, ...] = (">=", "<=", ">", "<", "~")
    for sign in signs:
        if words.startswith(sign):
            comparator, words = sign, words[len(sign) :]
            break
    value = float(words)
    low_, high_ = (None if comparator in ("<", "<=") else value), (None if comparator in (">", ">=") else value)
    return Reading(low_, high_, comparator, **more)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("3000", "3000", "compatible"),
        ("3000", "3012", "compatible"),
        ("31", "34", "contradicts"),
        ("30", "31", "contradicts"),
        (">3000", "3500", "narrower"),
        (">3000", "3000", "contradicts"),
        (">=3000", "3000", "narrower"),
        ("3500", ">3000", "wider"),
        ("11000..13000", "12000", "narrower"),
        ("11000..13000", "10000..14000", "wider"),
        ("11000..13000", "12500..15000", "compatible"),
        ("<=200", ">3000", "contradicts"),
        ("<=200", ">150", "compatible"),
        ("<200", ">=200", "contradicts"),
        ("~25", "27", "narrower"),
        ("~25", "29", "contradicts"),
        ("vague", "31", "not_comparable"),
        (">=30", ">=35", "narrower"),
    ],
)
def test_numbers_alone(a: str, b: str, kind: str) -> None:
    result = compare(told(a, as_of=DAY), told(b, as_of=DAY))
    assert result.kind == kind, result.reason
    assert result.reason


def test_same_claimant_later_supersedes() -> None:
    first = told("3000", claimant="kyiv", as_of=DAY)
    later = told(">3800", claimant="kyiv", as_of=DAY + timedelta(days=9))
    for pair in ((first, later), (later, first)):
        result = compare(*pair)
        assert result.kind == "supersedes"
        assert "more than 3,800 instead of 3,000" in result.reason


def test_same_claimant_saying_the_same_again_supersedes_nothing() -> None:
    first = told("3000", claimant="kyiv", as_of=DAY)
    assert compare(first, told("3000", claimant="kyiv", as_of=DAY + timedelta(days=1))).kind == "compatible"


def test_a_total_grows_but_never_shrinks() -> None:
    monday = told("31", claimant="police", as_of=DAY)
    wednesday = told("45", claimant="ministry", as_of=DAY + timedelta(days=2))
    assert compare(monday, wednesday).kind == "compatible"
    shrunk = told("31", claimant="police", as_of=DAY + timedelta(days=4))
    assert compare(wednesday, shrunk).kind == "contradicts"
    jump = told("400", claimant="ministry", as_of=DAY + timedelta(days=2))
    assert compare(monday, jump).kind == "contradicts"


def test_units_senses_and_days_keep_figures_apart() -> None:
    assert compare(told("5"), told("5", unit="percent")).kind == "not_comparable"
    assert compare(told("500"), told("500", rate="day")).kind == "not_comparable"
    assert compare(told("5", modality="planned"), told("9")).kind == "not_comparable"
    today = told("51", unit="percent", cumulative=False, as_of=DAY, claimant="a")
    assert compare(today, told("48", unit="percent", cumulative=False, as_of=DAY, claimant="b")).kind == "contradicts"
    later = told("48", unit="percent", cumulative=False, as_of=DAY + timedelta(days=5), claimant="b")
    assert compare(today, later).kind == "not_comparable"


def test_a_denial_contradicts_what_it_denies_and_nothing_else() -> None:
    stated, other = told("4000", claimant="kyiv"), told("200", claimant="seoul")
    denial = told("4000", claimant="moscow", modality="denied")
    assert compare(stated, denial).kind == "contradicts"
    assert compare(denial, stated).kind == "contradicts"
    assert compare(other, denial).kind == "compatible"


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("dozens", (12, 99)),
        ("hundreds of people", (100, 999)),
        ("tens of thousands", (10_000, 99_999)),
        ("hundreds of thousands", (100_000, 999_999)),
        ("millions", (1e6, 9_999_999)),
        ("many", None),
    ],
)
def test_magnitude_is_for_drawing(words: str, bounds: tuple[float, float] | None) -> None:
    assert magnitude(words) == bounds


def test_vague_has_no_interval() -> None:
    assert interval(None, None, "vague") is None
    assert wording(told("vague")) == "a vague number"


SHORT = st.sampled_from(["=", "~", ">", ">=", "<", "<=", "range"])


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    sign = draw(SHORT)
    value = draw(st.integers(1, 10_000))
    if sign == "range":
        return told(f"{value}..{value + draw(st.integers(1, 500))}", as_of=DAY)
    return told(f"{'' if sign == '=' else sign}{value}", as_of=DAY)


MIRROR = {"narrower": "wider", "wider": "narrower"}


@given(readings(), readings())
def test_comparing_the_other_way_round_says_the_mirrored_thing(a: Reading, b: Reading) -> None:
    there, back = compare(a, b).kind, compare(b, a).kind
    assert back == MIRROR.get(there, there)


@given(readings())
def test_a_figure_never_contradicts_itself(a: Reading) -> None:
    assert compare(a, a).kind == "compatible"
