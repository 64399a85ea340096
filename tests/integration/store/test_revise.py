"""Reading anew on real databases: ids last, what is gained and lost is told, what was interrupted goes on."""

from __future__ import annotations

from sqlalchemy import Engine, select

from services.store import queries
from services.store.joining import join_all
from services.store.models import ArticleVersion, Claim
from services.store.revise import Revised, outdated, revise
from services.store.save import save
from shared.articles import Extraction
from shared.database import reading
from tests.integration.store.test_save import EDITED, FIRST, arrival, counts, extraction, said


def better(text: str, extractor: str = "test-2") -> Extraction:
    """The same page by an extractor that misses the cost and finds the mayor's own words."""
    read = extraction(text)
    whole = said(text, text.split("\n", maxsplit=1)[0][15:-1], "12" if text is FIRST else "at least 9", 12.0, 12.0)
    return read.model_copy(update={"claims": (read.claims[0], whole), "extractor": extractor})


def test_an_article_is_read_anew_in_all_its_versions(store_engine: Engine) -> None:
    save(store_engine, [arrival()])
    save(store_engine, [arrival(made=extraction(EDITED), page="bb" * 32)])
    join_all(store_engine)
    before = {row["claim"]["text"]: row["id"] for row in queries.claims(store_engine)}
    (found,) = outdated(store_engine, "test-2", after=0)
    assert [version.page for version in found.versions] == ["aa" * 32, "bb" * 32]
    made = [better(FIRST), better(EDITED)]
    told = revise(store_engine, found, [Revised(v, e, "cc" * 32) for v, e in zip(found.versions, made, strict=True)])
    assert (told["same"], told["lost"]) == (1, 1)
    rows = {row["claim"]["text"]: row for row in queries.claims(store_engine)}
    assert "repairs would cost $4 million" not in rows
    kept = "12 bridges were closed"
    assert rows[kept]["id"] == before[kept]
    assert (rows[kept]["first_version"], rows[kept]["last_version"], rows[kept]["current"]) == (1, 1, False)
    assert outdated(store_engine, "test-2", after=0) == []
    assert join_all(store_engine) == 1
    with reading(store_engine) as connection:
        assert set(connection.execute(select(ArticleVersion.extractor)).scalars()) == {"test-2"}
        assert 0 not in set(connection.execute(select(Claim.last_version)).scalars())


def test_reading_anew_with_the_same_result_changes_nothing(store_engine: Engine) -> None:
    save(store_engine, [arrival()])
    before = counts(store_engine)
    (found,) = outdated(store_engine, "test-2", after=0)
    same = extraction().model_copy(update={"extractor": "test-2"})
    told = revise(store_engine, found, [Revised(found.versions[0], same, "cc" * 32)])
    assert (told["same"], told["gained"], told["lost"], told["changed"]) == (2, 0, 0, 0)
    assert counts(store_engine) == before
