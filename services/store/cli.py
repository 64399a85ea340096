"""`claimwire articles | claims | figures | export`: what is stored, as tables, JSON lines or files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from services.store import queries
from services.store.queries import Filter
from services.store.settings import StoreSettings
from shared.database import connect
from shared.settings import load_or_exit
from shared.terminal import as_json, show

app = typer.Typer(no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, with all fields.")]
Limit = Annotated[int, typer.Option(min=1, help="Most rows to show.")]
Source = Annotated[str | None, typer.Option(help="Only this source, by its name.")]
Speaker = Annotated[str | None, typer.Option(help="Only speakers whose name contains this.")]
Text = Annotated[str | None, typer.Option(help="Only where the words contain this.")]
Unit = Annotated[str | None, typer.Option(help="Only figures in this unit: count, percent, USD, mm ...")]
Since = Annotated[datetime | None, typer.Option(help="Only what was seen since this moment (UTC).")]


def _engine() -> Engine:
    return connect(load_or_exit(StoreSettings).store_database_url)


@app.command()
def articles(source: Source = None, text: Text = None, limit: Limit = 100, json: Json = False) -> None:
    """List stored articles, newest first."""
    columns = {
        "id": "id",
        "published": "published",
        "source": "source",
        "title": "title",
        "versions": "versions",
        "claims": "claims",
    }
    show(queries.articles(_engine(), Filter(source=source, text=text), limit), columns, json_lines=json)


@app.command()
def claims(
    source: Source = None,
    speaker: Speaker = None,
    text: Text = None,
    unit: Unit = None,
    limit: Limit = 100,
    json: Json = False,
) -> None:
    """List claims: who says what, in which words."""
    rows = queries.claims(_engine(), Filter(source=source, speaker=speaker, text=text, unit=unit), limit)
    columns = {
        "id": "id",
        "source": "source",
        "speaker": "speaker",
        "modality": "modality",
        "words": "words",
        "current": "current",
    }
    show((_shown(row) if not json else row for row in rows), columns, json_lines=json)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "modality": row["claim"]["modality"], "words": row["claim"]["text"]}


@app.command()
def figures(
    source: Source = None,
    speaker: Speaker = None,
    text: Text = None,
    unit: Unit = None,
    limit: Limit = 100,
    json: Json = False,
) -> None:
    """List figures: the quantity as it was put, what it counts, who puts it forward."""
    rows = queries.figures(_engine(), Filter(source=source, speaker=speaker, text=text, unit=unit), limit)
    columns = {"text": "figure", "of": "of what", "speaker": "who says so", "told": "told by", "words": "in these words"}
    show((_figure(row) if not json else row for row in rows), columns, json_lines=json)


def _figure(row: dict[str, Any]) -> dict[str, Any]:
    """A figure for a table: the figure itself in its own words, and what of it is not plain from them."""
    marks = [mark for mark in (row["modality"],) if mark != "asserted"] + ([] if row["current"] else ["edited out"])
    of = " ".join(
        part for part in (row["what"], row["event"] and f"({row['event']})", row["rate"] and f"per {row['rate']}") if part
    )
    return {**row, "of": of, "text": " ".join([row["text"], *(f"[{mark}]" for mark in marks)]), "told": row["source"]}


class Format(StrEnum):
    JSONL = "jsonl"


class Kind(StrEnum):
    ARTICLES = "articles"
    CLAIMS = "claims"
    FIGURES = "figures"


@app.command()
def export(
    kind: Annotated[Kind, typer.Argument(help="What to export.")] = Kind.CLAIMS,
    format: Annotated[Format, typer.Option(help="File format.")] = Format.JSONL,
    source: Source = None,
    speaker: Speaker = None,
    text: Text = None,
    unit: Unit = None,
    since: Since = None,
) -> None:
    """Write everything that matches to standard output."""
    wanted = Filter(source=source, speaker=speaker, text=text, unit=unit, since=since)
    query = {Kind.ARTICLES: queries.articles, Kind.CLAIMS: queries.claims, Kind.FIGURES: queries.figures}[kind]
    rows: Iterator[dict[str, Any]] = query(_engine(), wanted, None)
    for row in rows:
        sys.stdout.write(as_json(row) + "\n")
