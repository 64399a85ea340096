"""Joining in real databases: the same series whatever the order, decisions that last, copies and identities."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, select, update

from services.extract import claims
from services.extract.article.fingerprint import fingerprint
from services.store import answers, judgements
from services.store.arrivals import Arrival
from services.store.joining import copies, join, join_all, join_new
from services.store.joining.join import BATCH, BATCH_SECONDS, fitting
from services.store.likeness import NAMES, model
from services.store.models import Article, ClaimSpan, Figure, FigureSeries, Guest, SeriesAlias
from services.store.save import save
from services.store.why import why
from services.store.wires import near_duplicates
from shared import articles
from shared.database import reading, transaction
from shared.messages import ReadArticle, SourceRef

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
AGENCY = (
    "BORVIK (Reuters) - At least 41 people were killed when the river Orla burst its banks in Borvik, Governor Ana Rell said "
    "on Friday. Rell said 17 people were missing after the flood tore through the old town of Borvik, and boats were "
    "searching the lower streets. Schools in Borvik will stay closed until the end of next week, her office added."
)
STORIES: list[tuple[str, str, str, str, int]] = [
    ("Orla Courier", "Courier Group", "Flood in Borvik kills at least 41", AGENCY, 0),
    ("Lake Gazette", "Lake Media", "Dozens dead in Borvik flood", AGENCY.replace("BORVIK (Reuters) - ", ""), 2),
    (
        "Borvik Post",
        "Post Media",
        "Borvik flood toll rises to 52",
        "The flood in Borvik has killed 52 people, Governor Ana Rell said on Saturday. The river Orla fell by a metre "
        "overnight in Borvik. Fire chief Tomas Beck said no more than 30 people were killed in the Borvik flood.",
        26,
    ),
    (
        "Harbour Times",
        "Harbour Media",
        "Mill in Tarn to close with the loss of 300 jobs",
        "The paper mill in Tarn will close in March and 300 workers will lose their jobs, the owner Nordpapir said on Friday.",
        3,
    ),
]


# Two floods, of which articles on the one tell the other's dead in passing, and an election that has nothing to do with them.
GUESTS: list[tuple[str, str, str, str, int]] = [
    (
        "Tolva Mail",
        "Mail Group",
        "Floods in Sarnik kill nine",
        "Floods in Sarnik killed nine people on Friday, the mayor of Sarnik said. Some 300 people in Sarnik fled their homes.",
        0,
    ),
    (
        "Inland Post",
        "Post Media",
        "Sarnik flood toll rises to 12",
        "The flood in Sarnik has killed 12 people, the mayor of Sarnik said on Sunday. Sarnik has no power.",
        50,
    ),
    (
        "Evening Star",
        "Star Media",
        "Flood in Borvik: the river falls",
        "The flood in Borvik has killed 53 people, Governor Ana Rell said. The river Orla is falling in Borvik. Boats are at "
        "the quay. Last month floods in neighbouring Sarnik killed 12 people.",
        80,
    ),
    (
        "Vale Echo",
        "Echo Media",
        "Borvik buries its dead",
        "Borvik buried the dead of the flood on Tuesday. Schools in Borvik opened again. Governor Ana Rell said the flood had "
        "killed 53 people. A separate flood in neighbouring Sarnik killed 12 people, the agency said.",
        100,
    ),
]


def arrivals(told: list[tuple[str, str, str, str, int]] = STORIES) -> list[Arrival]:
    made = []
    for n, (source, publisher, title, text, hours) in enumerate(told):
        published = NOW + timedelta(hours=hours)
        url = f"https://{source.split()[0].lower()}.example/{n}"
        article = articles.Article(
            url=url,
            canonical_url=url,
            title=title,
            text=text,
            published=published,
            published_precision="minute",
            language="en",
            fingerprint=fingerprint(text),
        )
        found = claims.extract(text, title=title, published=published)
        extraction = articles.Extraction(article=article, claims=tuple(found), extractor="test-1")
        message = ReadArticle(
            entry_id=n,
            url=url,
            page="aa" * 32,
            extraction="bb" * 32,
            fetched_at=published,
            source=SourceRef(name=source, publisher=publisher),
        )
        made.append(Arrival(message, extraction))
    return made


def partition(engine: Engine) -> dict[str, str]:
    """The series of every figure."""
    with reading(engine) as connection:
        return {row.key: row.series for row in connection.execute(select(Figure.key, Figure.series))}


def series_rows(engine: Engine) -> dict[str, tuple[object, ...]]:
    """What the rows of all series say."""
    with reading(engine) as connection:
        return {row.id: tuple(row)[:-2] for row in connection.execute(select(FigureSeries))}


def killed(engine: Engine) -> str:
    """The series of the flood's dead."""
    (found,) = [row["id"] for row in answers.series_list(engine) if row["measure"] == "killed"]
    return str(found)


def test_series_are_the_same_whatever_the_order_of_arrival(store_engine: Engine) -> None:
    save(store_engine, arrivals())
    join_all(store_engine)
    at_once = partition(store_engine)
    assert at_once and all(at_once.values())
    for seed in range(3):
        with transaction(store_engine) as connection:
            for model in (Figure, ClaimSpan, Article):
                connection.execute(delete(model))
        shuffled = random.Random(seed).sample(arrivals(), len(STORIES))
        for arrival in shuffled:
            save(store_engine, [arrival])
            assert join_all(store_engine) == 1
        assert partition(store_engine) == at_once


def origins(engine: Engine) -> dict[str, str | None]:
    """The article that each article's text goes back to, by outlet."""
    with reading(engine) as connection:
        return {row.source: row.origin for row in connection.execute(select(Article.source, Article.origin))}


def test_an_article_that_is_written_anew_is_no_copy_and_no_origin_any_more(store_engine: Engine) -> None:
    first, copy = arrivals()[:2]
    save(store_engine, [first, copy])
    join_all(store_engine)
    assert origins(store_engine) == {"Orla Courier": first.url, "Lake Gazette": first.url}
    source, publisher, title, _, hours = STORIES[0]
    save(store_engine, arrivals([(source, publisher, title, STORIES[2][3], hours)]))
    assert join_all(store_engine) == 1
    assert origins(store_engine) == {"Orla Courier": first.url, "Lake Gazette": copy.url}


def test_figures_told_in_passing_end_in_the_same_series_whatever_the_order(store_engine: Engine) -> None:
    told = [*STORIES, *GUESTS]
    save(store_engine, arrivals(told))
    join_all(store_engine)
    at_once, rows = partition(store_engine), series_rows(store_engine)
    with reading(store_engine) as connection:
        guests = connection.execute(select(Guest).where(Guest.host != "")).all()
    assert len({guest.article_id for guest in guests}) == 2, "no figure is told in passing: the test tests nothing"
    for seed in range(6):
        with transaction(store_engine) as connection:
            for model in (Figure, ClaimSpan, Article):
                connection.execute(delete(model))
        for arrival in random.Random(seed).sample(arrivals(told), len(told)):
            save(store_engine, [arrival])
            assert join_all(store_engine) == 1
        assert partition(store_engine) == at_once, seed
        assert series_rows(store_engine) == rows, seed


def test_the_history_of_a_figure_answers_who_when_and_in_which_words(store_engine: Engine) -> None:
    save(store_engine, arrivals())
    join_all(store_engine)
    history = answers.series_history(store_engine, killed(store_engine))
    assert history is not None
    told = {(p["speaker"], p["figure"]): p for p in history["points"] if p["speaker"]}
    toll = told["Ana Rell", "at least 41"]
    assert {t["source"] for t in toll["tellings"]} == {"Orla Courier", "Lake Gazette"}
    assert toll["independent"] == 1, toll["arithmetic"]
    assert told["Ana Rell", "52"]["step"]["kind"] in ("supersedes", "compatible", "narrower")
    assert ("Tomas Beck", "up to 30") in told
    assert any({c["a"]["speaker"], c["b"]["speaker"]} == {"Ana Rell", "Tomas Beck"} for c in history["contradictions"])
    for point in history["points"]:
        for telling in point["tellings"]:
            assert telling["words"] in telling["text"]


def test_a_wire_copy_is_traced_to_its_origin(store_engine: Engine) -> None:
    save(store_engine, arrivals())
    join_all(store_engine)
    with reading(store_engine) as connection:
        rows = {row.source: row for row in connection.execute(select(Article))}
    assert rows["Lake Gazette"].origin == rows["Orla Courier"].url
    assert rows["Lake Gazette"].agency == "Reuters"
    assert rows["Harbour Times"].origin == rows["Harbour Times"].url


def test_an_operators_decisions_win_and_last(store_engine: Engine) -> None:
    save(store_engine, arrivals())
    join_all(store_engine)
    before = partition(store_engine)
    dead = killed(store_engine)
    (missing,) = [row["id"] for row in answers.series_list(store_engine) if row["measure"] == "missing"]
    judgements.merge_series(store_engine, [dead, missing], by="op", now=NOW)
    judgements.rename_series(store_engine, dead, "Dead and missing in Borvik", by="op", now=NOW)
    merged = {before_id for key, before_id in partition(store_engine).items() if before[key] in (dead, missing)}
    assert len(merged) == 1
    history = answers.series_history(store_engine, missing)
    assert history is not None and history["name"] == "Dead and missing in Borvik"
    with transaction(store_engine) as connection:  # as when every page is read anew
        connection.execute(update(Article).values(joined=0))
        connection.execute(update(Figure).values(features=None, series=None))
    join_all(store_engine)
    assert {s for key, s in partition(store_engine).items() if before[key] in (dead, missing)} == merged
    judgements.undo(store_engine, 1, now=NOW)
    judgements.undo(store_engine, 2, now=NOW)
    assert partition(store_engine) == before


def test_an_earlier_article_changes_the_id_and_the_old_one_goes_on_working(store_engine: Engine) -> None:
    made = arrivals()
    save(store_engine, made[2:3])
    join_all(store_engine)
    old = killed(store_engine)
    save(store_engine, made[:1])
    join_all(store_engine)
    new = killed(store_engine)
    with reading(store_engine) as connection:
        aliases = {row.old: row.series for row in connection.execute(select(SeriesAlias))}
    assert new == old or aliases[old] == new
    found = answers.series_history(store_engine, old)
    assert found is not None and found["id"] == new


def test_why_figures_are_one_series_is_told(store_engine: Engine) -> None:
    save(store_engine, arrivals())
    join_all(store_engine)
    dead = killed(store_engine)
    rows = why(store_engine, dead)
    history = answers.series_history(store_engine, dead)
    assert rows is not None and history is not None
    assert len(rows) == history["figures"] - 1
    assert {row["figure"] for row in rows} < {t["figure"] for p in history["points"] for t in p["tellings"]}
    for row in rows:
        assert row["likeness"] >= model().threshold
        assert "same key" in row["for"]  # which other features weigh most is for training to say
        assert {*row["for"], *row["against"]} <= set(NAMES)
    assert why(store_engine, "s0") is None


def test_what_is_joined_is_not_joined_again(store_engine: Engine) -> None:
    save(store_engine, arrivals())
    assert join_new(store_engine) == len(STORIES)
    assert join_new(store_engine) == 0


FOOTER = (
    "Figures are those of the harbour office and are brought up to date each Monday before noon. Readers who see an error are "
    "asked to write to the desk, which answers within two days. Nothing on this page is advice to skippers or their owners."
)


def test_boilerplate_brings_no_texts_together_and_a_text_of_many_is_no_boilerplate(
    store_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[Sequence[int]] = []

    def counted(one: Sequence[int], other: Sequence[int]) -> bool:
        compared.append(one)
        return near_duplicates(one, other)

    monkeypatch.setattr(copies, "COMMON", 4)
    monkeypatch.setattr(copies, "near_duplicates", counted)
    bulletin = (
        "In {0} the pilots of {0} counted {1} ships, said {0}. A gale shut {0} for {1} hours. Two tugs of {0} are laid up. "
        "{0} has {1} berths, {0} adds, and {1} cranes for {0}. The quay of {0} was swept, and {0} paid {1} crowns for {0}. "
    )
    towns = [f"{a}{b}" for a in ("Bar", "Len", "Mor", "Tas", "Vel") for b in ("holm", "wick", "sund", "nes")]
    told = [(f"Bulletin{n}", "Port", f"{t} harbour", bulletin.format(t, 20 + n) + FOOTER, n) for n, t in enumerate(towns)]
    told += [(f"Copy{n}", f"House{n}", "Flood in Borvik", AGENCY, 100 + n) for n in range(8)]
    for arrival in arrivals(told):
        save(store_engine, [arrival])
        join_all(store_engine)
    found = origins(store_engine)
    assert len({found[f"Bulletin{n}"] for n in range(len(towns))}) == len(towns)
    assert len({found[f"Copy{n}"] for n in range(8)}) == 1
    assert len(compared) < 8 * 8 + 4 * len(towns), "not every bulletin with every other"


def test_the_newest_news_is_joined_first(store_engine: Engine) -> None:
    save(store_engine, arrivals())
    joined = select(Article.moment).where(Article.joined > 0)
    waiting = select(Article.moment).where(Article.joined == 0)
    for n in range(1, len(STORIES)):
        assert join_new(store_engine, 1) == 1
        with reading(store_engine) as connection:
            done, left = (list(connection.execute(rows).scalars()) for rows in (joined, waiting))
        assert len(done) == n and min(done) >= max(left)


def test_a_batch_that_took_long_makes_the_next_one_smaller() -> None:
    assert fitting(BATCH, BATCH_SECONDS / 10) == BATCH
    assert fitting(BATCH, 10 * BATCH_SECONDS) == BATCH / 10
    assert fitting(1, 600) == 1
    assert fitting(20, BATCH_SECONDS / 2) == 40


def test_a_joining_may_compute_for_longer_than_other_transactions(postgres_store: Engine, monkeypatch: Any) -> None:
    told: list[str] = []

    def joining(connection: Connection, fresh: Sequence[Any]) -> None:
        told.append(connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one())

    monkeypatch.setattr(join, "_join", joining)
    save(postgres_store, arrivals())
    join_new(postgres_store)
    with reading(postgres_store) as connection:
        told.append(connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one())
    assert told == ["10min", "30s"]


@pytest.mark.parametrize("work", [lambda e: judgements.merge_series(e, ["s0", "s1"], by="op", now=NOW)], ids=["merge"])
def test_a_decision_about_nothing_is_refused(store_engine: Engine, work: object) -> None:
    with pytest.raises(judgements.UnknownError, match="no series s0"):
        work(store_engine)  # type: ignore[operator]
