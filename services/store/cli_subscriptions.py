"""`claimwire subscriptions`: saved queries that call a webhook."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import Engine

from services.store import subscriptions as book
from services.store.cli_options import filtered
from services.store.queries import Filter, QueryError
from services.store.settings import StoreSettings
from services.store.subscriptions.book import Condition, SubscriptionError, Wish
from shared.database import connect
from shared.settings import load_or_exit, stop
from shared.terminal import as_json, show

app = typer.Typer()
subscriptions = typer.Typer(no_args_is_help=True, help="Saved queries that call a webhook.")
app.add_typer(subscriptions, name="subscriptions")

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, with all fields.")]
Id = Annotated[int, typer.Argument(min=1, help="A subscription's id.")]


def _engine() -> Engine:
    return connect(load_or_exit(StoreSettings).store_database_url)


@subscriptions.command(name="add")
@filtered("changed_since", "since")
def add(
    name: Annotated[str, typer.Argument(help="What it is about.")],
    url: Annotated[str, typer.Argument(help="Where to send the webhooks.")],
    condition: Annotated[Condition, typer.Argument(help="When it fires.")],
    *,
    wanted: Filter,
    threshold: Annotated[float | None, typer.Option(help="For figure_crosses.")] = None,
    json: Json = False,
) -> None:
    """Subscribe, from now on. The secret that webhooks are signed with is shown once."""
    try:
        made, secret = book.add(_engine(), Wish(name[:100], url, condition, wanted, threshold), datetime.now(UTC))
    except (SubscriptionError, QueryError) as error:
        stop(f"claimwire: {error}")
    typer.echo(as_json({**made, "secret": secret}) if json else f"{made['id']}: secret {secret}")


@subscriptions.command(name="list")
def list_all(json: Json = False) -> None:
    """List subscriptions."""
    columns = ("id", "name", "condition", "threshold", "query", "url", "active")
    show(book.all_of(_engine()), {name: name for name in columns}, json_lines=json)


@subscriptions.command(name="deliveries")
def deliveries(id: Id, json: Json = False) -> None:
    """List what a subscription was told of, with every try."""
    rows = book.deliveries(_engine(), id)
    columns = ("id", "event", "state", "attempts", "due", "last")
    show(
        (row if json else {**row, "last": _last(row["tries"])} for row in rows),
        {name: name for name in columns},
        json_lines=json,
    )


def _last(tries: list[dict[str, object]]) -> object:
    return (tries[-1]["status"] or tries[-1]["error"]) if tries else None


@subscriptions.command(name="remove")
def remove(id: Id) -> None:
    """End a subscription; its log goes with it."""
    if not book.remove(_engine(), id):
        stop(f"claimwire: no subscription {id}: `claimwire subscriptions list` shows them", 1)
