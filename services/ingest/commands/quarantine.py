"""`claimwire quarantine`: what waits for a person."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from services.ingest import ledger
from services.ingest.commands.common import Json, engine
from shared.settings import stop
from shared.terminal import as_json, cell, show, stdout

app = typer.Typer(no_args_is_help=True, help="What was set aside for a person.")


@app.command(name="list")
def list_cases(
    reason: Annotated[str | None, typer.Option(help="Only cases with this reason.")] = None,
    resolved: Annotated[bool, typer.Option("--all", help="Also what was dealt with.")] = False,
    json: Json = False,
) -> None:
    """List what is in quarantine, newest first."""
    cases = ledger.open_cases(engine(), reason=reason, resolved=resolved)
    names = ("id", "at", "task", "reason", "tries", "url", "detail", "resolution")
    rows = [{name: getattr(case, name) for name in (*names, "entry_id", "traceback")} for case in cases]
    show(rows, {name: name for name in names}, json_lines=json)


@app.command(name="show")
def show_case(case: Annotated[int, typer.Argument(help="Id of a case.")], json: Json = False) -> None:
    """Show one case with its message and traceback. Exit status: 1 if there is none of this id."""
    found = ledger.find_case(engine(), case)
    if found is None:
        stop(f"claimwire: no case has the id {case}", 1)
    if json:
        typer.echo(as_json(asdict(found)))
        return
    for name, value in asdict(found).items():
        if value is not None and name not in ("traceback", "message"):
            stdout.print(f"{name:<12}{cell(value)}", highlight=False, markup=False, soft_wrap=True)
    for words in filter(None, (found.message, found.traceback)):
        stdout.print("", *(cell(line) for line in words.splitlines()), sep="\n", highlight=False, soft_wrap=True)


Cases = Annotated[list[int] | None, typer.Argument(help="Ids of cases.")]
Reason = Annotated[str | None, typer.Option(help="All cases with this reason.")]
All = Annotated[bool, typer.Option("--all", help="All cases.")]


@app.command()
def replay(cases: Cases = None, reason: Reason = None, everything: All = False) -> None:
    """Send cases through the line once more: from the kept page where one is kept. A case that fails again comes back."""
    _resolve(cases, reason, everything, replay=True)


@app.command()
def discard(cases: Cases = None, reason: Reason = None, everything: All = False) -> None:
    """Drop cases for good; the ledger keeps that they were cancelled."""
    _resolve(cases, reason, everything, replay=False)


def _resolve(cases: list[int] | None, reason: str | None, everything: bool, *, replay: bool) -> None:
    database = engine()
    if not cases and not reason and not everything:
        stop("claimwire: name cases, a --reason, or --all")
    ids = cases or [case.id for case in ledger.open_cases(database, reason=reason, limit=100_000)]
    done = ledger.resolve(database, ids, datetime.now(UTC), replay=replay)
    typer.echo(f"{len(done)} {'replayed' if replay else 'discarded'}")
