"""Servers that an operator may run beside or instead of one Redis: Sentinels, RabbitMQ, an object store. Each on free ports of
loopback, with its files in a folder of its own; `None` for a path means that the machine has no such server."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from moto.server import ThreadedMotoServer

REDIS = shutil.which("redis-server")
# Debian's own command insists on being root or rabbitmq and on its own folders; the one beneath it does not.
RABBITMQ = next((p for p in ("/usr/lib/rabbitmq/bin/rabbitmq-server",) if Path(p).exists()), shutil.which("rabbitmq-server"))
EPMD = shutil.which("epmd")
BUCKET = "claimwire-test"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.1)


@dataclass
class Sentinels:
    """A master, its replica, and three Sentinels that watch them; `url` as CLAIMWIRE_REDIS_URL takes it."""

    url: str
    servers: dict[int, subprocess.Popen[bytes]]
    watchers: list[int]

    def master(self) -> int:
        """The port of the server that the Sentinels hold to be the master."""
        watcher = redis.Redis(port=self.watchers[0], socket_timeout=2, decode_responses=True)
        _, port = watcher.execute_command("SENTINEL", "get-master-addr-by-name", "mymaster")
        return int(port)

    def kill_master(self) -> int:
        """kill -9; the port on which it was."""
        port = self.master()
        self.servers[port].kill()
        self.servers[port].wait()
        return port


@contextmanager
def sentinels(folder: Path) -> Iterator[Sentinels]:
    """Needs REDIS."""
    assert REDIS
    started: dict[int, subprocess.Popen[bytes]] = {}

    def start(*lines: str, sentinel: bool = False) -> int:
        port = free_port()
        home = folder / str(port)
        home.mkdir(parents=True)
        (home / "redis.conf").write_text("\n".join((f"port {port}", "bind 127.0.0.1", f"dir {home}", *lines)) + "\n")
        command = [REDIS, str(home / "redis.conf"), *(["--sentinel"] if sentinel else [])]
        with (home / "log").open("wb") as log:
            started[port] = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until(lambda: _answers(port), 10, "redis-server")
        return port

    try:
        master = start('save ""', "appendonly yes")
        start('save ""', "appendonly yes", f"replicaof 127.0.0.1 {master}")
        watch = (
            f"sentinel monitor mymaster 127.0.0.1 {master} 2",
            "sentinel down-after-milliseconds mymaster 1000",
            "sentinel failover-timeout mymaster 5000",
        )
        watchers = [start(*watch, sentinel=True) for _ in range(3)]
        state = Sentinels(";".join(f"sentinel://127.0.0.1:{port}/0" for port in watchers), started, watchers)
        wait_until(lambda: all(_watches(port) for port in watchers), 20, "sentinels")
        yield state
    finally:
        for process in started.values():
            process.kill()
            process.wait()


def _watches(port: int) -> bool:
    seen = redis.Redis(port=port).info("sentinel")["master0"]
    return (seen["slaves"], seen["sentinels"]) == (1, 3)


def _answers(port: int) -> bool:
    try:
        return bool(redis.Redis(port=port, socket_timeout=1).ping())
    except redis.RedisError:
        return False


@contextmanager
def rabbitmq(folder: Path) -> Iterator[str]:
    """Needs RABBITMQ; the URL as CLAIMWIRE_BROKER_URL takes it."""
    assert RABBITMQ
    port, ports = free_port(), {"ERL_EPMD_PORT": str(free_port()), "RABBITMQ_DIST_PORT": str(free_port())}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plugins").write_text("[].\n")
    environment = (
        os.environ
        | ports
        | {
            "HOME": str(folder),
            "RABBITMQ_NODENAME": "claimwire@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
    )
    with (folder / "out").open("wb") as log:
        server = subprocess.Popen([RABBITMQ], env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_until(lambda: _listens(port) and server.poll() is None, 60, "RabbitMQ")
        yield f"amqp://guest:guest@127.0.0.1:{port}//"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)
        if EPMD:  # Erlang's port mapper stays behind as a daemon
            subprocess.run([EPMD, "-port", ports["ERL_EPMD_PORT"], "-kill"], check=False, capture_output=True)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def object_store(folder: Path) -> Iterator[dict[str, str]]:
    """An S3 server with a bucket; the environment that AWS's own variables need, and CLAIMWIRE_BLOB_URL."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # it tells every request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    accounts = folder / "credentials"
    accounts.write_text("[default]\naws_access_key_id = testing\naws_secret_access_key = testing\n")
    try:
        _make_bucket(f"http://{host}:{port}/{BUCKET}")
        yield {
            "AWS_ENDPOINT_URL_S3": f"http://{host}:{port}",
            "AWS_SHARED_CREDENTIALS_FILE": str(accounts),
            "AWS_DEFAULT_REGION": "us-east-1",
            "CLAIMWIRE_BLOB_URL": f"s3://{BUCKET}/pages",
        }
    finally:
        server.stop()


def _make_bucket(url: str) -> None:
    import requests

    requests.put(url, timeout=10).raise_for_status()
