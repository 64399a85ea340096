"""The rows of one service's tables: out of one snapshot into files, and back in one transaction."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import zstandard
from pydantic_core import to_json
from sqlalchemy import JSON, Connection, DateTime, Engine, MetaData, Table, func, select, text

from services.backup.manifest import Content, NoBackupError
from shared.database import Json, UTCDateTime, reading
from shared.writing import write

Row = dict[str, Any]
Tick = Callable[[int], None]
"""Told how many rows were done."""
_ROWS = 2_000


class Sum:
    """A digest of rows that does not depend on their order, nor on how a database writes the numbers and keys of its JSON."""

    def __init__(self) -> None:
        self._count, self._sum = 0, 0

    def add(self, line: bytes) -> None:
        plain = json.dumps(json.loads(line, parse_int=float), sort_keys=True)
        self._count += 1
        self._sum += int.from_bytes(hashlib.blake2b(plain.encode(), digest_size=16).digest())

    def content(self) -> Content:
        return Content(count=self._count, digest=f"{self._sum % 2**128:032x}")


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction in which a database stands still from its first moment on, however long it is read."""
    is_postgres = engine.dialect.name == "postgresql"
    if is_postgres:
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with reading(engine) as connection:
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout") if is_postgres else ():
            connection.execute(text(f"SET LOCAL {limit} = 0"))
        connection.execute(text("SELECT 1" if is_postgres else "SELECT 1 FROM sqlite_master"))  # the moment is now
        yield connection


def tables(connection: Connection, names: Iterable[str]) -> list[Table]:
    """These tables as the database has them, each after those that it refers to."""
    wanted, metadata = set(names), MetaData()
    metadata.reflect(connection, only=list(wanted))
    found = [table for table in metadata.sorted_tables if table.name in wanted]
    for table in found:
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = UTCDateTime()
            elif isinstance(column.type, JSON):
                column.type = Json()
    return found


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table, a line of JSON each."""
    names = [column.name for column in table.columns]
    with connection.execute(select(table), execution_options={"yield_per": _ROWS}) as rows:
        for row in rows:
            yield to_json(dict(zip(names, row, strict=True)), inf_nan_mode="constants")


def save(connection: Connection, table: Table, file: Path, tick: Tick) -> Content:
    """Write a table's rows to a file."""
    sum_ = Sum()
    with file.open("wb") as raw, zstandard.ZstdCompressor(3, write_checksum=True).stream_writer(raw) as out:
        for some in _batches(lines(connection, table)):
            for line in some:
                sum_.add(line)
            out.write(b"\n".join(some) + b"\n")
            tick(len(some))
    return sum_.content()


def check(file: Path, expected: Content, tick: Tick) -> None:
    """Raises NoBackupError unless a file holds the rows that the manifest says."""
    sum_ = Sum()
    for some in _batches(_read(file)):
        for line in some:
            sum_.add(line)
        tick(len(some))
    if sum_.content() != expected:
        raise NoBackupError(f"{file} does not hold the rows that the manifest names")


def load(connection: Connection, table: Table, file: Path, tick: Tick) -> None:
    """Write the rows of a file into an empty table, and let ids go on after them."""
    moments = [column.name for column in table.columns if isinstance(column.type, UTCDateTime)]
    for some in _batches(_read(file)):
        write(connection, table, [_row(line, moments) for line in some])
        tick(len(some))
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        _go_on(connection, table)


def digest(connection: Connection, table: Table, tick: Tick) -> Content:
    """The content of a table as it stands in the database."""
    sum_ = Sum()
    for some in _batches(lines(connection, table)):
        for line in some:
            sum_.add(line)
        tick(len(some))
    return sum_.content()


def _row(line: bytes, moments: Sequence[str]) -> Row:
    row: Row = json.loads(line)
    for name in moments:
        if row[name] is not None:
            row[name] = datetime.fromisoformat(row[name])
    return row


def _go_on(connection: Connection, table: Table) -> None:
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name}).scalar_one()
    if sequence:
        last = connection.execute(select(func.max(table.c.id))).scalar_one()
        connection.execute(text("SELECT setval(:sequence, :next, false)"), {"sequence": sequence, "next": (last or 0) + 1})


def _read(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as packed:
            for line in io.BufferedReader(packed, 1 << 20):
                yield line.rstrip(b"\n")
    except (OSError, zstandard.ZstdError) as error:
        raise NoBackupError(f"{file}: {error}") from error


def _batches(rows: Iterable[bytes]) -> Iterator[list[bytes]]:
    iterator = iter(rows)
    while some := list(islice(iterator, _ROWS)):
        yield some
