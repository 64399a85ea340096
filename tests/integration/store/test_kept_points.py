"""Points that are kept are what their tellings make, whatever changed before; read narrowed, in every order, page by page."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, select, update

from services.store import answers, queries
from services.store.contradictions import contradictions, disputes, standing
from services.store.corroboration import corroborate
from services.store.intervals import compare, wording
from services.store.joining.summary import summarise
from services.store.joining.tellings import load_told
from services.store.models import Article, ArticleVersion, Claim, Figure, SeriesPoint, Speaker
from services.store.overrides import NO_OVERRIDES
from services.store.points import OUTLET, points
from services.store.queries import points as kept
from services.store.queries.points import DRAWN, Wanted
from shared.cursors import CursorError
from shared.database import reading, transaction

AT = datetime(2026, 3, 1, tzinfo=UTC)
SPEAKERS = 5


def tell(connection: Connection, chance: random.Random, ids: range, claimants: int = SPEAKERS) -> None:
    """Articles with a claim and a figure each: in one of two series, of a few claimants, outlets and numbers."""
    articles, versions, claims, figures = [], [], [], []
    for n in ids:
        moment, source = AT + timedelta(hours=chance.randrange(600)), chance.randrange(6)
        low = float(chance.choice((90, 100, 100, 100, 150)))
        comparator = chance.choice(("=", "=", "=", "=", "~", ">", "<=", "vague"))
        low_, high = {"vague": (None, None), ">": (low, None), "<=": (None, low)}.get(comparator, (low, low))
        modality, last = chance.choice(("asserted",) * 6 + ("denied", "planned")), chance.choice((1, 1, 2))
        url = f"https://n{source}.example/{n}"
        names = {"url": url, "entry_url": url, "source": f"Source {source}", "publisher": f"Publisher {source // 2}"}
        seen = {"first_seen": moment, "last_seen": moment}
        origin = f"https://n0.example/{chance.choice(ids)}" if chance.random() < 0.2 else url
        agency = "Reuters" if chance.random() < 0.1 else None
        told = {"published": moment, "moment": moment, "versions": 2, "joined": 2, "origin": origin, "agency": agency}
        articles.append({"id": n, **names, **seen, **told})
        quantity = {"text": f"{low}", "cumulative": chance.random() < 0.8, "time_value": None}
        relays = ["Reuters"] if chance.random() < 0.2 else []
        data = {"part": "text", "text": f"words {n}", "quantities": [quantity], "relays": relays}
        speaker = chance.randrange(claimants + 1) or None
        said = {"modality": modality, "negated": chance.random() < 0.1, "quote": False, "score": 1.0, "text": f"words {n}"}
        where = {"first_version": 1, "last_version": last, "places": [], "data": data}
        claims.append({"id": n, "article_id": n, "key": "k", "speaker_id": speaker, **said, **where, **seen})
        number = {"low": low_, "high": high, "comparator": comparator, "unit": "count", "modality": modality, "text": f"{n}"}
        joined = {"key": f"f{n:05}", "features": {"measure": "killed"}, "series": chance.choice(("s1", "s2"))}
        figures.append({"id": n, "claim_id": n, "n": 0, **number, **joined})
    for model, rows in ((Article, articles), (ArticleVersion, versions), (Claim, claims), (Figure, figures)):
        if rows:
            connection.execute(model.__table__.insert(), rows)


def sum_up(connection: Connection, *series: str) -> None:
    summarise(connection, set(series), {}, NO_OVERRIDES, AT)


@pytest.fixture
def told(store_engine: Engine) -> Iterator[Engine]:
    with transaction(store_engine) as connection:
        names = [
            {"id": n, "key": f"person:{n}", "name": f"Name {n}", "kind": "person", "identity": f"person:{n}"}
            for n in range(1, 60)
        ]
        connection.execute(Speaker.__table__.insert(), names)
        tell(connection, random.Random(1), range(1, 200))
        sum_up(connection, "s1", "s2")
    yield store_engine


def expected(engine: Engine, series: str) -> dict[str, Any]:
    """The history of a series, weighed from all of its tellings at once."""
    with reading(engine) as connection:
        told = load_told(connection, [series])[series]
    held = points(t.telling for t in told)
    present = {id(point) for point in standing(held)}
    by_figure = {t.telling.figure: t for t in told}
    names = {t.telling.claimant: t.speaker for t in told}
    before: dict[str, Any] = {}
    shown = []
    for point in held:
        backing, reading_, own = corroborate([point]), point.reading, point.claimant.startswith(OUTLET)
        step = compare(before[point.claimant].reading, reading_) if point.claimant in before else None
        before[point.claimant] = point
        shown.append(
            {
                "claimant": point.claimant,
                "speaker": None if own else names[point.claimant],
                "figure": wording(reading_),
                **{
                    name: getattr(reading_, name)
                    for name in ("low", "high", "comparator", "unit", "rate", "modality", "negated")
                },
                "first": point.first,
                "last": point.last,
                "standing": id(point) in present,
                "relays": list(point.relays),
                "independent": backing.independent,
                "voices": {voice: list(urls) for voice, urls in backing.voices.items()},
                "arithmetic": list(backing.steps),
                "step": {"kind": step.kind, "reason": step.reason} if step else None,
                "tellings": [answers.telling(by_figure[t.figure]) for t in point.tellings],
            }
        )
    against = contradictions(held)
    grouped = disputes((c.a.claimant, c.b.claimant, c.since) for c in against)
    return {
        "points": shown,
        "against": [(c.a.claimant, c.b.claimant, c.reason, c.since) for c in against],
        "disputes": [(names[d.alone], [names[other] for other in d.others], d.since) for d in grouped],
    }


def answered(engine: Engine, series: str, limit: int | None = None) -> dict[str, Any]:
    """The history as it is answered, page by page where there is a limit."""
    cursor, shown, pages = None, [], 0
    while True:
        history = answers.series_history(engine, series, limit, cursor)
        assert history is not None
        shown += [{name: value for name, value in point.items() if name != "speaker_id"} for point in history["points"]]
        cursor, pages = history["next"], pages + 1
        if cursor is None:
            break
    assert limit is None or pages > 1
    sides = [(c["a"]["claimant"], c["b"]["claimant"], c["reason"], c["since"]) for c in history["contradictions"]]
    told = [(d["alone"]["speaker"], [other["speaker"] for other in d["others"]], d["since"]) for d in history["disputes"]]
    return {"points": shown, "against": sides, "disputes": told}


def test_a_history_is_what_its_tellings_make(told: Engine) -> None:
    whole = expected(told, "s1")
    assert len(whole["points"]) > 20 and whole["against"] and whole["disputes"], "the series tests nothing"
    assert any(not any(t["current"] for t in point["tellings"]) for point in whole["points"])
    assert answered(told, "s1") == whole
    assert answered(told, "s1", 7)["points"] == whole["points"]


def test_what_is_kept_follows_every_change(told: Engine) -> None:
    chance = random.Random(5)
    for round_ in range(6):
        with transaction(told) as connection:
            tell(connection, chance, range(1000 + 20 * round_, 1008 + 20 * round_))
            moved = chance.sample(range(1, 200), 6)
            connection.execute(update(Figure).where(Figure.id.in_(moved[:3])).values(series="s2"))
            connection.execute(delete(Figure).where(Figure.id.in_(moved[3:5])))
            connection.execute(update(Article).where(Article.id == moved[5]).values(versions=3))
            sum_up(connection, "s1", "s2")
        for series in ("s1", "s2"):
            assert answered(told, series) == expected(told, series), round_
            row = answers.series_history(told, series)
            assert row is not None and row["next"] is None
            with reading(told) as connection:
                numbers = connection.execute(select(SeriesPoint.n).where(SeriesPoint.series == series)).scalars()
                assert sorted(numbers) == list(range(1, len(row["points"]) + 1))


def test_a_point_that_is_as_it_was_is_not_written_again(told: Engine) -> None:
    if told.dialect.name == "sqlite":
        pytest.skip("only PostgreSQL tells which transaction wrote a row")
    with reading(told) as connection:
        before = set(connection.exec_driver_sql("SELECT series, n, xmin::text FROM point"))
    with transaction(told) as connection:
        sum_up(connection, "s1", "s2")
    with reading(told) as connection:
        assert set(connection.exec_driver_sql("SELECT series, n, xmin::text FROM point")) == before


def test_a_page_of_points_is_narrowed(told: Engine) -> None:
    whole = expected(told, "s1")["points"]

    def numbers(wanted: Wanted) -> list[int]:
        look = answers.series_look(told, "s1", wanted)
        assert look is not None and look.held.points == len(look.points)
        assert (
            all(len(some) == len(point["tellings"]) for some, point in zip(look.tellings, look.points, strict=True))
            or wanted.source
        )
        return [point["n"] for point in look.points]

    def those(wanted: Any) -> list[int]:
        found = [n for n, point in enumerate(whole, 1) if wanted(point)]
        assert found and len(found) < len(whole)
        return found

    noon = AT + timedelta(hours=300)
    assert numbers(Wanted(frozenset({"person:1", "person:2"}))) == those(lambda p: p["claimant"] in ("person:1", "person:2"))
    assert numbers(Wanted(source="Source 3")) == those(lambda p: any(t["source"] == "Source 3" for t in p["tellings"]))
    assert numbers(Wanted(since=noon)) == those(lambda p: p["last"] >= noon)
    assert numbers(Wanted(until=noon)) == those(lambda p: p["first"] < noon)
    assert numbers(Wanted(frozenset({"nobody"}))) == []
    look = answers.series_look(told, "s1", Wanted(source="Source 3"))
    assert look and {t["source"] for some in look.tellings for t in some} == {"Source 3"}


@pytest.mark.parametrize("sort", ["when", "who", "figure", "voices"])
def test_a_page_of_points_is_sorted(told: Engine, sort: str) -> None:
    whole = expected(told, "s1")["points"]
    bounds = [[b for b in (p["low"], p["high"]) if b is not None] for p in whole]
    by = {
        "when": lambda n: n,
        "who": lambda n: (whole[n]["speaker"] or whole[n]["claimant"].removeprefix(OUTLET)).casefold(),
        "figure": lambda n: min(bounds[n]) if bounds[n] and whole[n]["comparator"] != "vague" else float("-inf"),
        "voices": lambda n: whole[n]["independent"],
    }[sort]
    for order in (sort, f"-{sort}"):
        right = [n + 1 for n in sorted(range(len(whole)), key=by, reverse=order != sort)]
        looks = [answers.series_look(told, "s1", Wanted(sort=order), 10, skip) for skip in range(0, len(whole), 10)]
        assert [point["n"] for look in looks if look for point in look.points] == right


def test_a_chart_draws_the_lowest_highest_and_last_of_each_claimant(told: Engine) -> None:
    with transaction(told) as connection:
        tell(connection, random.Random(2), range(10_000, 10_000 + 3 * DRAWN), claimants=50)
        connection.execute(update(Figure).where(Figure.id >= 10_000).values(low=Figure.id, high=Figure.id, comparator="="))
        sum_up(connection, "s1")
    for wanted in (Wanted(), Wanted(frozenset({"person:1"}))):
        look = answers.series_look(told, "s1", wanted)
        assert look is not None
        drawn = answers.series_chart(told, look, wanted)
        numbers = [mark["n"] for mark in drawn]
        assert numbers == sorted(set(numbers))
        if wanted.claimants:
            assert numbers == [point["n"] for point in look.points]
        else:
            assert look.held.points > DRAWN >= len(numbers) > DRAWN // 4
            sizes = {
                p["n"]: p["low"] or p["high"] for p in look.points if p["claimant"] == "person:3" and p["comparator"] != "vague"
            }
            shown = [sizes[n] for n in numbers if n in sizes]
            assert (min(shown), max(shown)) == (min(sizes.values()), max(sizes.values())) and max(sizes) in numbers
            bounds = [b for p in look.points if p["comparator"] != "vague" for b in (p["low"], p["high"]) if b is not None]
            assert (look.held.least, look.held.most) == (min(bounds), max(bounds))


def test_a_page_ends_early_where_its_points_are_told_much(told: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "TELLINGS", 3)
    whole = expected(told, "s1")["points"]
    assert max(len(point["tellings"]) for point in whole) > 3, "no point is told that much"
    assert answered(told, "s1", 50)["points"] == whole


def test_a_cursor_is_of_one_history(told: Engine) -> None:
    page = answers.series_history(told, "s1", 3)
    assert page and page["next"]
    with pytest.raises(CursorError):
        answers.series_history(told, "s2", 3, page["next"])
    assert answers.series_history(told, "none", 3) is None


def test_claimants_are_counted_whole(told: Engine) -> None:
    whole = expected(told, "s1")["points"]
    with reading(told) as connection:
        counted = {row["claimant"]: row["points"] for row in kept.claimants(connection, "s1")}
    assert counted == {key: sum(p["claimant"] == key for p in whole) for key in {p["claimant"] for p in whole}}


def test_what_is_gone_contradicts_nobody(told: Engine) -> None:
    listed = queries.contradictions(told, 500).rows
    with reading(told) as connection:
        current = {row.claim_id: row.current for row in connection.execute(select(SeriesPoint))}
    assert listed and not any(current.get(side["claim"]) is False for row in listed for side in (row["a"], row["b"]))
