"""Full text and lists on both kinds of database: the same questions have the same answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from services.store import changes, queries, search
from services.store.models import Position
from services.store.queries import CursorError, Filter, QueryError
from services.store.save import save
from shared.claims import Claim, PlaceMention, Quantity
from shared.database import reading, transaction
from tests.integration.store.test_save import EDITED, NOW, arrival, extraction


@pytest.fixture
def engine(store_engine: Engine) -> Engine:
    save(store_engine, [arrival()])
    search.catch_up(store_engine)
    return store_engine


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bridge", ["12 bridges were closed"]),
        ("closing bridges", ["12 bridges were closed"]),
        ('"bridges were closed"', ["12 bridges were closed"]),
        ('"closed bridges"', []),
        ("bridges -closed", []),
        ("bridges OR repairs", ["12 bridges were closed", "repairs would cost $4 million"]),
        ("cost -bridges", ["repairs would cost $4 million"]),
        ("ferries", []),
        ('" OR 1', []),
        ("a* NEAR(b c) AND {x}: ^y", []),
        ("'; DROP TABLE claim; --", []),
        ('claim" OR "bridges', []),
    ],
)
def test_words_are_found_in_claims(engine: Engine, words: str, found: list[str]) -> None:
    assert [row["snippet"] for row in queries.search(engine, "claims", Filter(words=words)).rows] == found


@pytest.mark.parametrize("words", ["", "-bridges", "  ", '""', "-", "OR", "!?"])
def test_a_search_needs_a_word(engine: Engine, words: str) -> None:
    with pytest.raises(QueryError):
        queries.search(engine, "claims", Filter(words=words))


def test_articles_are_found_by_their_newest_version(engine: Engine) -> None:
    (hit,) = queries.search(engine, "articles", Filter(words="mayor closing")).rows
    assert (hit["title"], [hit["snippet"][a:b] for a, b in hit["matches"]]) == ("Bridges closed", ["closed", "Mayor", "closed"])
    save(engine, [arrival(made=extraction(EDITED), page="cc" * 32)])
    search.catch_up(engine)
    assert queries.search(engine, "articles", Filter(words='"12 bridges"')).rows == []
    assert len(queries.search(engine, "articles", Filter(words='"9 bridges"')).rows) == 1


def test_catching_up_again_changes_nothing(engine: Engine) -> None:
    assert not search.behind(engine)
    assert search.catch_up(engine) == 0
    save(engine, [arrival(2, extraction(url=f"https://harbour.example/{n}")) for n in range(7)])
    assert search.behind(engine)
    assert search.catch_up(engine, batch=2) == 7
    assert len(queries.search(engine, "claims", Filter(words="bridges")).rows) == 8


def figure(low: float | None, high: float | None, comparator: str) -> Claim:
    text = "Mayor Ada Lund said 12 bridges were closed.\nShe said repairs would cost $4 million."
    quantity = Quantity(text="12", start=20, end=22, low=low, high=high, comparator=comparator, unit="count", place="Velm")  # type: ignore[arg-type]
    place = PlaceMention(text="bridges", start=23, end=30, country="UA")
    return Claim(
        start=20,
        end=42,
        text=text[20:42],
        content={"start": 20, "end": 42},
        quantities=(quantity,),
        places=(place,),
        modality="hedged",
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("low", "high", "comparator", "wanted", "found"),
    [
        (3000, None, ">", Filter(low=5000, high=6000), True),
        (3000, None, ">", Filter(high=3000), False),
        (3000, None, ">=", Filter(high=3000), True),
        (None, 200, "<=", Filter(low=200), True),
        (None, 200, "<", Filter(low=200), False),
        (None, None, "vague", Filter(low=1), False),
        (11, 13, "range", Filter(low=13, high=20), True),
        (11, 13, "range", Filter(low=14), False),
        (12, 12, "=", Filter(low=12, high=12), True),
    ],
)
def test_an_interval_is_asked_for(
    store_engine: Engine, low: float | None, high: float | None, comparator: str, wanted: Filter, found: bool
) -> None:
    save(store_engine, [arrival(made=extraction().model_copy(update={"claims": (figure(low, high, comparator),)}))])
    assert [bool(list(ask(store_engine, wanted))) for ask in (queries.figures, queries.claims, queries.articles)] == [found] * 3


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(place="velm"), 1),
        (Filter(place="Ukraine"), 1),
        (Filter(place="UA"), 1),
        (Filter(place="Russia"), 0),
        (Filter(place="%"), 0),
        (Filter(place='"] OR 1=1'), 0),
        (Filter(modality="hedged"), 1),
        (Filter(modality="denied"), 0),
        (Filter(publisher="Harbour Media"), 1),
        (Filter(publisher="harbour' OR '1'='1"), 0),
        (Filter(after=NOW), 1),
        (Filter(before=NOW), 0),
        (Filter(current=True), 1),
        (Filter(current=False), 0),
        (Filter(series="S-none"), 0),
        (Filter(series="' OR 1=1 --"), 0),
        (Filter(speaker="x' OR 1=1 --"), 0),
        (Filter(speaker_id=99), 0),
        (Filter(unit="count' OR '1'='1"), 0),
        (Filter(article=77), 0),
    ],
)
def test_every_filter_narrows_every_list(store_engine: Engine, wanted: Filter, found: int) -> None:
    save(store_engine, [arrival(made=extraction().model_copy(update={"claims": (figure(1, 2, "range"),)}))])
    for ask in (queries.figures, queries.claims, queries.articles):
        assert len(list(ask(store_engine, wanted))) == found


def walk(engine: Engine, name: str, wanted: Filter, limit: int) -> list[int]:
    ids: list[int] = []
    cursor = None
    while True:
        found = queries.page(engine, name, wanted, limit, cursor)
        ids += [row["id"] for row in found.rows]
        if not (cursor := found.next):
            return ids


@pytest.mark.parametrize("name", ["articles", "claims", "figures"])
@pytest.mark.parametrize("limit", [1, 3, 500])
def test_a_walk_meets_every_row_once(store_engine: Engine, name: str, limit: int) -> None:
    made = [
        arrival(n, extraction(url=f"https://harbour.example/{n}", published=NOW + timedelta(hours=n % 3))) for n in range(5)
    ]
    save(store_engine, made)
    whole = [row["id"] for row in getattr(queries, name)(store_engine, limit=None)]
    assert len(whole) in (5, 10)
    assert walk(store_engine, name, Filter(), limit) == whole
    assert sorted(walk(store_engine, name, Filter(changed_since=0), limit)) == sorted(whole)


def test_rows_that_were_there_are_met_once_whatever_arrives_meanwhile(store_engine: Engine) -> None:
    save(store_engine, [arrival(n, extraction(url=f"https://harbour.example/{n}")) for n in range(6)])
    before = [row["id"] for row in queries.claims(store_engine, limit=None)]
    ids, cursor = [], None
    for n in range(12):
        found = queries.page(store_engine, "claims", Filter(), 2, cursor)
        ids += [row["id"] for row in found.rows]
        shift = timedelta(hours=(-1) ** n)
        save(store_engine, [arrival(9, extraction(url=f"https://harbour.example/new{n}", published=NOW + shift))])
        save(store_engine, [arrival(1, extraction(url="https://harbour.example/1", title=f"T{n}", published=NOW + shift))])
        if not (cursor := found.next):
            break
    assert [ids.count(id) for id in before] == [1] * len(before)


def test_a_cursor_is_of_its_query(store_engine: Engine) -> None:
    save(store_engine, [arrival()])
    cursor = queries.page(store_engine, "claims", Filter(), 1).next
    assert cursor
    for wrong in ("", "x", "!!", cursor[:-3], cursor + "AAAA", "W10", "WzFd", "bnVsbA"):
        with pytest.raises(CursorError):
            queries.page(store_engine, "claims", Filter(), 1, wrong)
    with pytest.raises(CursorError, match="another query"):
        queries.page(store_engine, "claims", Filter(unit="count"), 1, cursor)


def test_changes_come_in_the_order_of_commits(store_engine: Engine) -> None:
    """A reader who went by while an earlier transaction was still open sees its changes later: none is skipped."""
    for n in range(3):
        save(store_engine, [arrival(n, extraction(url=f"https://harbour.example/{n}"), at=datetime(2026, 1, 1, tzinfo=UTC))])
    first = list(queries.articles(store_engine, Filter(changed_since=0)))
    assert [row["change"] for row in first] == [1, 2, 3]
    save(store_engine, [arrival(0, extraction(url="https://harbour.example/0", title="Another"), page="dd" * 32)])
    (again,) = queries.articles(store_engine, Filter(changed_since=3))
    assert (again["id"], again["change"], again["versions"]) == (first[0]["id"], 4, 2)
    assert [row["change"] for row in queries.claims(store_engine, Filter(changed_since=3))] == [4, 4]
    assert list(queries.claims(store_engine, Filter(changed_since=4))) == []


def test_a_number_is_given_only_when_the_one_before_is_committed(store_engine: Engine) -> None:
    if store_engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer")
    save(store_engine, [arrival()])
    article = next(iter(queries.articles(store_engine)))["id"]
    with transaction(store_engine) as slow:
        changes.record(slow, [(article, 2)])
        with reading(store_engine) as other:
            assert changes.newest(other) == 1
            locked = select(Position).where(Position.name == changes.COMMITS).with_for_update(skip_locked=True)
            assert other.execute(locked).first() is None  # a second writer waits here until the first has committed
