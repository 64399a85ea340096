"""`claimwire quarantine`: what waits for a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from services.ingest import ledger
from services.ingest.commands.common import Json, engine
from shared.settings import stop
from shared.terminal import show

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


Cases = Annotated[list[int] | None, typer.Argument(help="Ids of cases.")]
Reason = Annotated[str | None, typer.Option(help="All cases with this reason.")]
All = Annotated[bool, typer.Option("--all", help="All cases.")]


@app.command()
def replay(cases: Cases = None, reason: Reason = None, everything: All = False) -> None:
    """Send cases through the line once more. A case that fails again comes back."""
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
