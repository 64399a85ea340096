"""Engines, transactions and migrations for the services that own tables, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic_core import from_json, to_json
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Engine,
    Integer,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

from shared.errors import UnavailableError

T = TypeVar("T")
_POSTGRES_OPTIONS = (
    "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
    # Questions are small and many are asked at once: no query spreads over the cores that others wait for, nor is compiled.
    # Pages lie in memory or on a disk without a head: the planner is not to shun an index for reading here and there.
    " -c max_parallel_workers_per_gather=0 -c jit=off -c random_page_cost=1.1"
)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, stored in UTC. SQLite keeps no zone, so a naive value is an error and never a guess."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """JSON, in PostgreSQL as jsonb. None is SQL's NULL, never JSON's."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(
            postgresql.JSONB(none_as_null=True) if dialect.name == "postgresql" else JSON(none_as_null=True)
        )


Id = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER counts by itself in SQLite
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
_LISTS: dict[Any, Any] = {list[str]: Json(), list[int]: Json(), list[Any]: Json()}
TYPES: dict[Any, Any] = {datetime: UTCDateTime(), dict[str, Any]: Json(), **_LISTS}


class RawJson(str):
    """JSON text that is ready to be stored: what Pydantic has written is not parsed and written again."""

    __slots__ = ()


def dump_json(value: Any) -> str:
    """A value as a JSON column keeps it."""
    return value if isinstance(value, RawJson) else to_json(value, inf_nan_mode="constants").decode()


def connect(url: str) -> Engine:
    """An engine for `url` (sqlite:///file or postgresql://...): small pools, short timeouts, one writer at a time in SQLite."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=4,
            max_overflow=16,
            pool_pre_ping=True,
            json_serializer=dump_json,
            json_deserializer=from_json,
            connect_args={"connect_timeout": 5, "options": _POSTGRES_OPTIONS},
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": 30}, json_serializer=dump_json, json_deserializer=from_json)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver opens no transaction of its own: _begin_immediate does
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    # A deferred transaction that turns to writing fails at once when another writes; an immediate one waits its turn.
    reads = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write. Raises UnavailableError when the server is away."""
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        _raise_if_away(error)
        raise


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that only reads: it never waits for a writer. Raises UnavailableError when the server is away."""
    try:
        with engine.connect().execution_options(read_only=True) as connection:
            yield connection
    except DBAPIError as error:
        _raise_if_away(error)
        raise


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Like `reading`, for several statements that are to see the same moment."""
    same = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with reading(engine.execution_options(**same)) as connection:
        yield connection


def compute_long(connection: Connection, minutes: int) -> None:
    """Let this transaction compute that long between two statements, where PostgreSQL would end others after 30 seconds."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{minutes:d}min'")


# PostgreSQL's codes for a server that cannot serve at present (its manual, appendix A): by class (connections, resources),
# and single ones (shut down, crashed, not up yet, dropped, not in time for a lock).
_AWAY_CLASSES = ("08", "53")
_AWAY_STATES = frozenset(("57P01", "57P02", "57P03", "57P05", "25P03", "55P03"))


def _raise_if_away(error: DBAPIError) -> None:
    if error.connection_invalidated or _is_away(error.orig):
        raise UnavailableError(str(error.orig).splitlines()[0][:300]) from error


def _is_away(error: BaseException | None) -> bool:
    """Whether no server answered, or one that cannot serve at present; an error without a code is no answer of a server."""
    import psycopg  # noqa: PLC0415 - it takes a tenth of a second to load, and a store in SQLite needs it only here

    if isinstance(error, psycopg.Error):
        state = error.sqlstate
        if state is None:
            return isinstance(error, psycopg.OperationalError)
        return state[:2] in _AWAY_CLASSES or state in _AWAY_STATES
    return "database is locked" in str(error).lower()


def insert_new(
    connection: Connection, model: type[DeclarativeBase], rows: Sequence[dict[str, Any]], *returning: Any
) -> list[Any]:
    """Insert rows, leaving out those that a unique key already knows; the returned columns of the new ones."""
    if not rows:
        return []
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(model).on_conflict_do_nothing()
    if not returning:
        connection.execute(statement, list(rows))
        return []
    return list(connection.execute(statement.returning(*returning), list(rows)))


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`items` in pieces that fit into one statement."""
    return (items[i : i + size] for i in range(0, len(items), size))
