"""Who says what in sentences of our own: source, cue, content, speaker, kind, quotation, and whose the figures are."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from services.extract.claims import extract
from shared.claims import Claim

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "attribution_cases.toml").read_text(encoding="utf-8"))[
    "case"
]


def attributions(text: str) -> list[Claim]:
    """The attributed claims: those with a cue, and quotations with a speaker."""
    return [claim for claim in extract(text) if claim.cue or (claim.source and claim.quote)]


def bare(words: str) -> str:
    return words.strip(" .,;:!?\"“”‘’'")


def fits(claim: Claim, expected: dict[str, Any], text: str) -> bool:
    cue = claim.cue.text if claim.cue else ""
    return cue == expected["cue"] and bare(text[claim.content.start : claim.content.end]) == bare(expected["content"])


@pytest.mark.parametrize("case", CASES, ids=[f"{case['domain']}: {case['text'][:50]}" for case in CASES])
def test_claims(case: dict[str, Any]) -> None:
    text = case["text"]
    left = attributions(text)
    for expected in case.get("claims", []):
        claim = next((claim for claim in left if fits(claim, expected, text)), None)
        assert claim is not None, f"{expected} not among {[(one.cue, one.content, one.text) for one in left]}"
        left.remove(claim)
        assert_speaker(claim, expected)
        assert claim.quote == expected["quote"]
        assert case.get("relay") is None or case["relay"] in claim.relays
    if case.get("claims") is not None:
        assert not left


def assert_speaker(claim: Claim, expected: dict[str, Any]) -> None:
    assert claim.source is not None
    assert (claim.source.text if claim.source.start is not None else "") == expected["source"]
    assert expected["canonical"] in ("*", claim.source.canonical)
    assert expected["kind"] in ("*", claim.source.kind)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "figures" in case], ids=[case["text"][:60] for case in CASES if "figures" in case]
)
def test_figures(case: dict[str, Any]) -> None:
    claims = extract(case["text"])
    for expected in case["figures"]:
        claim, quantity = next((claim, one) for claim in claims for one in claim.quantities if one.text == expected["text"])
        claimant = claim.source.canonical if claim.source else ""
        assert expected["claimant"] in ("*", claimant)
        assert expected["modality"] in ("*", quantity.modality)


def test_there_are_many_cases_of_many_domains() -> None:
    assert len(CASES) >= 200
    assert len({case["domain"] for case in CASES}) >= 10
