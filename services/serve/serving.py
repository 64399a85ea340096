"""The application under uvicorn."""

from __future__ import annotations

from datetime import UTC, datetime

import uvicorn
from sqlalchemy import Engine, event

from services.serve.composition import compose
from services.store import keys
from services.store.settings import StoreSettings
from shared.database import connect, reading
from shared.settings import stop
from shared.terminal import stderr
from shared.web.gate import is_loopback
from shared.web.settings import WebSettings


def serve(settings: WebSettings, store: StoreSettings, host: str, port: int) -> None:
    """Serve until a signal. On another address than loopback, keys are needed: without any, this ends with one line."""
    engine = open_database(store.store_database_url, settings)
    open_to_all = is_loopback(host)
    if not open_to_all and not keys.any_valid(engine, datetime.now(UTC)):
        stop(f"claimwire: {host} can be reached by others and there is no API key: run `claimwire keys create NAME` first")
    app = compose(engine, settings, open_to_all=open_to_all)
    name = f"[{host}]" if ":" in host else host
    stderr.print(f"Serving http://{name}:{port}/, the API's documentation at /docs. Ctrl-C stops.", highlight=False)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=200,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=20,
        h11_max_incomplete_event_size=32_768,
        forwarded_allow_ips=list(settings.trusted_proxies),
    )


def open_database(url: str, settings: WebSettings) -> Engine:
    """A service's database, with queries stopped when they take longer than a request may."""
    engine = connect(url)
    if engine.dialect.name == "postgresql":

        @event.listens_for(engine, "connect")
        def limit(connection: object, _record: object) -> None:
            cursor = connection.cursor()  # type: ignore[attr-defined]
            cursor.execute(f"SET statement_timeout = {int(settings.api_seconds * 1000)}")
            connection.commit()  # type: ignore[attr-defined]

    with reading(engine):
        pass  # a wrong URL or a server that is away is told now
    return engine
