"""Exports read back by DuckDB agree with the store in counts and sums; what goes wrong on the way is loud."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import Engine

from services.store import queries
from services.store.exports import TABLES, Format, harmless, write
from services.store.queries import Filter
from tests.integration.store.api import client, fill

READERS = {Format.JSONL: "read_json('{}')", Format.CSV: "read_csv('{}')", Format.PARQUET: "read_parquet('{}')"}


def written(engine: Engine, kind: str, format: Format, folder: Path, **options: Any) -> str:
    file = folder / f"{kind}.{format.value}"
    file.write_bytes(b"".join(write(queries.stream(engine, kind, Filter()), kind, format, **options)))
    return READERS[format].format(file)


def one(query: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = duckdb.sql(query).fetchall()[0]
    return row


@pytest.mark.parametrize("format", list(Format))
def test_duckdb_agrees(store_engine: Engine, tmp_path: Path, format: Format) -> None:
    fill(store_engine, 30)
    stored = list(queries.figures(store_engine, limit=None))
    of = written(store_engine, "figures", format, tmp_path)
    count, low, high, words = one(f"SELECT count(*), sum(low), sum(high), min(words) FROM {of}")
    assert (count, low) == (len(stored), sum(row["low"] for row in stored if row["low"] is not None))
    assert high == sum(row["high"] for row in stored if row["high"] is not None)
    assert words == min(row["words"] for row in stored)
    units = dict(duckdb.sql(f"SELECT unit, count(*) FROM {of} GROUP BY unit").fetchall())
    assert units == {unit: sum(row["unit"] == unit for row in stored) for unit in {row["unit"] for row in stored}}
    for kind in ("articles", "claims"):
        found = one(f"SELECT count(*) FROM {written(store_engine, kind, format, tmp_path)}")
        assert found == (len(list(getattr(queries, kind)(store_engine, limit=None))),)


def test_over_http_a_file_is_the_same(store_engine: Engine, tmp_path: Path) -> None:
    fill(store_engine)
    with client(store_engine) as api:
        for format in Format:
            answer = api.get(f"/api/v1/exports/claims.{format.value}")
            assert answer.status_code == 200
            file = tmp_path / f"claims.{format.value}"
            file.write_bytes(answer.content)
            assert one(f"SELECT count(*) FROM {READERS[format].format(file)}") == (7,)
        lines = api.get("/api/v1/exports/claims.jsonl", params={"trailer": True, "modality": "denied"}).text.splitlines()
        assert [json.loads(line) for line in lines] == [{"complete": True, "rows": 0}]
        assert api.get("/api/v1/exports/claims.jsonl", params={"words": "-x"}).status_code == 422
        assert api.get("/api/v1/exports/claims.xml").status_code == 422


@pytest.mark.parametrize("format", list(Format))
def test_an_export_that_fails_on_the_way_raises(store_engine: Engine, format: Format) -> None:
    fill(store_engine)
    rows = list(queries.claims(store_engine, limit=None))

    def breaking() -> Iterator[dict[str, Any]]:
        yield from rows
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        list(write(breaking(), "claims", format, trailer=True))


@pytest.mark.threat("csv-formula")
@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    assert harmless("a" + cell) == "a" + cell


def test_tables_have_what_the_lists_have(store_engine: Engine) -> None:
    fill(store_engine)
    for kind, columns in TABLES.items():
        row = next(iter(getattr(queries, kind)(store_engine)))
        assert set(row) <= {column.name for column in columns}
        assert len({column.name for column in columns}) == len(columns)
