from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extract.article.moments import parse_moment, written

CASES = json.loads(Path(__file__).with_name("moments.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["raw"] or "empty")
def test_machine_written_moment(case: dict[str, Any]) -> None:
    moment = parse_moment(case["raw"], "json-ld")
    if case["at"] is None:
        assert moment is None
    else:
        assert moment is not None
        assert (moment.at, moment.precision, moment.zoned) == (
            datetime.fromisoformat(case["at"]),
            case["precision"],
            case["zoned"],
        )
        assert moment.witness == "json-ld"


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("Stand: 09.03.2026, 18:20 Uhr", "2026-03-09T18:20:00+00:00"),
        ("Published 9 March 2026, 6:20 p.m.", "2026-03-09T18:20:00+00:00"),
        ("March 9th, 2026", "2026-03-09T00:00:00+00:00"),
        ("Publié le 9 mars 2026 à 18h20", "2026-03-09T18:20:00+00:00"),
        ("9 de marzo de 2026", "2026-03-09T00:00:00+00:00"),
        ("9 марта 2026, 18:20", "2026-03-09T18:20:00+00:00"),
        ("9 Mart 2026", "2026-03-09T00:00:00+00:00"),
        ("03/09/2026", None),
        ("The council met in 2026 and voted", None),
        ("Section 2.3.2026b of the act", None),
    ],
)
def test_date_in_a_short_line(line: str, at: str | None) -> None:
    moment = written(line)
    assert (moment.at if moment else None) == (datetime.fromisoformat(at) if at else None)


@given(st.one_of(st.text(max_size=70), st.integers(), st.floats(), st.none(), st.dictionaries(st.text(), st.text())))
def test_any_value_is_a_moment_or_nothing(raw: object) -> None:
    moment = parse_moment(raw)
    assert moment is None or moment.at.tzinfo is not None
