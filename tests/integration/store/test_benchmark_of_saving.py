"""The benchmark of saving writes the rows again that saving wrote, in both databases and with today's tables."""

from __future__ import annotations

from sqlalchemy import Engine, insert, select
from sqlalchemy.schema import Table

from benchmarks.store_save import BATCH, TABLES, arrival, postgres_again, sqlite_again
from services.store.models import Article, ArticleBlock, Base, Guest
from services.store.save import save
from shared.database import reading, transaction


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables that hold articles."""
    with reading(engine) as connection:
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in held()}


def held() -> list[Table]:
    """The tables that go with an article: by a key, or because they hang on its claims."""
    tables = Base.metadata.sorted_tables
    return [t for t in tables if t.name in TABLES or any(k.column.table.name == "article" for k in t.foreign_keys)]


def test_the_same_rows_are_written_again(store_engine: Engine, database_url: str) -> None:
    save(store_engine, [arrival(n) for n in range(BATCH + 3)])
    before = rows(store_engine)
    assert all(before[name] for name in TABLES)
    with transaction(store_engine) as connection:  # what joining writes must not keep the benchmark from emptying the tables
        article = connection.execute(select(Article.id)).scalars().first()
        connection.execute(insert(Guest).values(article_id=article, name="borvik", host=""))
        connection.execute(insert(ArticleBlock).values(article_id=article, kind="story", key="borvik"))
    again = (postgres_again if store_engine.dialect.name == "postgresql" else sqlite_again)(database_url)
    assert not any(rows(store_engine).values())
    again()
    after = rows(store_engine)
    assert {name: len(after[name]) for name in TABLES} == {name: len(before[name]) for name in TABLES}
    assert after["claim_span"] == before["claim_span"]
