"""`claimwire ledger`: what became of everything that was discovered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import Engine

from services.ingest import ledger
from services.ingest.commands.common import Json, engine
from services.ingest.ledger.accounts import total
from services.ingest.ledger.days import Day, account_by_day
from services.ingest.ledger.yields import find_stalls
from shared.settings import stop
from shared.terminal import as_json, cell, show, stderr, stdout

KINDS = ("discovered", "stored", "unchanged", "dropped", "quarantined", "pending")


def show_ledger(
    url: Annotated[str | None, typer.Argument(help="The history of this URL; without it, the books of all sources.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=366, help="The books of each of the last days, with delays.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    json: Json = False,
) -> None:
    """Show what became of everything discovered: discovered = stored + unchanged + dropped + quarantined + pending."""
    database = engine()
    if url:
        _show_history(database, url, json)
        return
    if source and source not in {one.source for one in ledger.account(database)}:
        stop(f"claimwire: no source is named {source!r}", 1)
    if days:
        _show_days(account_by_day(database, days, datetime.now(UTC), source), json)
    else:
        _show_books(database, source, json)
    if not json:
        _tell_stalls(database, source)


def _show_books(database: Engine, source: str | None, json: bool) -> None:
    accounts = [one for one in ledger.account(database) if source in (None, one.source)]
    rows = [
        one.as_dict() | {"reasons": _words(one.reasons, json)} for one in [*accounts, *([] if source else [total(accounts)])]
    ]
    names = ("source", *KINDS, "reasons")
    show(rows, {name: name for name in names}, json_lines=json)


def _show_days(days: list[Day], json: bool) -> None:
    rows = [day.as_dict() | {"reasons": _words(day.account.reasons, json)} for day in days]
    for row in rows if not json else []:
        row["found_after"] = _duration(row["median_finding_seconds"])
        row["settled_after"] = _duration(row["median_settling_seconds"])
    names = ("day", "source", *KINDS, "found_after", "settled_after", "reasons")
    show(rows, {name: name.replace("_", " ") for name in names}, json_lines=json)


def _words(reasons: dict[str, int], json: bool) -> object:
    return dict(reasons) if json else ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))


def _duration(seconds: object) -> str:
    """Seconds as people say them: 45 s, 12 min, 5 h, 3 d."""
    if not isinstance(seconds, int | float):
        return ""
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _tell_stalls(database: Engine, source: str | None) -> None:
    for name, stall in find_stalls(database, datetime.now(UTC)).items():
        if source in (None, name):
            stderr.print(f"{name} has stalled: {stall}.", highlight=False, markup=False)


def _show_history(database: Engine, url: str, json: bool) -> None:
    entry, fetches = ledger.history(database, url)
    if entry is None:
        stop(f"claimwire: the ledger does not know {url}", 1)
    if json:
        typer.echo(as_json({**entry._mapping, "fetches": [dict(row._mapping) for row in fetches]}))
        return
    outcome = " ".join(str(value) for value in (entry.outcome or entry.state, entry.reason, entry.detail) if value)
    stdout.print(cell(entry.url))
    stdout.print(cell(f"{entry.source}, discovered {entry.discovered_at:%Y-%m-%d %H:%M} UTC: {outcome}"))
    names = ("at", "result", "status", "bytes", "seconds", "detail")
    show([dict(row._mapping) for row in fetches], {name: name for name in names}, json_lines=False)
