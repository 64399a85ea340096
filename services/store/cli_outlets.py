"""`claimwire repeats | edits | claim`: who only repeats whom, what was edited, and the words of a claim in every version."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from services.store import queries
from services.store.cli_options import filtered
from services.store.queries import Filter
from services.store.repeats import repeats as find_repeats
from services.store.settings import StoreSettings
from shared.database import connect
from shared.settings import load_or_exit, stop
from shared.terminal import as_json, show, stdout

app = typer.Typer()
Json = Annotated[bool, typer.Option("--json", help="JSON with all fields instead of a table.")]


def _engine() -> Engine:
    return connect(load_or_exit(StoreSettings).store_database_url)


@app.command()
def repeats(
    series: Annotated[str | None, typer.Option(help="Only in the figures of this series; then relays are told, too.")] = None,
    json: Json = False,
) -> None:
    """List who repeats whom: outlets that copy another's text or tell what another reported. `own` 0: it only repeats."""
    columns = {"source": "source", "publisher": "publisher", "how": "", "repeats": "whom", "articles": "in articles"}
    show(find_repeats(_engine(), series), columns | {"own": "articles of its own"}, json_lines=json)


@app.command()
@filtered("words", "text", "speaker", "place", "unit", "low", "high", "modality", "series", "current", "since", "changed_since")
def edits(
    *, wanted: Filter, limit: Annotated[int, typer.Option(min=1, max=500, help="Most edits to show.")] = 20, json: Json = False
) -> None:
    """List edits that changed figures, the newest first: what was, what is, and the outlet's note if there is one."""
    found = queries.edits_of_figures(_engine(), wanted, limit).rows
    rows = found if json else (_shown(edit, change) for edit in found for change in edit["changes"])
    columns = {"at": "at", "source": "source", "reason": "what changed", "was": "words before", "note": "note"}
    show(rows, columns, json_lines=json)


def _shown(edit: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    reason = "taken out" if change["kind"] == "removed" else change["reason"]
    return {**edit, **change, "reason": reason, "note": edit["note"]["text"] if edit["note"] else "none"}


@app.command()
def claim(
    id: Annotated[int, typer.Argument(min=1, help="A claim's id, as `claims` and `search` show it.")], json: Json = False
) -> None:
    """Show a claim word for word: who says it, and where it stands in every version that tells it."""
    row = queries.claim(_engine(), id)
    if row is None:
        stop(f"claimwire: no claim {id}", 1)
    if json:
        typer.echo(as_json(row))
        return
    stdout.print(row["claim"]["text"], style="bold", highlight=False, markup=False)
    who = row["speaker"] or f"{row['source']} in its own voice"
    stdout.print(f"{who}, in {row['source']}: {row['title']}\n{row['url']}", highlight=False, markup=False)
    spans = ({**span, "where": f"{span['part']}[{span['start']}:{span['end']}]"} for span in row["spans"])
    show(spans, {"version": "version", "fetched_at": "fetched", "where": "where", "page": "page kept as"}, json_lines=False)
