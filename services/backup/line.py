"""Backing up and restoring all that the line keeps: the ledger, the store and the blobs.

A backup may be made while the line works. Both databases stand still for it from its first moment on, the ledger's a little
earlier than the store's, so that what the ledger calls stored is in the store. Blobs are copied last, since every row came
after the blobs that it names. What was in flight is fetched again by the ledger, as after any loss of the broker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Protocol

from sqlalchemy import Connection, Engine, MetaData, inspect, text

from services.backup import manifest, tables
from services.backup.manifest import Database, Manifest, NoBackupError, Service
from services.ingest import models as ingest_models
from services.ingest import schema as ingest_schema
from services.store import models as store_models
from services.store import schema as store_schema
from shared.blobs import BlobDamagedError, BlobMissingError, Blobs
from shared.database import connect, reading, transaction
from shared.migrations import schema_versions

BLOBS = "blobs"
_BY_MIGRATION = ("position", "join_lock")  # tables that are not empty when they are new
_WORDS = ("claim_words", "version_words")  # full text, which follows from the other tables


class NotReadyError(Exception):
    """A database is not as it must be; the message says what to do."""


class Bar(Protocol):
    """Where progress is told."""

    def begin(self, words: str, total: int) -> None:
        """A step begins, of so many rows or blobs."""

    def tick(self, done: int) -> None:
        """So many more are done."""


@dataclass(frozen=True, slots=True)
class Part:
    """A service's database."""

    name: Service
    url: str
    schema: ModuleType
    metadata: MetaData

    def file(self, folder: Path, table: str) -> Path:
        """Where the rows of a table are in a backup."""
        return folder / self.name / f"{table}.jsonl.zst"


def parts(ingest_url: str, store_url: str) -> tuple[Part, Part]:
    """Both databases, in the order in which they are looked at."""
    ledger = Part("ingest", ingest_url, ingest_schema, ingest_models.Base.metadata)
    return ledger, Part("store", store_url, store_schema, store_models.Base.metadata)


def back_up(folder: Path, of: Sequence[Part], blobs: Blobs, bar: Bar) -> tuple[Manifest, list[str]]:
    """Write a backup into a folder; its manifest, and the digests of blobs that are damaged and were left out.

    Raises NotReadyError where the tables are not in their newest version.
    """
    (folder / manifest.FILE).unlink(missing_ok=True)  # from here on, and until all is there, it is no backup
    made, versions = datetime.now(UTC), {part.name: _version(part) for part in of}
    databases: dict[Service, Database] = {}
    with ExitStack() as open_now:
        engines = [(part, open_now.enter_context(_engine(part))) for part in of]
        held = [(part, open_now.enter_context(tables.snapshot(engine))) for part, engine in engines]
        for part, connection in held:
            databases[part.name] = _save(folder, part, connection, versions[part.name], bar)
    copies = Blobs(str(folder / BLOBS))
    damaged = _copy(blobs, copies, sorted(blobs.digests()), bar)
    whole = Manifest(made=made, databases=databases, blobs=manifest.of_digests(copies.digests()))
    manifest.write(folder, whole)
    return whole, damaged


@contextmanager
def _engine(part: Part) -> Iterator[Engine]:
    engine = connect(part.url)
    try:
        yield engine
    finally:
        engine.dispose()


def _version(part: Part) -> str:
    now, newest = schema_versions(part.url, part.schema.SCRIPTS, part.schema.VERSION_TABLE)
    if now is None or now != newest:
        raise NotReadyError(f"the tables of {part.name} are not in their newest version: run `claimwire migrate`")
    return now


def _save(folder: Path, part: Part, connection: Connection, version: str, bar: Bar) -> Database:
    (folder / part.name).mkdir(parents=True, exist_ok=True)
    contents = {}
    for table in tables.tables(connection, part.metadata.tables):
        bar.begin(f"{part.name}: {table.name}", tables.count(connection, table))
        contents[table.name] = tables.save(connection, table, part.file(folder, table.name), bar.tick)
    return Database(version=version, tables=contents)


def _copy(source: Blobs, target: Blobs, digests: Sequence[str], bar: Bar) -> list[str]:
    """Copy blobs and read the copies; the digests of those that are missing or damaged on either side."""
    bar.begin("blobs", len(digests))
    damaged = []
    for digest in digests:
        try:
            target.put(source.get(digest))
            target.get(digest)  # one that was there already is not written again
        except (BlobMissingError, BlobDamagedError):
            damaged.append(digest)
        bar.tick(1)
    return damaged


def verify(folder: Path, of: Sequence[Part], bar: Bar) -> Manifest:
    """Read the rows of a backup and compare them with its manifest, and look whether all blobs are there.

    Raises NoBackupError.
    """
    whole = manifest.read(folder)
    for part in of:
        for table, content in whole.databases[part.name].tables.items():
            bar.begin(f"checking {part.name}: {table}", content.count)
            tables.check(part.file(folder, table), content, bar.tick)
    if manifest.of_digests(Blobs(str(folder / BLOBS)).digests()) != whole.blobs:
        raise NoBackupError(f"{folder}/{BLOBS} does not hold the blobs that the manifest names")
    return whole


def holds_something(part: Part) -> bool:
    """Whether a database has rows that restoring would take away."""
    with _engine(part) as engine, reading(engine) as connection:
        names = set(inspect(connection).get_table_names()) & set(part.metadata.tables) - set(_BY_MIGRATION)
        return any(connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first() for name in sorted(names))  # noqa: S608


def restore(folder: Path, of: Sequence[Part], blobs: Blobs, bar: Bar) -> Manifest:
    """Make both databases what a backup holds, and add its blobs; what the databases held before is gone.

    A database's rows are written in one transaction and compared with the manifest before it ends; then its tables are brought
    to their newest version. Raises NoBackupError.
    """
    whole = verify(folder, of, bar)
    copies = Blobs(str(folder / BLOBS))
    damaged = _copy(copies, blobs, sorted(copies.digests()), bar)
    if damaged:
        raise NoBackupError(f"{len(damaged)} blobs are damaged, in the backup or where they go; the first is {damaged[0]}")
    for part in of:
        database = whole.databases[part.name]
        with _engine(part) as engine:
            _drop(engine, part)
            part.schema.upgrade(part.url, database.version)
            with transaction(engine) as connection:
                _load(folder, part, connection, database, bar)
        part.schema.upgrade(part.url)
    return whole


def _drop(engine: Engine, part: Part) -> None:
    there = set(inspect(engine).get_table_names())
    named = [*_WORDS, *(table.name for table in reversed(part.metadata.sorted_tables)), part.schema.VERSION_TABLE]
    with transaction(engine) as connection:
        for name in named:
            if name in there:
                connection.execute(text(f"DROP TABLE {name}"))


def _load(folder: Path, part: Part, connection: Connection, database: Database, bar: Bar) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    there = tables.tables(connection, database.tables)
    for table in reversed(there):
        connection.execute(table.delete())  # what its migration put there
    for table in there:
        bar.begin(f"{part.name}: {table.name}", database.tables[table.name].count)
        tables.load(connection, table, part.file(folder, table.name), bar.tick)
    for table in there:
        bar.begin(f"verifying {part.name}: {table.name}", database.tables[table.name].count)
        if tables.digest(connection, table, bar.tick) != database.tables[table.name]:
            raise NoBackupError(f"{part.name}: the rows of {table.name} are not what the backup holds")
    if part.name == "store":  # the index of words is empty, and filled from the start
        connection.execute(text("UPDATE position SET number = 0 WHERE name = 'search'"))
