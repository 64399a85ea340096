"""Properties of the whole engine: spans that prove themselves, no crash, linear time, parts and their names."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.extract.claims import extract
from shared.claims import proves

_VOCABULARY = """
said says that told the ministry Ms Lopez He according to per reported citing officials who which 3,000
people died “ ” " ‘ ’ ' , . : ; —
( ) and but added denied claims report it is believed adding will not one AFP Dr. U.S. ? ’s Kyiv of
"""
WORDS = st.sampled_from([*_VOCABULARY.split(), "\n"])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
@example("1/\N{SUPERSCRIPT ONE}")  # digits that are no decimal digits
@example(
    "In \N{SUPERSCRIPT TWO}\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT FOUR} he said 1,\N{SUPERSCRIPT ONE}00 died."
)
def test_any_text_is_read_and_every_span_proves(text: str) -> None:
    for claim in extract(text):
        assert proves(text, claim)
        assert claim.start <= claim.content.start < claim.content.end <= claim.end


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=90))
def test_any_order_of_cue_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    claims = extract(text)
    assert all(proves(text, claim) for claim in claims)
    figures = [(quantity.start, quantity.end) for claim in claims for quantity in claim.quantities]
    assert len(figures) == len(set(figures)), "a figure stands in one claim only"


ADVERSARIAL = [
    '"',
    "“a ”",
    "‘",
    "' ",
    "“",
    "said ",
    "X said ",
    ", who ",
    "(",
    "the report of the ",
    "and ",
    "A, ",
    ": ",
    "that ",
    "“A\n",
]
ADVERSARIAL += ["He said. ", "“A,” X said. ", "The agency (AB) said. ", "Smith said 3 men died. "]


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_time_is_linear_on_adversarial_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begun = time.process_time()
        extract(text)
        return time.process_time() - begun

    extract("warm up")
    small, large = seconds(10_000), seconds(80_000)
    assert large < 24 * max(small, 0.01)  # eight times the text; a quadratic reader takes sixty-four times as long


def test_title_dek_and_text_are_parts_with_their_own_offsets() -> None:
    title, dek, text = (
        "14 hurt as bus overturns, police say",
        "Mayor Ann Moss said the road was icy",
        "Police said 14 people were hurt.",
    )
    claims = extract(text, title=title, dek=dek, published=datetime(2025, 3, 2, tzinfo=UTC))
    parts = {"title": title, "dek": dek, "text": text}
    assert [claim.part for claim in claims] == sorted((claim.part for claim in claims), key=["title", "dek", "text"].index)
    assert all(proves(parts[claim.part], claim) for claim in claims)
    assert {claim.part for claim in claims} == {"title", "dek", "text"}


def test_headline_surname_is_spelt_out_by_the_body() -> None:
    claims = extract("President Lena Horvat spoke on Monday. Horvat said no.", title="Horvat says 300 troops will leave")
    assert claims[0].source is not None
    assert claims[0].source.canonical == "Lena Horvat"


def test_a_claim_with_figure_speaker_and_event_is_worth_more_than_a_remark() -> None:
    claims = extract('Mayor Ann Moss said 14 people were killed in Colby on Monday. "It is sad," she said.')
    assert claims[0].score > claims[1].score
    assert all(0 <= claim.score <= 1 for claim in claims)


def test_empty_text_has_no_claims() -> None:
    assert extract("") == []
    assert extract(" \n\n ") == []
