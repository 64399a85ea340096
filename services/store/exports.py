"""Whole lists as JSON lines, CSV or Parquet: streamed, and complete or failing loudly.

Whatever goes wrong on the way raises out of the generator: the command ends with an error and leaves no file, the HTTP answer
is cut before its last chunk, which every client reports, and a Parquet file that was cut has no footer and opens nowhere.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from shared.terminal import as_json

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
Type = Literal["int", "float", "bool", "moment", "text", "word"]
"""A `word` is one of a closed list of ours: "=" as a comparator is no formula."""
_GROUP = 5_000
_LINES = 200


class Format(StrEnum):
    """How a list is written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


MEDIA_TYPES = {
    Format.JSONL: "application/jsonl",
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.PARQUET: "application/vnd.apache.parquet",
}


class ParquetMissingError(Exception):
    """The library that writes Parquet is not installed."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, its type, and how it is read off a row."""

    name: str
    type: Type
    read: Callable[[Row], Any]


def _own(type: Type, *names: str) -> list[Column]:
    return [Column(name, type, lambda row, name=name: row[name]) for name in names]  # type: ignore[misc]


def _json(name: str) -> Column:
    return Column(name, "text", lambda row: as_json(row[name]))


def _claim(type: Type, *names: str) -> list[Column]:
    return [Column(name, type, lambda row, name=name: row["claim"][name]) for name in names]  # type: ignore[misc]


TABLES: dict[str, tuple[Column, ...]] = {
    "articles": (
        *_own("int", "id"),
        *_own("text", "title", "url", "source", "publisher"),
        *_own("moment", "published", "modified"),
        _json("authors"),
        *_own("text", "language", "claims_status"),
        *_own("int", "versions", "claims"),
        *_own("moment", "first_seen", "last_seen"),
    ),
    "claims": (
        *_own("int", "id", "article"),
        *_own("text", "url", "source", "publisher"),
        *_own("moment", "published"),
        *_own("int", "speaker_id"),
        *_own("text", "speaker", "speaker_kind"),
        *_own("int", "first_version", "last_version"),
        *_own("bool", "current"),
        *_own("moment", "first_seen", "last_seen"),
        *_claim("text", "part"),
        *_claim("int", "start", "end"),
        *_claim("text", "text", "modality"),
        *_claim("bool", "negated", "quote"),
        *_claim("float", "score"),
        _json("claim"),
    ),
    "figures": (
        *_own("int", "id", "claim"),
        *_own("text", "text"),
        *_own("float", "low", "high"),
        *_own("word", "comparator"),
        *_own("text", "unit", "what", "event", "rate", "place", "time", "modality", "series"),
        *_own("int", "speaker_id"),
        *_own("text", "speaker", "speaker_kind"),
        *_own("int", "article"),
        *_own("text", "source", "publisher", "url"),
        *_own("moment", "published"),
        *_own("bool", "current"),
        *_own("text", "words"),
    ),
}
"""The columns of each list as a table. What is nested is JSON in a text column."""


def write(rows: Iterable[Row], kind: str, format: Format, *, trailer: bool = False, raw: bool = False) -> Iterator[bytes]:
    """The rows of a list (`kind` as in `queries.LISTS`) in a format, piece by piece.

    `trailer` ends JSON lines with one that says that all are there: `{"complete": true, "rows": 7}`. `raw` leaves cells of CSV
    as they are that a spreadsheet would run as formulas; else an apostrophe is put before them. Raises ParquetMissingError.
    """
    if format is Format.JSONL:
        return _jsonl(rows, trailer)
    if format is Format.CSV:
        return _csv(rows, TABLES[kind], raw)
    return _parquet(rows, TABLES[kind])


def _jsonl(rows: Iterable[Row], trailer: bool) -> Iterator[bytes]:
    count = 0
    for some in _batches(rows, _LINES):
        count += len(some)
        yield "".join(as_json(row) + "\n" for row in some).encode()
    if trailer:
        yield (as_json({"complete": True, "rows": count}) + "\n").encode()


def _csv(rows: Iterable[Row], columns: Sequence[Column], raw: bool) -> Iterator[bytes]:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    for some in _batches(rows, _LINES):
        writer.writerows([_cell(column, row, raw) for column in columns] for row in some)
        yield _taken(page)
    if rest := _taken(page):
        yield rest


def _taken(page: io.StringIO) -> bytes:
    written = page.getvalue().encode()
    page.seek(0)
    page.truncate()
    return written


def _cell(column: Column, row: Row, raw: bool) -> Any:
    value = column.read(row)
    if value is None:
        return ""
    if column.type == "moment":
        return value.isoformat()
    if column.type == "bool":
        return "true" if value else "false"
    return value if raw or column.type != "text" else harmless(value)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) else cell


def _parquet(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[bytes]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra of its own: it is large
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise ParquetMissingError("Parquet needs the extra `parquet`: pip install 'claimwire[parquet]'") from error
    schema = _schema(pa, columns)
    sink = io.BytesIO()
    writer = pq.ParquetWriter(_Unseekable(sink), schema, compression="zstd")
    for some in _batches(rows, _GROUP):
        made = [pa.array([column.read(row) for row in some], schema.field(column.name).type) for column in columns]
        writer.write_table(pa.Table.from_arrays(made, schema=schema))
        yield _drained(sink)
    writer.close()
    yield _drained(sink)


def _schema(pa: Any, columns: Sequence[Column]) -> pa.Schema:
    types = {
        "int": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "moment": pa.timestamp("us", tz="UTC"),
        "text": pa.string(),
        "word": pa.string(),
    }
    return pa.schema([(column.name, types[column.type]) for column in columns])


class _Unseekable(io.RawIOBase):
    """Passes on what is written and counts it: the writer wants to know where it is, and the buffer is emptied meanwhile."""

    def __init__(self, sink: io.BytesIO) -> None:
        super().__init__()
        self._sink = sink
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        count = self._sink.write(data)
        self._written += count
        return count

    def tell(self) -> int:
        return self._written


def _drained(sink: io.BytesIO) -> bytes:
    written = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return written


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while some := list(islice(iterator, size)):
        yield some
