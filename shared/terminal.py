"""What commands show: a table for people, JSON for scripts. Messages and progress go to stderr, results to stdout.

Whatever is shown here shows the words of others: none of their control characters reaches the terminal.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from shared.characters import escaped, printable

WHOLE = frozenset({"id", "plot", "when", "at", "published", "last_at"})  # never broken over lines
WIDE = 160  # columns of a table that goes to a file or a pipe


class Terminal(Console):
    """rich's console, which passes on escape sequences inside of words, without them."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The pieces of what is to be shown."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else Segment(printable(piece.text), piece.style)


stdout = Terminal(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE)
stderr = Terminal(stderr=True)


def say(words: str, *, err: bool = False) -> None:
    """Print a line as it stands, without markup and wrapping."""
    typer.echo(printable(words), err=err)


def as_json(value: Any) -> str:
    """One line of JSON; moments as ISO 8601. What no terminal should meet is escaped."""
    return escaped(json.dumps(value, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def show(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str], *, json_lines: bool, title: str | None = None) -> int:
    """Print rows and return their number: with `json_lines` one object a line with all fields, else the named columns.

    `columns` maps a field to its heading.
    """
    count = 0
    if json_lines:
        for row in rows:
            sys.stdout.write(as_json(dict(row)) + "\n")
            count += 1
        return count
    table = Table(title=title, title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for name, heading in columns.items():
        table.add_column(heading, overflow="fold", no_wrap=name in WHOLE)
    for row in rows:
        table.add_row(*(cell(row.get(name)) for name in columns))
        count += 1
    if count:
        stdout.print(table)
    else:
        stderr.print("Nothing found.")
    return count


def cell(value: Any) -> Text:
    """A value as plain text: markup in other people's words stays words."""
    if value is None:
        return Text("")
    if isinstance(value, datetime):
        return Text(value.strftime("%Y-%m-%d %H:%M"))
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, float):
        return Text(f"{value:,.15g}")
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    return Text("".join(c if c.isprintable() else " " for c in str(value)))
