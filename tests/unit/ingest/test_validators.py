"""When validators are sent, and when a server contradicts itself."""

from datetime import UTC, datetime, timedelta

import pytest

from services.ingest.validators import Seen, lies, to_send

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BOTH = Seen('"1"', "Mon, 23 Nov 2026 07:00:00 GMT")


def test_a_young_answer_is_asked_about_conditionally() -> None:
    assert to_send(BOTH, NOW - timedelta(hours=23, minutes=59), NOW) == ('"1"', "Mon, 23 Nov 2026 07:00:00 GMT")


@pytest.mark.parametrize("fetched_at", [None, NOW - timedelta(days=1), NOW - timedelta(days=30)])
def test_an_old_answer_is_asked_for_in_full(fetched_at: datetime | None) -> None:
    assert to_send(BOTH, fetched_at, NOW) == (None, None)


@pytest.mark.parametrize(
    ("before", "after", "caught"),
    [
        (Seen('"1"'), Seen('"1"'), True),
        (Seen('"1"'), Seen('"2"'), False),
        (Seen('W/"1"'), Seen('W/"1"'), True),
        (Seen('"1"', "Mon"), Seen('"2"', "Mon"), False),  # two texts of one second, told apart by their ETag
        (Seen('"1"', "Mon"), Seen('"1"', "Tue"), True),
        (Seen(None, "Mon"), Seen(None, "Mon"), True),
        (Seen(None, "Mon"), Seen('"1"', "Mon"), True),
        (Seen(None, "Mon"), Seen(None, "Tue"), False),
        (Seen(), Seen(), False),
        (Seen('"1"'), Seen(), False),
    ],
)
def test_the_same_validators_for_other_bytes_are_a_lie(before: Seen, after: Seen, caught: bool) -> None:
    assert lies(before, after) is caught
