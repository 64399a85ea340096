"""The application under uvicorn."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import uvicorn
from sqlalchemy import Engine, event

from services.ingest import schema as ingest_schema
from services.ingest.settings import IngestSettings
from services.serve.composition import compose, has_ledger
from services.store import keys
from services.store import schema as store_schema
from services.store.settings import StoreSettings
from shared.database import connect, reading
from shared.migrations import schema_versions
from shared.settings import load_or_exit, stop
from shared.terminal import stderr
from shared.web.gate import is_loopback
from shared.web.settings import WebSettings


def serve(settings: WebSettings, host: str, port: int) -> None:
    """Serve until a signal. On another address than loopback, keys are needed: without any, this ends with one line."""
    store, ingest = load_or_exit(StoreSettings), load_or_exit(IngestSettings)
    claims = open_database(store.store_database_url, store_schema, settings)
    ledger = open_database(ingest.ingest_database_url, ingest_schema, settings) if has_ledger(store, ingest) else None
    open_to_all = is_loopback(host)
    if not open_to_all and not keys.any_valid(claims, datetime.now(UTC)):
        stop(f"claimwire: {host} can be reached by others and there is no API key: run `claimwire keys create NAME` first")
    app = compose(claims, settings, open_to_all=open_to_all, ledger=(ledger, ingest) if ledger else None)
    stderr.print(f"Serving {address(host, port)}, the API's documentation at /docs. Ctrl-C stops.", highlight=False)
    gc.collect()
    gc.freeze()  # what starting has made stays: going through it again took a tenth of a second in the midst of an answer
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


def address(host: str, port: int) -> str:
    """Where a browser finds it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def open_database(url: str, schema: ModuleType, settings: WebSettings) -> Engine:
    """A service's database, with queries stopped when they take longer than a request may. Tables of another version end the
    start with one line. Raises UnavailableError for a server that is away."""
    engine = connect(url)
    if engine.dialect.name == "postgresql":

        @event.listens_for(engine, "connect")
        def limit(connection: object, _record: object) -> None:
            cursor = connection.cursor()  # type: ignore[attr-defined]
            cursor.execute(f"SET statement_timeout = {int(settings.api_seconds * 1000)}")
            connection.commit()  # type: ignore[attr-defined]

    with reading(engine):
        pass  # a wrong URL or a server that is away is told now
    now, newest = schema_versions(url, Path(str(schema.__file__)).parent / "migrations", schema.VERSION_TABLE)
    if now != newest:
        stop(f"claimwire: tables are of version {now or 'none'}, the newest is {newest}: run `claimwire migrate` first")
    return engine
