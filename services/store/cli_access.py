"""`claimwire serve | keys`: the HTTP API, and the keys that open it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import Engine

from services.store import keys as api_keys
from services.store.keys import Scope
from services.store.settings import StoreSettings
from shared import logs
from shared.database import connect
from shared.errors import UnavailableError
from shared.settings import load_or_exit, stop
from shared.terminal import as_json, show

app = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="Keys to the HTTP API.")
app.add_typer(keys, name="keys")

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, with all fields.")]


def _engine() -> Engine:
    return connect(load_or_exit(StoreSettings).store_database_url)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; any but loopback needs an API key.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Serve the HTTP API; its documentation is at /docs."""
    from services.store.api.serving import serve as run  # noqa: PLC0415 - other commands start faster without it

    settings = load_or_exit(StoreSettings)
    logs.configure(settings, "api")
    try:
        run(settings, host, port)
    except UnavailableError as error:
        stop(f"claimwire: the database does not answer: {error}", 1)


@keys.command(name="create")
def create_key(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scope: Annotated[Scope, typer.Option(help="read: all lists; admin: also subscriptions.")] = Scope.READ,
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
