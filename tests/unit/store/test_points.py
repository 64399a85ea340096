"""Points, corroboration and contradictions of one series."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from services.store.contradictions import contradictions, disputes, standing
from services.store.corroboration import corroborate
from services.store.points import Point, Telling, points

NOON = datetime(2025, 1, 10, 12, tzinfo=UTC)


def telling(article: str, low: float | None, high: float | None = None, *, day: float = 0, **more: Any) -> Telling:
    comparator = more.pop("comparator", "=" if high is None else "range")
    upper = low if high is None and comparator in ("=", "~") else high
    publisher = more.pop("publisher", article.rstrip("0123456789"))
    moment = NOON + timedelta(days=day)
    number = more.pop("n", 0)
    return Telling(f"{article}#{number}", article, f"{article}v1", publisher, low, upper, comparator, published=moment, **more)


def only(found: list[Point]) -> Point:
    assert len(found) == 1, found
    return found[0]


def test_headline_lead_and_body_of_one_article_are_one_point() -> None:
    found = points(
        [
            telling("ledger1", 3000, comparator=">", claimant="person:z", n=1),
            telling("ledger1", 3000, comparator=">", claimant="person:z", n=2),
            telling("ledger1", 3000, comparator=">", n=0),
        ]
    )
    point = only(found)
    assert point.claimant == "person:z"
    assert point.articles == ("ledger1",)


def test_a_headline_without_its_modifier_is_the_claim_of_the_body() -> None:
    found = points([telling("ledger1", 3000), telling("ledger1", 3000, comparator=">", claimant="person:z", n=1)])
    assert {p.claimant for p in found} == {"person:z"}


def test_an_own_voice_figure_is_the_publishers() -> None:
    assert only(points([telling("ledger1", 31)])).claimant == "outlet:ledger"


def test_one_claimant_in_many_outlets_is_one_point_over_time() -> None:
    found = points([telling("a1", 31, claimant="body:police", day=2), telling("b1", 31, claimant="body:police")])
    point = only(found)
    assert (point.first, point.last) == (NOON, NOON + timedelta(days=2))
    assert point.articles == ("a1", "b1")


def test_points_do_not_depend_on_order() -> None:
    told = [telling(f"a{i}", 30 + i % 3, claimant=f"body:{i % 2}", day=i) for i in range(9)]
    expected = points(told)
    random.Random(3).shuffle(told)
    assert points(told) == expected


def test_editions_wire_copies_and_relays_count_once() -> None:
    who = "person:z"
    found = points(
        [
            telling("ledger1", 3000, claimant=who, publisher="Ledger Group"),
            telling("ledgersunday1", 3000, claimant=who, publisher="Ledger Group"),
            telling("courier1", 3000, claimant=who, publisher="Courier", agency="Reuters", origin="globe1"),
            telling("globe1", 3000, claimant=who, publisher="Globe", agency="Reuters"),
            telling("echo1", 3000, claimant=who, publisher="Echo", relays=("Reuters",)),
            telling("star1", 3000, claimant=who, publisher="Star", origin="mercury1"),
            telling("mercury1", 3000, claimant=who, publisher="Mercury", origin="mercury1"),
        ]
    )
    result = corroborate(found)
    assert result.articles == 7
    assert set(result.voices) == {"publisher:Ledger Group", "body:REUTERS", "publisher:Mercury"}
    assert result.independent == 3
    assert result.claimants == (who,)
    assert result.steps == (
        "7 articles carry the figure",
        "1 only relays it from another outlet and counts for that outlet",
        "3 are wire copies and count for the origin",
        "1 more is an edition of a publisher already counted",
        "7 − 3 − 1 = 3 independent",
    )


def test_a_single_article_is_one_voice() -> None:
    result = corroborate(points([telling("ledger1", 31, claimant="body:police")]))
    assert result.steps == ("1 article carries the figure", "1 independent")


def test_a_superseded_figure_contradicts_nobody() -> None:
    told = points(
        [
            telling("a1", 3000, claimant="body:kyiv"),
            telling("a2", 4200, claimant="body:kyiv", day=5),
            telling("b1", 4200, claimant="body:seoul", day=5),
        ]
    )
    assert [p.reading.low for p in standing(told)] == [4200, 4200]
    assert contradictions(told) == []


def test_open_contradictions_say_why_and_since_when() -> None:
    told = points(
        [
            telling("a1", 3800, claimant="body:kyiv"),
            telling("b1", 3700, claimant="body:seoul", comparator=">="),
            telling("c1", None, 200, claimant="body:moscow", comparator="<=", day=0.25),
        ]
    )
    found = contradictions(told)
    assert {frozenset((c.a.claimant, c.b.claimant)) for c in found} == {
        frozenset(("body:kyiv", "body:moscow")),
        frozenset(("body:moscow", "body:seoul")),
    }
    assert all(c.since == NOON + timedelta(days=0.25) for c in found)
    assert "cannot both be so" in found[0].reason
    dispute = disputes((c.a.claimant, c.b.claimant, c.since) for c in found)
    assert [(d.alone, d.others) for d in dispute] == [("body:moscow", ("body:kyiv", "body:seoul"))]


def test_growth_between_claimants_and_own_voice_are_no_contradiction() -> None:
    told = points(
        [
            telling("a1", 31, claimant="body:police"),
            telling("b1", 45, claimant="body:ministry", day=2),
            telling("c1", 12),
        ]
    )
    assert contradictions(told) == []


def test_a_denial_is_a_contradiction() -> None:
    told = points(
        [telling("a1", 4000, claimant="body:kyiv"), telling("b1", 4000, claimant="body:moscow", modality="denied", day=0.1)]
    )
    assert len(contradictions(told)) == 1


def test_what_was_edited_out_of_every_article_contradicts_nobody() -> None:
    ada = telling("ledger1", 45, claimant="person:ada", current=False)
    bob = telling("ledger2", 38, claimant="person:bob")
    assert contradictions(points([ada, bob])) == []
    assert [p.claimant for p in standing(points([ada, bob]))] == ["person:bob"]
    elsewhere = telling("echo1", 45, claimant="person:ada", day=-3)
    (still,) = contradictions(points([ada, bob, elsewhere]))
    assert {still.a.claimant, still.b.claimant} == {"person:ada", "person:bob"}


def test_what_is_edited_out_supersedes_nothing() -> None:
    held = points(
        [telling("ledger1", 38, claimant="person:ada"), telling("ledger2", 45, claimant="person:ada", day=2, current=False)]
    )
    assert [(p.reading.low, p.current) for p in standing(held)] == [(38, True)]
