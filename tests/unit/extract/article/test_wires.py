from __future__ import annotations

import pytest

from services.extract.article import FeedHint, read, wires


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("KYIV (Reuters) — Two ferries were moved on Monday.", "Reuters"),
        ("WEXMOUTH, March 4 (Reuters) - Two ferries were moved.", "Reuters"),
        ("OLDHAVEN, Ill. (AP) — Two ferries were moved.", "Associated Press"),
        ("Berlin (dpa/bb) - Zwei Fähren wurden verlegt.", "dpa"),
        ("(AFP) - Deux ferries ont été déplacés.", "AFP"),
        ("КИЕВ (Интерфакс) — Два парома.", "Interfax"),
        ("The island's Ferry Association (AP) said two ferries were moved.", None),
        ("Residents spoke to Reuters - and to nobody else.", None),
        ("why (AP) - no", None),
        ("Two ferries were moved, an official told AFP.", None),
    ],
)
def test_datelines(text: str, agency: str | None) -> None:
    assert wires.dateline(text) == agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Source: AFP", "AFP"),
        ("Quelle: dpa/lno", "dpa"),
        ("© 2026 Reuters", "Reuters"),
        ("— Associated Press", "Associated Press"),
        ("(APA/dpa)", "APA"),
        ("Der Rat entscheidet am Montag. (apa)", "APA"),
        ("The council decides on Monday. (Reuters)", "Reuters"),
        ("The council decides on Monday. (ap)", None),
        ("The council decides on Monday, it told Reuters.", None),
        ("Photo: AFP", None),
        ("With reporting by Reuters", None),
        ("It belongs to the Port Authority (PA)", None),
    ],
)
def test_credits(text: str, agency: str | None) -> None:
    assert wires.credit(text) == agency


def page(first: str, last: str) -> bytes:
    middle = "".join(
        f"<p>The island council met on day {n} and spoke for hours about the two ferries it owns.</p>" for n in range(9)
    )
    return f"<html><body><article><h1>Ferries</h1><p>{first}</p>{middle}{last}</article></body></html>".encode()


def test_a_dateline_names_the_wire() -> None:
    found = read(page("WEXMOUTH (AP) — Two ferries were moved on Monday, the council said.", ""), "https://courier.example/n/1")
    assert (found.wire, found.evidence["wire"]) == ("Associated Press", "dateline")


def test_a_credit_below_the_text_names_the_wire() -> None:
    first = "Two ferries were moved on Monday, the island council said."
    found = read(page(first, "<p>Source: AFP</p>"), "https://courier.example/n/1", hint=FeedHint("Ferries", (), None, None))
    assert (found.wire, found.evidence["wire"]) == ("AFP", "credit")
    assert read(page(first, "<p>The talks go on.</p>"), "https://courier.example/n/1").wire is None
