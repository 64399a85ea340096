"""`claimwire articles | claims | figures | search | export`: what is stored, as tables, JSON lines or files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any, BinaryIO, TypeVar

import typer
from sqlalchemy import Engine

from services.store import queries
from services.store.cli_options import filtered
from services.store.exports import Format, ParquetMissingError, write
from services.store.queries import Filter, QueryError
from services.store.queries.hits import Among
from services.store.search import catch_up
from services.store.settings import StoreSettings
from shared.database import connect
from shared.settings import load_or_exit, stop
from shared.terminal import show

app = typer.Typer(no_args_is_help=True)
T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, with all fields.")]
Limit = Annotated[int, typer.Option(min=1, help="Most rows to show.")]


def _engine() -> Engine:
    return connect(load_or_exit(StoreSettings).store_database_url)


@app.command()
@filtered()
def articles(*, wanted: Filter, limit: Limit = 100, json: Json = False) -> None:
    """List stored articles, newest first."""
    columns = {
        "id": "id",
        "published": "published",
        "source": "source",
        "title": "title",
        "versions": "versions",
        "claims": "claims",
    }
    show(_listed(queries.articles, wanted, limit), columns, json_lines=json)


@app.command()
@filtered()
def claims(*, wanted: Filter, limit: Limit = 100, json: Json = False) -> None:
    """List claims: who says what, in which words."""
    rows = _listed(queries.claims, wanted, limit)
    columns = {
        "id": "id",
        "source": "source",
        "speaker": "speaker",
        "modality": "modality",
        "words": "words",
        "current": "current",
    }
    show((_shown(row) if not json else row for row in rows), columns, json_lines=json)


def _listed(ask: Callable[..., Iterator[dict[str, Any]]], wanted: Filter, limit: int) -> Iterator[dict[str, Any]]:
    engine = _engine()
    if wanted.words is not None:
        catch_up(engine)
    rows = ask(engine, wanted, limit)
    return _asked(lambda: chain(list(islice(rows, 1)), rows))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "modality": row["claim"]["modality"], "words": row["claim"]["text"]}


@app.command()
@filtered()
def figures(*, wanted: Filter, limit: Limit = 100, json: Json = False) -> None:
    """List figures: the quantity as it was put, what it counts, who puts it forward."""
    rows = _listed(queries.figures, wanted, limit)
    columns = {"text": "figure", "of": "of what", "speaker": "who says so", "told": "told by", "words": "in these words"}
    show((_figure(row) if not json else row for row in rows), columns, json_lines=json)


def _figure(row: dict[str, Any]) -> dict[str, Any]:
    """A figure for a table: the figure itself in its own words, and what of it is not plain from them."""
    marks = [mark for mark in (row["modality"],) if mark != "asserted"] + ([] if row["current"] else ["edited out"])
    of = " ".join(
        part for part in (row["what"], row["event"] and f"({row['event']})", row["rate"] and f"per {row['rate']}") if part
    )
    return {**row, "of": of, "text": " ".join([row["text"], *(f"[{mark}]" for mark in marks)]), "told": row["source"]}


@app.command()
@filtered("text")
def search(
    query: Annotated[str, typer.Argument(help='Words in any form, "phrases", -without, either OR other.')],
    *,
    wanted: Filter,
    among: Annotated[Among, typer.Option(help="Where to look: claims, or articles in their newest version.")] = "claims",
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """Find claims or articles by their words, the newest first."""
    engine = _engine()
    catch_up(engine)
    found = _asked(lambda: queries.search(engine, among, replace(wanted, words=query), limit))
    columns = {"id": "id", "published": "published", "source": "source", "speaker": "who says so", "snippet": "in these words"}
    if among == "articles":
        columns = {name: heading for name, heading in columns.items() if name != "speaker"} | {"title": "title"}
    show(found.rows, columns, json_lines=json)


class Kind(StrEnum):
    """Which list."""

    ARTICLES = "articles"
    CLAIMS = "claims"
    FIGURES = "figures"


@app.command()
@filtered()
def export(
    kind: Annotated[Kind, typer.Argument(help="What to export.")] = Kind.CLAIMS,
    *,
    wanted: Filter,
    format: Annotated[Format, typer.Option(help="File format; Parquet needs the extra `parquet`.")] = Format.JSONL,
    output: Annotated[Path | None, typer.Option(help="File to write; it appears when it is complete.")] = None,
    trailer: Annotated[bool, typer.Option("--trailer", help="End JSON lines with one that says that all are there.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Leave cells of CSV that a spreadsheet would run as formulas.")] = False,
) -> None:
    """Write everything that matches, to a file or to standard output. Exit status 0 means that all of it is there."""
    engine = _engine()
    if wanted.words is not None:
        catch_up(engine)
    pieces = write(queries.stream(engine, kind.value, wanted), kind.value, format, trailer=trailer, raw=raw)
    if output is None:
        _asked(lambda: _write_all(pieces, sys.stdout.buffer))
        return
    aside = output.with_name(f".{output.name}.part")
    try:
        with aside.open("wb") as file:
            _asked(lambda: _write_all(pieces, file))
        aside.replace(output)
    finally:
        aside.unlink(missing_ok=True)


def _write_all(pieces: Iterator[bytes], file: BinaryIO) -> None:
    for piece in pieces:
        file.write(piece)
    file.flush()


def _asked(ask: Callable[[], T]) -> T:
    """What a query answers, or an end with one line that says what is wrong with it."""
    try:
        return ask()
    except (QueryError, ParquetMissingError) as error:
        stop(f"claimwire: {error}")
