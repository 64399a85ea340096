"""`claimwire serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from shared import logs
from shared.errors import UnavailableError
from shared.settings import load_or_exit, stop
from shared.web.settings import WebSettings

app = typer.Typer()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; any but loopback needs an API key.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port; CLAIMWIRE_PORT when left out.")] = None,
) -> None:
    """Serve the pages and the HTTP API; its documentation is at /docs."""
    from services.serve.serving import serve as run  # noqa: PLC0415 - other commands start faster without it

    settings = load_or_exit(WebSettings)
    logs.configure(settings, "api")
    try:
        run(settings, host, port or settings.port)
    except UnavailableError as error:
        stop(f"claimwire: the database does not answer: {error}", 1)
