"""`claimwire sources | ledger | quarantine`: what is watched, what became of it, what waits for a person."""

from __future__ import annotations

import typer

from services.ingest.commands import adding, editing, ledger, quarantine, sources

app = typer.Typer(no_args_is_help=True)
app.command(name="ledger")(ledger.show_ledger)
sources.app.command(name="add")(adding.add_source)
sources.app.command(name="edit")(editing.edit_source)
app.add_typer(sources.app, name="sources")
app.add_typer(quarantine.app, name="quarantine")
