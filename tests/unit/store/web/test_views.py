"""What pages show, decided purely: points of a series, pictures, marked texts, compared versions, addresses."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.store.plot import Bar
from services.store.queries.points import Extent
from services.store.web.routes.front import one_each
from services.store.web.views import points
from services.store.web.views.comparing import compared
from services.store.web.views.marking import Stand, around, marked
from services.store.web.views.picture import Scale, kind, wide
from services.store.web.views.tables import COLUMNS, points_csv
from shared.web.address import Address

ADA, BOB, PRESS = "person:ada", "person:bob", "outlet:Press"
WIDE = Extent(3, 10.0, 100.0)


def point(claimant: str, low: float | None, high: float | None, day: int, **changes: Any) -> dict[str, Any]:
    """A kept point."""
    return {
        "n": day,
        "claimant": claimant,
        "speaker": None if claimant == PRESS else claimant.removeprefix("person:").title(),
        "low": low,
        "high": high,
        "comparator": "=" if low == high else ">=" if high is None else "<=" if low is None else "range",
        "unit": "count",
        "rate": None,
        "modality": "asserted",
        "negated": False,
        "first": datetime(2026, 3, day, tzinfo=UTC),
        "last": datetime(2026, 3, day, tzinfo=UTC),
        "standing": True,
        "current": True,
        "independent": 1,
        "against": [],
        "words": f"figure {day}",
        "claim_id": day,
        "sources": ["Post"],
        **changes,
    }


def telling(**changes: Any) -> dict[str, Any]:
    return {"claim": 1, "article": 1, "source": "Post", "words": "ten", "current": True, "url": "http://p.test/", **changes}


def claimants(*counted: tuple[str, int]) -> dict[str, points.Claimant]:
    rows = ({"claimant": key, "speaker": None if key == PRESS else key[7:].title(), "points": n} for key, n in counted)
    return points.claimants_of(rows)


def test_claimants_keep_colour_and_shape_whatever_is_shown() -> None:
    everyone = claimants((ADA, 2), (PRESS, 1), (BOB, 1))
    assert [(c.key, c.name, c.colour, c.own_voice, c.points) for c in everyone.values()] == [
        (ADA, "Ada", "0", False, 2),
        (PRESS, "Press", "1", True, 1),
        (BOB, "Bob", "2", False, 1),
    ]
    (shown,) = points.shown([point(BOB, 1, 1, 2)], [[]], everyone, points.scale_of(WIDE, ""))
    assert shown.claimant is everyone[BOB]


def test_more_claimants_than_colours_are_told_apart_by_shape() -> None:
    made = list(claimants(*((f"person:{n:02}", 1) for n in range(40))).values())
    assert [c.colour for c in made[:9]] == ["0", "1", "2", "3", "4", "5", "6", "7", "other"]
    assert len({c.shape for c in made[8:16]}) == 8
    assert points.offered(made, frozenset({"person:38"})) == [*made[: points.OFFERED], made[38]]


def test_what_is_gone_or_not_plainly_asserted_is_said() -> None:
    told = [point(ADA, 1, 1, 1, current=False), point(BOB, 2, 2, 2, modality="conditional"), point(BOB, 3, 3, 3, negated=True)]
    who = claimants((BOB, 2), (ADA, 1))
    shown = points.shown(told, [[], [], []], who, points.scale_of(WIDE, ""))
    assert [(p.gone, p.firmness) for p in shown] == [(True, ""), (False, "on a condition"), (False, "denied")]
    (mark, *_) = points.marks(told, who, "/claims")
    assert (mark["gone"], mark["href"], mark["kind"], mark["at"]) == (True, "/claims/1", "exact", "2026-03-01T00:00:00+00:00")


def test_a_point_is_told_in_the_words_of_the_tellings_that_are_looked_at() -> None:
    told = [telling(), telling(claim=2), telling(claim=3, article=2, source="Echo", words="some ten", current=False)]
    who, scale = claimants((ADA, 1)), points.scale_of(WIDE, "")
    (whole,) = points.shown([point(ADA, 10, 10, 1)], [told], who, scale)
    assert ([each["claim"] for each in whole.articles], whole.sources, whole.words) == ([1, 3], ["Post", "Echo"], "ten")
    (echo,) = points.shown([point(ADA, 10, 10, 1)], [told[2:]], who, scale)
    assert (echo.words, echo.claim, echo.gone) == ("some ten", 3, True)
    (kept,) = points.shown([point(ADA, 10, 10, 1)], [[]], who, scale)
    assert (kept.words, kept.claim, kept.gone) == ("figure 1", 1, False)


def test_a_table_has_a_line_for_each_point_and_no_formula() -> None:
    told = [telling(words="=1+1"), telling(claim=9, url="http://q.test/")]
    rows = points.shown([point(ADA, 10, 10, 1)], [told], claimants((ADA, 1)), points.scale_of(WIDE, ""))
    header, line = csv.reader(io.StringIO(points_csv(rows)))
    row = dict(zip(header, line, strict=True))
    assert tuple(header) == COLUMNS
    assert (row["figure"], row["claims"], row["articles"]) == ("'=1+1", "1; 9", "http://p.test/; http://q.test/")
    assert (row["low"], row["high"], row["standing"], row["contradicted"]) == ("10", "10", "true", "false")


def test_figures_are_drawn_as_what_they_are() -> None:
    bars = [
        Bar(10, 10, "="),
        Bar(20, None, ">"),
        Bar(None, 30, "<="),
        Bar(10, 30, "range"),
        Bar(15, 15, "~"),
        Bar(None, None, "vague"),
    ]
    assert [kind(bar) for bar in bars] == ["exact", "above", "below", "range", "about", "vague"]
    shown = [Scale.of(10, 30).picture(bar) for bar in bars]
    assert (shown[0].start, shown[1].start, shown[1].end, shown[2].start, shown[2].end) == (8, 50, 100, 0, 92)
    assert (shown[3].start, shown[3].end) == (8, 92)


def test_a_wide_range_of_figures_asks_for_a_logarithmic_scale() -> None:
    assert wide(10, 300)
    assert not wide(10, 299) and not wide(0, 300) and not wide(None, None)
    assert Scale.of(1, 100, logarithmic=True).at(10) == 50
    assert [Scale.of(*bounds, logarithmic=True).logarithmic for bounds in ((0, 9), (None, None), (1, 9))] == [
        False,
        False,
        True,
    ]
    assert [points.scale_of(WIDE, asked).logarithmic for asked in ("", "log", "linear")] == [False, True, False]


stands = st.lists(
    st.builds(lambda a, n, k: Stand(a, a + n, "claim", k), st.integers(0, 60), st.integers(1, 30), st.integers(1, 9)),
    max_size=6,
)


@given(st.text("ab \n", max_size=60), stands)
def test_pieces_put_together_are_the_text(text: str, held: list[Stand]) -> None:
    paragraphs = marked(text, held)
    assert ["".join(piece.text for piece in pieces) for pieces in paragraphs] == [
        line for line in text.split("\n") if line.strip()
    ]
    for piece in (piece for pieces in paragraphs for piece in pieces):
        assert set(piece.begins) <= {stand.id for stand in piece.stands}


def test_overlapping_claims_are_all_marked_and_the_shortest_is_linked() -> None:
    ((first, both, last),) = marked("abcdef", [Stand(0, 4, "claim", 1), Stand(2, 6, "claim", 2), Stand(2, 4, "figure")])
    assert [(p.text, p.kinds, p.claim, p.begins) for p in (first, both, last)] == [
        ("ab", "claim", 1, (1,)),
        ("cd", "claim figure", 1, (2,)),
        ("ef", "claim", 2, ()),
    ]


def test_a_claim_is_shown_among_its_neighbours() -> None:
    text = "one\ntwo\n\nthree\nfour\nfive"
    assert [p[0].text for p in around(text, 9, 14, [])] == ["two", "three", "four"]
    assert around(text, 90, 95, []) == []


def test_versions_stand_side_by_side_with_what_changed() -> None:
    old = "Same one.\nSame two.\nSame three.\nThe toll is 3,000 now.\nGone for good, said nobody.\nEnd."
    new = "Same one.\nSame two.\nSame three.\nThe toll is more than 1,000 now.\nEnd.\nNew here."
    rows = compared(old, new, [Stand(old.index("The"), old.index("now") + 3, "claim", 7)])
    assert [row.kind for row in rows] == ["skipped", "same", "changed", "removed", "same", "added"]
    assert rows[0].skipped == 2
    gone = [p.text for p in rows[2].old if "removed" in p.kinds]
    come = [p.text for p in rows[2].new if "added" in p.kinds]
    assert (gone, come) == (["3,000"], ["more than 1,000"])
    assert {p.claim for p in rows[2].old if p.stands} == {7}


words = st.lists(st.sampled_from(["one two", "one two three", "four", "five six", "seven"]), max_size=8).map("\n".join)


@given(words, words)
def test_nothing_of_either_version_is_lost(old: str, new: str) -> None:
    rows = [row for row in compared(old, new) if row.kind != "skipped"]
    hidden = sum(row.skipped for row in compared(old, new))
    for text, pieces in ((old, [row.old for row in rows]), (new, [row.new for row in rows])):
        shown = ["".join(p.text for p in row) for row in pieces if row]
        assert len(shown) + hidden == len([line for line in text.split("\n") if line])
        assert all(line in text.split("\n") for line in shown)


def test_a_view_has_one_address() -> None:
    here = Address.of("/series/s1", [("claimant", "a"), ("source", ""), ("cursor", "x"), ("from", "2026-03-01")])
    assert str(here.having()) == "/series/s1?claimant=a&from=2026-03-01"
    assert str(here.toggled("claimant", "b")) == "/series/s1?from=2026-03-01&claimant=a&claimant=b"
    assert str(here.toggled("claimant", "a")) == "/series/s1?from=2026-03-01"
    assert str(here.having(source="A & B", **{"from": None})) == "/series/s1?claimant=a&source=A+%26+B"
    assert str(Address.of("/x", [])) == "/x"


def test_a_series_is_told_once_on_the_front_page() -> None:
    rows = [{"series": "a", "id": 1}, {"series": "b", "id": 2}, {"series": "a", "id": 3}]
    assert [(row["id"], more) for row, more in one_each(rows)] == [(1, 1), (2, 0)]
