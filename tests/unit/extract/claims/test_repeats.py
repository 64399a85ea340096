"""Repeats: an article does not confirm itself."""

from __future__ import annotations

from typing import Any

from services.extract.claims.repeats import link_repeats
from shared.claims import Claim, Quantity, Span, SpeakerMention


def _claim(value: float | None, what: str | None, **more: Any) -> Claim:
    comparator = more.pop("comparator", "=")
    source = more.pop("source", None)
    speaker = SpeakerMention(text=source, canonical=source, kind="person") if source else None
    high = None if comparator == ">" else value
    text = more.pop("text", "n")
    figure = Quantity(text=text, start=0, end=1, low=value, high=high, comparator=comparator, unit="count", what=what, **more)
    return Claim(start=0, end=1, text="x", content=Span(start=0, end=1), source=speaker, quantities=(figure,))


def _links(*claims: Claim) -> list[int | None]:
    return [claim.repeats for claim in link_repeats(claims)]


def test_headline_points_to_the_specific_telling() -> None:
    headline = _claim(3000, "Soldiers")
    body = _claim(3000, "North Korean soldiers", comparator=">", event="kill", source="Ana Ruiz")
    assert _links(headline, body) == [1, None]


def test_of_equal_tellings_the_first_leads() -> None:
    assert _links(_claim(5, "homes"), _claim(5, "homes")) == [None, 0]


def test_other_things_numbers_and_speakers_are_no_repeats() -> None:
    assert _links(_claim(5, "homes"), _claim(5, "soldiers"), _claim(6, "homes")) == [None, None, None]
    assert _links(_claim(5, "homes", source="Ana Ruiz"), _claim(5, "homes", source="Bo Lee", event="burn")) == [None, None]


def test_vague_words_repeat_only_themselves() -> None:
    first, second = (
        _claim(None, "people", text="dozens", comparator="vague"),
        _claim(None, "people", text="hundreds", comparator="vague"),
    )
    assert _links(first, second) == [None, None]
    assert _links(first, first) == [None, 0]


def test_claims_without_figures_are_left_alone() -> None:
    plain = Claim(start=0, end=1, text="x", content=Span(start=0, end=1))
    assert _links(plain, plain) == [None, None]


def test_a_repeat_never_points_to_itself_or_in_a_circle() -> None:
    links = _links(*[_claim(7, "cars") for _ in range(40)])
    assert links[0] is None
    assert all(link is not None and link < position for position, link in enumerate(links) if position)
