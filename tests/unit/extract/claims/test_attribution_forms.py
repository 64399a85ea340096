"""Who puts a figure forward, in the ways that news has of saying so."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from services.extract.claims import extract

FORMS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "attribution_forms.toml").read_text(encoding="utf-8"))
SAID = "at least 23 people died in the fire"
PERSON = {"Mayor Samuel Harrow": "Samuel Harrow"}
SPEAKERS = {
    **PERSON,
    "fire chief Ana Reis of the county brigade": "Ana Reis",
    "the interior ministry": "interior ministry",
    "Norvik Rail": "Norvik Rail",
    "police": "police",
    "a spokeswoman for the hospital": "a spokeswoman for the hospital",
    "the United Nations": "United Nations",
}
CASES = [
    *((f"{{c}}, {form}", SPEAKERS) for form in FORMS["behind"]),
    *((form, SPEAKERS) for form in (*FORMS["before"], *FORMS["figures"])),
    *((form, PERSON) for form in FORMS["persons"]),
]


@pytest.mark.parametrize(("form", "speakers"), CASES, ids=[form for form, _ in CASES])
def test_whose_figure(form: str, speakers: dict[str, str]) -> None:
    for words, canonical in speakers.items():
        text = form.format(s=words, c=SAID)
        text = text[0].upper() + text[1:]
        told = [c.source.canonical if c.source else "" for c in extract(text) for q in c.quantities if "23" in q.text]
        assert len(told) == 1, text
        assert canonical.casefold() in told[0].casefold(), text
