"""Which change makes a new version, and what it did to the claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.store.boilerplate import is_boilerplate
from services.store.versions import claim_keys, describe_change, diff_claims, substance_digest
from shared.articles import Article
from shared.claims import Claim, Comparator, Quantity, Span, SpeakerMention

BODY = "Updated 09:14 GMT, 3 May 2025\nThe dam failed before dawn.\nRescuers said 3,000 people were cut off.\n14 comments"


def page(text: str = BODY, title: str = "Dam fails above Marenta") -> Article:
    return Article(url="https://ledger.example/dam", canonical_url="https://ledger.example/dam", title=title, text=text)


@pytest.mark.parametrize(
    "text",
    [
        BODY.replace("09:14 GMT, 3 May", "11:40 GMT, 4 May"),
        BODY.replace("Updated 09:14 GMT, 3 May 2025", "Last updated 2 hours ago"),
        BODY.replace("14 comments", "1,203 comments"),
        BODY + "\nRelated stories\nWhat is a spillway\nTen years of warnings",
        BODY + "\nRead more: the engineers who warned",
        BODY + "\nShare this article",
        BODY.replace("The dam failed", "The  dam\u00a0failed"),
        "4 min read\n" + BODY,
        BODY + "\n© 2025 The Ledger. All rights reserved",
        "By Ana Duarte and Leo Prinz\n" + BODY,
    ],
)
def test_no_new_version(text: str) -> None:
    assert substance_digest(page()) == substance_digest(page(text))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (BODY.replace("3,000", "more than 1,000"), "Dam fails above Marenta"),
        (BODY, "Dam fails above Marenta, thousands cut off"),
        (BODY + "\nThe governor resigned.", "Dam fails above Marenta"),
        (BODY + "\nCorrection: an earlier version gave the wrong number.", "Dam fails above Marenta"),
        (BODY + "\nShare prices of the operator fell by 9 percent.", "Dam fails above Marenta"),
        (BODY + "\nRelated stories\nThe operator said on Sunday that it would pay.", "Dam fails above Marenta"),
        (BODY + "\nBy Monday 31 people had died.", "Dam fails above Marenta"),
    ],
)
def test_new_version(text: str, title: str) -> None:
    assert substance_digest(page()) != substance_digest(page(text, title))
    assert substance_digest(page()) != substance_digest(page(text, title))


@given(st.text(alphabet="0123456789abceghmoprsuty ,.:-", max_size=400))
def test_boilerplate_is_decided_quickly_on_any_line(line: str) -> None:
    assert is_boilerplate(line) in (True, False)


def test_hostile_lines_take_no_long_time() -> None:
    for line in ("1" * 20_000 + "x", "updated " + "mon" * 10_000 + "x", "updated " + "a" * 20_000, "share " * 5_000):
        is_boilerplate(line)


def claim(
    text: str, quote: str = "", low: float | None = None, comparator: Comparator = "=", speaker: str | None = None
) -> Claim:
    figures = ()
    if quote:
        start = text.index(quote)
        high = None if comparator in (">", ">=") else low
        figures = (
            Quantity(start=start, end=start + len(quote), text=quote, low=low, high=high, comparator=comparator, unit="count"),
        )
    source = SpeakerMention(text=speaker, canonical=speaker, kind="organisation") if speaker else None
    return Claim(start=0, end=len(text), text=text, content=Span(start=0, end=len(text)), quantities=figures, source=source)


OLD = [
    claim("3,000 people were cut off", "3,000", 3000, speaker="Rescue Service"),
    claim("the dam had been inspected in March", speaker="Operator"),
    claim("two bridges were lost", "two", 2),
]
NEW = [
    claim("the dam had been inspected in March", speaker="Operator"),
    claim("more than 1,000 people were cut off", "more than 1,000", 1000, ">", speaker="Rescue Service"),
    claim("the operator's licence was suspended", speaker="Ministry"),
]


def test_claims_are_followed_through_an_edit() -> None:
    changes = diff_claims(OLD, NEW)
    assert [(c.kind, c.old, c.new) for c in changes] == [
        ("same", 1, 0),
        ("changed", 0, 1),
        ("added", None, 2),
        ("removed", 2, None),
    ]
    assert changes[1].reason == "3,000 became more than 1,000"


def test_the_reason_names_a_changed_speaker() -> None:
    other = OLD[0].model_copy(update={"source": SpeakerMention(text="Police", canonical="Police", kind="organisation")})
    assert describe_change(OLD[0], other) == "attributed to Police instead of Rescue Service"


def test_a_claim_keeps_its_key_when_it_moves_and_when_it_is_extracted_again() -> None:
    moved = OLD[1].model_copy(update={"start": 40, "end": 40 + len(OLD[1].text), "source": None})
    assert claim_keys([moved]) == [claim_keys(OLD)[1]]
    twice = claim_keys([OLD[1], OLD[1]])
    assert len(set(twice)) == 2
    headline = OLD[1].model_copy(update={"part": "title"})
    assert claim_keys([headline]) != [twice[0]]


def test_two_claims_about_other_things_are_no_change() -> None:
    old, new = [claim("31 people died", "31", 31)], [claim("the mayor praised the volunteers")]
    assert [c.kind for c in diff_claims(old, new)] == ["added", "removed"]
