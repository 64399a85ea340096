"""`claimwire keys`: the keys that open the API and the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import Engine

from services.store import keys as api_keys
from services.store.settings import StoreSettings
from shared.database import connect
from shared.settings import load_or_exit, stop
from shared.terminal import as_json, show
from shared.web.holders import Scope

app = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="Keys to the API and the pages.")
app.add_typer(keys, name="keys")

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, with all fields.")]


def _engine() -> Engine:
    return connect(load_or_exit(StoreSettings).store_database_url)


@keys.command(name="create")
def create_key(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scope: Annotated[Scope, typer.Option(help="read: all lists; admin: also what operators do.")] = Scope.READ,
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires; never when left out.")] = None,
    json: Json = False,
) -> None:
    """Make a key. It is shown once: keep it."""
    now = datetime.now(UTC)
    key = api_keys.create(_engine(), name[:100], scope, now, now + timedelta(days=days) if days else None)
    typer.echo(as_json({"key": key, "name": name, "scope": scope.value}) if json else key)


@keys.command(name="list")
def list_keys(json: Json = False) -> None:
    """List keys: whose they are and what they may do."""
    columns = ("id", "name", "scope", "created", "expires", "revoked")
    show(api_keys.all_keys(_engine()), {name: name for name in columns}, json_lines=json)


@keys.command(name="revoke")
def revoke_key(id: Annotated[str, typer.Argument(help="A key's id.")]) -> None:
    """Close a key for ever."""
    if not api_keys.revoke(_engine(), id, datetime.now(UTC)):
        stop(f"claimwire: no open key {id}: `claimwire keys list` shows them", 1)
