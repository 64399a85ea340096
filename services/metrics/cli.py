"""`claimwire metrics`."""

from __future__ import annotations

from typing import Annotated

import typer

from services.ingest.settings import IngestSettings
from services.store.settings import StoreSettings
from shared import logs
from shared.settings import load_or_exit, stop
from shared.terminal import stderr

app = typer.Typer()


@app.command()
def metrics(
    host: Annotated[str, typer.Option(help="Address to listen on; metrics need no key, so keep it inside.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 9108,
) -> None:
    """Serve metrics for Prometheus at /metrics, and /livez and /readyz."""
    from services.metrics.serving import parts, serve  # noqa: PLC0415 - other commands start faster without it

    ingest = load_or_exit(IngestSettings)
    logs.configure(ingest, "metrics")
    stderr.print(f"Serving http://{host}:{port}/metrics. Ctrl-C stops.", highlight=False)
    try:
        with parts(ingest, load_or_exit(StoreSettings)) as collector:
            serve(collector, host, port)
    except OSError as error:
        stop(f"claimwire: {host}:{port}: {error.strerror}", 1)
