"""How pages write moments and numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from shared.web import words

EARLY = datetime(2026, 3, 4, 23, 5, tzinfo=timezone(timedelta(hours=-2)))


def test_moments_are_in_utc_and_say_so() -> None:
    assert words.moment(EARLY) == (
        '<time datetime="2026-03-05T01:05:00Z" title="2026-03-05 01:05:00 UTC">5 Mar 2026, 01:05 UTC</time>'
    )
    assert words.day(datetime(2026, 3, 4, tzinfo=UTC)).endswith(">4 March 2026</time>")
    assert (words.moment(None), words.day(None)) == ("–", "–")


def test_numbers_and_lists() -> None:
    assert [words.number(n) for n in (1234.0, 2.5, 0, None)] == ["1,234", "2.5", "0", ""]
    assert [words.count(n, "figure") for n in (0, 1, 1200)] == ["0 figures", "1 figure", "1,200 figures"]
    assert words.count(2, "entry", "entries") == "2 entries"
    assert [words.listing(list(names)) for names in ("", "A", "AB", "ABC")] == ["", "A", "A and B", "A, B and C"]
