"""`claimwire health`: what containers are judged by."""

from __future__ import annotations

from typing import Annotated

import redis
import typer

from shared.health import alive
from shared.settings import Settings, load_or_exit, stop

app = typer.Typer()


@app.command()
def health(
    service: Annotated[str, typer.Option(help="ingest, extract or store.")],
    worker: Annotated[str, typer.Option(help="The worker's host name; any when left out.")] = "*",
) -> None:
    """Tell whether a worker of the service wrote its heartbeat in the last half minute. Exit status: 0 or 1."""
    try:
        well = alive(load_or_exit(Settings), service, worker)
    except redis.RedisError as error:
        stop(f"claimwire: the broker does not answer: {error}", 1)
    raise typer.Exit(0 if well else 1)
