"""The endpoint: /metrics, /livez and /readyz over the parts that the settings name."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer

from services.ingest.settings import IngestSettings
from services.metrics import broker, ledger, store
from services.metrics.collector import Part, Parts
from services.store.settings import StoreSettings
from shared.brokers import redis_client
from shared.database import connect

Respond = Callable[[str, list[tuple[str, str]]], Any]
FRESH = 5.0  # seconds


@contextmanager
def parts(ingest: IngestSettings, stored: StoreSettings) -> Iterator[Parts]:
    """What can be asked with these settings. Nothing is asked yet."""
    books, claims, keys = connect(ingest.ingest_database_url), connect(stored.store_database_url), redis_client(ingest)
    collector = Parts(
        [
            Part("ledger", lambda: ledger.ledger(books), fresh_seconds=FRESH),
            Part("books", lambda: ledger.books(books), rest=50, fresh_seconds=60),  # counts all entries: 2% of the time at most
            Part("store", lambda: store.store(claims), fresh_seconds=FRESH),
            Part("redis", lambda: broker.counted(keys)),
            Part("broker", lambda: broker.queues(ingest)),
        ]
    )
    try:
        yield collector
    finally:
        books.dispose()
        claims.dispose()
        keys.close()


def application(collector: Parts) -> Callable[[dict[str, Any], Respond], Iterable[bytes]]:
    """The WSGI application over the parts."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    exposition = make_wsgi_app(registry)

    def answer(environment: dict[str, Any], respond: Respond) -> Iterable[bytes]:
        match environment["PATH_INFO"]:
            case "/metrics":
                return list(exposition(environment, respond))
            case "/livez":
                status, words = "200 OK", "ok"
            case "/readyz":
                away = collector.ready()
                status, words = ("503 Service Unavailable", f"away: {', '.join(away)}") if away else ("200 OK", "ok")
            case _:
                status, words = "404 Not Found", "/metrics, /livez, /readyz"
        respond(status, [("Content-Type", "text/plain; charset=utf-8")])
        return [words.encode() + b"\n"]

    return answer


class _Quiet(WSGIRequestHandler):
    timeout = 10  # of a client that says nothing

    def log_message(self, format: str, *args: Any) -> None:
        """Scrapes are not logged."""


class _Server(ThreadingWSGIServer):
    allow_reuse_address = True
    address_family = socket.AF_INET


class _Server6(_Server):
    address_family = socket.AF_INET6


def serve(collector: Parts, host: str, port: int) -> None:
    """Serve until a signal. Raises OSError where the address cannot be had."""
    with make_server(host, port, application(collector), _Server6 if ":" in host else _Server, _Quiet) as server:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: Thread(target=server.shutdown).start())
        server.serve_forever()
