"""Writing many rows at a time, as fast as each kind of database takes them.

PostgreSQL takes new rows by COPY, and rows that may be known already from arrays (`unnest`): a statement with a parameter for
every value costs the client more than the server (measured: 4 of 6 ms an article). SQLite takes rows one by one through a
prepared statement, which is its fastest way. Ids are drawn before the rows are written, so that nothing has to be read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Column, ColumnElement, Connection, Table, bindparam, cast, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from shared.database import Json, UTCDateTime, dump_json

Row = dict[str, Any]
Model = type[DeclarativeBase] | Table


def draw_ids(connection: Connection, model: Model, count: int) -> list[int]:
    """Ids for that many new rows of a table with `id`. In PostgreSQL nobody else gets them, in SQLite nobody else writes."""
    table = _table(model)
    if not count:
        return []
    if connection.dialect.name == "postgresql":
        drawn = text("SELECT array_agg(nextval(pg_get_serial_sequence(:name, 'id'))) FROM generate_series(1, :count)")
        return sorted(connection.execute(drawn, {"name": table.name, "count": count}).scalar_one())
    last = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    return list(range(last + 1, last + 1 + count))


def write(connection: Connection, model: Model, rows: Sequence[Row]) -> None:
    """Write new rows, all with the same columns, the key among them. Raises DBAPIError, with nothing of them written."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, _table(model), rows)
    else:
        connection.execute(insert(model), rows)


def write_unknown(connection: Connection, model: Model, rows: Sequence[Row], *returning: Any) -> list[Any]:
    """Write those rows that no unique key knows yet; the returned columns of these. No JSON columns."""
    if not rows:
        return []
    if connection.dialect.name == "postgresql":
        names = list(rows[0])
        arrays = [_array(_table(model).c[name], [row[name] for row in rows]) for name in names]
        given = select("*").select_from(func.unnest(*arrays).table_valued(*names))
        statement = postgresql.insert(model).from_select(names, given).on_conflict_do_nothing()
        return list(connection.execute(statement.returning(*returning)))
    return list(connection.execute(sqlite.insert(model).on_conflict_do_nothing().returning(*returning), list(rows)))


def among(connection: Connection, column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that a column has one of many values: in PostgreSQL one parameter, however many they are."""
    wanted = list(values)
    if connection.dialect.name == "postgresql":
        return column == func.any(_array(column, wanted))
    return column.in_(wanted)


def _table(model: Model) -> Table:
    table = model if isinstance(model, Table) else model.__table__
    assert isinstance(table, Table)
    return table


def _array(column: Column[Any] | InstrumentedAttribute[Any], values: list[Any]) -> ColumnElement[Any]:
    of = postgresql.ARRAY(column.type)
    return cast(bindparam(None, values, type_=of), of)


def _copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    names = list(rows[0])
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names)))
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    makers = _makers([table.c[name].type for name in names], connection.dialect)
    try:
        with driver.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                values = list(row.values())
                for i, make in makers:
                    values[i] = make(values[i])
                copy.write_row(values)
    except psycopg.Error as error:
        raise DBAPIError(into.as_string(), None, error, connection_invalidated=driver.broken) from error


def _makers(types: Sequence[TypeEngine[Any]], dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
    """For each column whose values psycopg cannot write as they are: its position, and what makes them ready."""
    makers: list[tuple[int, Callable[[Any], Any]]] = []
    for i, of in enumerate(types):
        if isinstance(of, Json):
            makers.append((i, lambda value: None if value is None else dump_json(value)))
        elif isinstance(of, UTCDateTime):
            # The rows of an article have one moment: it is made ready once.
            makers.append((i, lru_cache(maxsize=100)(partial(_moment, of, dialect))))
    return makers


def _moment(of: UTCDateTime, dialect: Dialect, value: datetime | None) -> str | None:
    moment = of.process_bind_param(value, dialect)
    return moment.isoformat() if moment else None
