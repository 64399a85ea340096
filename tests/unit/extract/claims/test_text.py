"""Tokens and sentences: data-driven cases, offsets on any text, linear time."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extract.claims.text import Document
from services.extract.claims.tokens import tokenize

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "text_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_sentences(case: dict[str, Any]) -> None:
    document = Document(case["text"])
    assert [document.words(sentence) for sentence in document.sentences] == case["sentences"]
    if "kinds" in case:
        assert [sentence.kind for sentence in document.sentences] == case["kinds"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("240mm", ["240", "mm"]),
        ("R4bn", ["R", "4", "bn"]),
        ("A$2.5m", ["A$", "2.5", "m"]),
        ("£1,250.75", ["£", "1,250.75"]),
        ("Israel’s", ["Israel", "’s"]),
        ("don't", ["don't"]),
        ("stay-at-home", ["stay-at-home"]),
        ("two-year-old", ["two", "-", "year-old"]),
        ("$2.5-billion", ["$", "2.5", "-", "billion"]),
        ("M1991 NK-23 5G F-16s", ["M1991", "NK-23", "5G", "F-16s"]),
        ("12,34,567 rupees", ["12,34,567", "rupees"]),
        ("1,2,3", ["1", ",", "2", ",", "3"]),
        ("10:30 2024-05-06 9/11", ["10:30", "2024-05-06", "9", "/", "11"]),
        ("the U.N. envoy", ["the", "U.N.", "envoy"]),
        ("10–15", ["10", "–", "15"]),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == words


def test_dateline_is_not_body() -> None:
    document = Document("Headline here\nKYIV, Ukraine (AP) — Three people died on Sunday.")
    assert document.headline is not None
    assert document.text[document.sentences[1].body :] == "Three people died on Sunday."


def test_sentence_at() -> None:
    document = Document("One. Two came.")
    found = document.sentence_at(6)
    assert found is not None
    assert document.words(found) == "Two came."
    assert document.sentence_at(4) is None
    assert document.sentence_at(99) is None


@given(st.text(max_size=400))
def test_offsets_cover_any_text(text: str) -> None:
    document = Document(text)
    at = 0
    for token in document.tokens:
        assert token.start >= at
        assert not text[at : token.start].strip()
        assert text[token.start : token.end] == token.text
        at = token.end
    assert not text[at:].strip()
    at = 0
    for sentence in document.sentences:
        assert at <= sentence.start < sentence.end <= len(text)
        assert sentence.start <= sentence.body < sentence.end
        at = sentence.end


@pytest.mark.parametrize("unit", ["1", ",", '"', ". ", "1,", "a-", "A. ", "\n", "'s", "R1 ", "“Why?” A ", "one-", "$", "A, B "])
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        began = time.process_time()
        Document(text)
        return time.process_time() - began

    small, large = min(seconds(20_000) for _ in range(2)), seconds(160_000)
    assert large < 8 * 2.5 * small + 0.1
