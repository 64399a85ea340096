from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.extract.article import names

CASES = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["raw"])
def test_names_in_one_string(case: dict[str, Any]) -> None:
    assert names.split(case["raw"]) == case["names"]


@pytest.mark.parametrize(
    ("name", "person"),
    [("Ana Ruiz", True), ("COURIER NORTH", False), ("Courier Staff", False), ("Reuters", False), ("ANA RUIZ", True)],
)
def test_desks_of_the_site_are_no_persons(name: str, person: bool) -> None:
    assert names.is_person(name, {"courier"}) is person
