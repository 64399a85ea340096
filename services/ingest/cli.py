"""`claimwire sources | ledger | quarantine`: what is watched, what became of it, what waits for a person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from services.ingest import ledger
from services.ingest.ledger.accounts import total
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourcesError, read_file
from shared.database import connect
from shared.settings import load_or_exit, stop
from shared.terminal import as_json, show, stderr, stdout

app = typer.Typer(no_args_is_help=True)
quarantine = typer.Typer(no_args_is_help=True, help="What was set aside for a person.")
app.add_typer(quarantine, name="quarantine")

Json = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def _engine() -> Engine:
    return connect(load_or_exit(IngestSettings).ingest_database_url)


@app.command(name="ledger")
def show_ledger(
    url: Annotated[str | None, typer.Argument(help="The history of this URL; without it, the books of all sources.")] = None,
    json: Json = False,
) -> None:
    """Show what became of everything discovered: discovered = stored + unchanged + dropped + quarantined + pending."""
    if url:
        _show_history(url, json)
        return
    accounts = ledger.account(_engine())
    rows = [one.as_dict() for one in [*accounts, total(accounts)]]
    for row in rows if not json else []:
        row["reasons"] = ", ".join(f"{reason} {count}" for reason, count in sorted(dict(row["reasons"]).items()))  # type: ignore[call-overload]
    names = ("source", "discovered", "stored", "unchanged", "dropped", "quarantined", "pending", "reasons")
    show(rows, {name: name for name in names}, json_lines=json)


def _show_history(url: str, json: bool) -> None:
    entry, fetches = ledger.history(_engine(), url)
    if entry is None:
        stop(f"claimwire: the ledger does not know {url}", 1)
    if json:
        typer.echo(as_json({**entry._mapping, "fetches": [dict(row._mapping) for row in fetches]}))
        return
    outcome = " ".join(str(value) for value in (entry.outcome or entry.state, entry.reason, entry.detail) if value)
    stdout.print(
        f"{entry.url}\n{entry.source}, discovered {entry.discovered_at:%Y-%m-%d %H:%M} UTC: {outcome}", highlight=False
    )
    names = ("at", "result", "status", "bytes", "seconds", "detail")
    show([dict(row._mapping) for row in fetches], {name: name for name in names}, json_lines=False)


@app.command(name="sources")
def show_sources(
    add: Annotated[Path | None, typer.Option("--from", help="Add or update the sources of this YAML or OPML file.")] = None,
    json: Json = False,
) -> None:
    """List the sources that are watched."""
    engine = _engine()
    if add:
        try:
            new = ledger.sync_sources(engine, read_file(add), datetime.now(UTC))
        except SourcesError as error:
            stop(f"claimwire: {error}")
        stderr.print(f"{len(new)} new sources")
    columns = {
        "name": "source",
        "publisher": "publisher",
        "feeds": "feeds",
        "paused": "paused",
        "due_at": "next poll",
        "last_error": "last error",
    }
    show(ledger.list_sources(engine), columns, json_lines=json)


@quarantine.command(name="list")
def list_cases(
    reason: Annotated[str | None, typer.Option(help="Only cases with this reason.")] = None,
    resolved: Annotated[bool, typer.Option("--all", help="Also what was dealt with.")] = False,
    json: Json = False,
) -> None:
    """List what is in quarantine, newest first."""
    cases = ledger.open_cases(_engine(), reason=reason, resolved=resolved)
    names = ("id", "at", "task", "reason", "tries", "url", "detail", "resolution")
    rows = [{name: getattr(case, name) for name in (*names, "entry_id", "traceback")} for case in cases]
    show(rows, {name: name for name in names}, json_lines=json)


Cases = Annotated[list[int] | None, typer.Argument(help="Ids of cases.")]
Reason = Annotated[str | None, typer.Option(help="All cases with this reason.")]
All = Annotated[bool, typer.Option("--all", help="All cases.")]


@quarantine.command()
def replay(cases: Cases = None, reason: Reason = None, everything: All = False) -> None:
    """Send cases through the line once more. A case that fails again comes back."""
    _resolve(cases, reason, everything, replay=True)


@quarantine.command()
def discard(cases: Cases = None, reason: Reason = None, everything: All = False) -> None:
    """Drop cases for good; the ledger keeps that they were cancelled."""
    _resolve(cases, reason, everything, replay=False)


def _resolve(cases: list[int] | None, reason: str | None, everything: bool, *, replay: bool) -> None:
    engine = _engine()
    if not cases and not reason and not everything:
        stop("claimwire: name cases, a --reason, or --all")
    ids = cases or [case.id for case in ledger.open_cases(engine, reason=reason, limit=100_000)]
    done = ledger.resolve(engine, ids, datetime.now(UTC), replay=replay)
    typer.echo(f"{len(done)} {'replayed' if replay else 'discarded'}")
