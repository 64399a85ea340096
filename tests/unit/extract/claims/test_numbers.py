"""Numbers, units, comparators and rates by themselves."""

from __future__ import annotations

import pytest

from services.extract.claims.amounts import read_amount
from services.extract.claims.comparators import comparator_after, comparator_before
from services.extract.claims.numbers import read_number
from services.extract.claims.rates import rate_of
from services.extract.claims.tokens import tokenize
from services.extract.claims.units import currency_before, unit_after


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,000", 3000),
        ("1 500 000", 1_500_000),
        ("12,34,567", 1_234_567),
        ("2,5%", 2.5),
        ("10 1/2", 10.5),
        ("3½", 3.5),
        ("1.2bn", 1.2e9),
        ("40k", 40_000),
        ("two hundred and five thousand", 205_000),
        ("ninety-nine", 99),
        ("half a million", 500_000),
        ("three quarters of a billion", 750e6),
        ("one and a half million", 1.5e6),
        ("two-and-a-half", 2.5),
        ("a dozen", 12),
        ("a couple of hundred", 200),
        ("a million and a half", 1.5e6),
        ("three-quarters of", 0.75),
        ("1/3 of", 1 / 3),
        ("dozens of", None),
        ("several hundred", None),
        ("tens of thousands", None),
    ],
)
def test_value(text: str, value: float | None) -> None:
    tokens = tokenize(text)
    number = read_number(tokens, 0, len(tokens))
    assert number is not None
    assert number.value == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize("text", ["a third person", "the quarter", "a few", "an hour", "tens", "scores 3", "people", "9" * 60])
def test_no_number(text: str) -> None:
    tokens = tokenize(text)
    assert read_number(tokens, 0, len(tokens)) is None


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("5 km/h", "km/h"),
        ("5km", "km"),
        ("5-km", "km"),
        ("5 per cent", "percent"),
        ("5 percentage points", "percentage_point"),
        ("5 square miles", "mi2"),
        ("5MW", "MW"),
        ("5 mw", None),
        ("5C", "C"),
        ("5 in", None),
        ("5p", "GBP"),
        ("5 Hong Kong dollars", "HKD"),
        ("5 people", None),
        ("5 miles per hour", "mph"),
    ],
)
def test_unit(text: str, symbol: str | None) -> None:
    tokens = tokenize(text)
    found = unit_after(tokens, 1, len(tokens))
    assert (found.unit.symbol if found else None) == symbol


@pytest.mark.parametrize(
    ("sign", "code"), [("$5", "USD"), ("A$5", "AUD"), ("R5", "ZAR"), ("Rs 5", "INR"), ("€5", "EUR"), ("EUR 5", "EUR")]
)
def test_currency(sign: str, code: str) -> None:
    assert currency_before(tokenize(sign)[0]) == code


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("no fewer than 5", ">="),
        ("not more than 5", "<="),
        ("just under 5", "<"),
        ("more than a further 5", ">"),
        ("at least some 5", ">="),
        ("nearly 5", "~"),
        ("surpassed the 5", ">"),
        ("up to 5", "<="),
        ("exactly 5", "="),
    ],
)
def test_comparator_before(text: str, sign: str) -> None:
    tokens = tokenize(text)
    assert comparator_before(tokens, len(tokens) - 1, 0) == (sign, 0)


@pytest.mark.parametrize(
    ("text", "sign"),
    [("5 or more", ">="), ("5-odd", "~"), ("5+", ">="), ("5 or so", "~"), ("5 or more than 6", None), ("5 plus tax", None)],
)
def test_comparator_after(text: str, sign: str | None) -> None:
    tokens = tokenize(text)
    found = comparator_after(tokens, 1, len(tokens))
    assert (found[0] if found else None) == sign


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("5 soldiers daily", "day"),
        ("$5 an hour", "hour"),
        ("5 workers retired per month", "month"),
        ("$5 a year", "year"),
        ("5 people a year ago", None),
        ("5 people died, every year", None),
        ("5 km/h every day", None),
        ("5 homes and an annual fair", None),
    ],
)
def test_rate(text: str, rate: str | None) -> None:
    tokens = tokenize(text)
    amount = read_amount(tokens, 0, 0, len(tokens))
    assert amount is not None
    assert rate_of(tokens, amount, len(tokens)) == rate


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between 5 and 10 million euros", 5e6, 10e6),
        ("$10-15m", 10e6, 15e6),
        ("10 to 15 percent", 10, 15),
        ("two or three", 2, 3),
        ("R20bn to R50bn", 20e9, 50e9),
        ("5k-20k", 5000, 20_000),
        ("from £1.2m-£1.5m", 1.2e6, 1.5e6),
    ],
)
def test_range(text: str, low: float, high: float) -> None:
    tokens = tokenize(text)
    at = next(at for at, token in enumerate(tokens) if token.kind in ("number", "currency") or token.lower == "two")
    amount = read_amount(tokens, at, 0, len(tokens))
    assert amount is not None
    assert (amount.low, amount.high, amount.comparator) == (pytest.approx(low), pytest.approx(high), "range")


@pytest.mark.parametrize("text", ["$5 or $500", "rose from 5% to 7%", "3-1", "5% to 3 km"])
def test_no_range(text: str) -> None:
    tokens = tokenize(text)
    at = next(at for at, token in enumerate(tokens) if token.kind in ("number", "currency"))
    amount = read_amount(tokens, at, 0, len(tokens))
    assert amount is not None
    assert not amount.range
