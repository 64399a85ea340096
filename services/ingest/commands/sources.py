"""`claimwire sources`: what is watched. Adding and editing have modules of their own."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from services.ingest import ledger
from services.ingest.commands.common import Json, engine
from services.ingest.ledger.sources import pause_source, remove_source, source_specs
from services.ingest.ledger.watch import state_of, watch
from services.ingest.ledger.yields import find_stalls
from services.ingest.sources import SourcesError, read_file, write_opml_sources, write_yaml
from shared.settings import stop
from shared.terminal import as_json, cell, say, show, stderr, stdout

app = typer.Typer(help="What is watched. Without a sub-command: the list.")

Name = Annotated[str, typer.Argument(help="The name of a source.")]


class Format(StrEnum):
    """Formats of export."""

    YAML = "yaml"
    OPML = "opml"


@app.callback(invoke_without_command=True)
def list_by_default(context: typer.Context, json: Json = False) -> None:
    """What is watched. Without a sub-command: the list."""
    if context.invoked_subcommand is None:
        list_sources(json)


@app.command(name="list")
def list_sources(json: Json = False) -> None:
    """List the sources, with what is wrong with them."""
    rows = [health.as_dict() for health in watch(engine(), datetime.now(UTC))]
    columns = {
        "name": "source",
        "publisher": "publisher",
        "language": "language",
        "feeds": "feeds",
        "next_poll": "next poll",
        "last_success_at": "last success",
        "state": "state",
    }
    show(rows, columns, json_lines=json)


@app.command(name="show")
def show_source(name: Name, json: Json = False) -> None:
    """Show the settings of a source, its feeds, and what became of its entries."""
    database = engine()
    source = _find(database, name)
    specs = source_specs(database, name)
    (account,) = (one for one in ledger.account(database) if one.source == name)
    stall = find_stalls(database, datetime.now(UTC)).get(name)
    if json:
        settings = specs[0].model_dump(mode="json", exclude_defaults=True) if specs else {"name": name}
        whole = {"settings": settings, "state": state_of(source, str(stall) if stall else None)}
        typer.echo(as_json(whole | {"feeds": source["feeds"], "account": account.as_dict()}))
        return
    sys.stdout.write(write_yaml(specs) if specs else f"{name}: single pages, no feeds\n")
    stdout.print(cell(f"State: {state_of(source, str(stall) if stall else None)}"))
    columns = ("url", "kind", "due_at", "last_success_at", "failures", "last_error", "moved_from", "ended")
    show(source["feeds"], {column: column.replace("_", " ") for column in columns}, json_lines=False)
    show([account.as_dict()], {kind: kind for kind in account.as_dict() if kind != "reasons"}, json_lines=False)


@app.command()
def pause(names: Annotated[list[str], typer.Argument(help="Names of sources.")]) -> None:
    """Let sources rest: nothing is polled or fetched until `resume`."""
    _pause(names, paused=True)


@app.command()
def resume(names: Annotated[list[str], typer.Argument(help="Names of sources.")]) -> None:
    """Go on with sources that rest."""
    _pause(names, paused=False)


def _pause(names: list[str], *, paused: bool) -> None:
    database = engine()
    for name in names:
        if not pause_source(database, name, paused):
            stop(f"claimwire: no source is named {name!r}", 1)
        say(f"{name}: {'paused' if paused else 'goes on'}")


@app.command()
def remove(name: Name, yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False) -> None:
    """Watch a source no more. What it brought stays in the ledger and in the store."""
    database = engine()
    _find(database, name)
    if not yes and sys.stdin.isatty():
        typer.confirm(f"Remove {name}?", abort=True)
    remove_source(database, name, datetime.now(UTC))
    say(f"{name}: removed; `claimwire sources import` or `add` brings it back")


@app.command(name="import")
def import_sources(
    file: Annotated[Path, typer.Argument(help="YAML (see sources.example.yaml) or OPML of any feed reader.")],
) -> None:
    """Add the sources of a file; those that are known get the settings that the file gives them."""
    try:
        specs = read_file(file)
    except SourcesError as error:
        stop(f"claimwire: {error}")
    new = ledger.sync_sources(engine(), specs, datetime.now(UTC))
    typer.echo(f"{len(new)} new, {len(specs) - len(new)} brought up to date")


@app.command(name="export")
def export_sources(
    format: Annotated[
        Format, typer.Option(help="yaml keeps all settings; opml too, and feed readers can read it.")
    ] = Format.YAML,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; standard output when left out.")] = None,
) -> None:
    """Write all sources with all their settings, as `import` reads them back."""
    specs = source_specs(engine())
    content = write_yaml(specs).encode() if format is Format.YAML else write_opml_sources(specs, datetime.now(UTC))
    if output:
        output.write_bytes(content)
        stderr.print(f"{len(specs)} sources written to {output}", highlight=False, markup=False)
    else:
        sys.stdout.buffer.write(content)


def _find(database: Engine, name: str) -> dict[str, Any]:
    found = next((source for source in ledger.list_sources(database) if source["name"] == name), None)
    if found is None:
        stop(f"claimwire: no source is named {name!r}", 1)
    return found
