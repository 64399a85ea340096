"""Workers and clock as an operator starts them on a machine: processes of their own, in a folder of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from shared import health
from shared.brokers import redis_client
from shared.pipeline import queues_of
from shared.settings import Settings
from tests.support.servers import wait_until

ROOT = Path(__file__).parents[2]
POOLS = {"ingest": ("threads", 4), "extract": ("prefork", 1), "store": ("threads", 2)}


class Machine:
    """A folder that stands for a machine: what runs in it shares with others only what `environment` names."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("CLAIMWIRE_")},
            "CLAIMWIRE_LOG_FORMAT": "json",
            "CLAIMWIRE_FETCH_ALLOW": "127.0.0.0/8",
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.died: list[str] = []

    def work(self, service: str) -> None:
        """Start a worker of a service."""
        pool, size = POOLS[service]
        name = f"{service}@{self.folder.name}"
        flags = ("-n", name, "-P", pool, "-c", str(size), "-Q", ",".join(queues_of(service)))
        self._start(service, f"services.{service}.app", "worker", *flags, "--without-gossip", "--without-mingle")

    def tick(self) -> None:
        """Start a clock."""
        self._start("beat", "services.clock", "beat", "-s", str(self.folder / "beat"))

    def _start(self, name: str, *arguments: str) -> None:
        command = [sys.executable, "-m", "celery", "--quiet", "-A", *arguments]
        with self.log(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def watch(self) -> None:
        """Start again what has ended, as `restart: unless-stopped` does; `died` names it."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self.died.append(name)
                self.tick() if name == "beat" else self.work(name)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def kill(self, name: str) -> None:
        """kill -9, children and all."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Stop what runs here in good order."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(40)
        self.processes.clear()


def wait_for_workers(settings: Settings, *services: str) -> None:
    """Until each service has a worker that is ready."""
    client = redis_client(settings)
    wait_until(lambda: all(health.workers(client, service) for service in services), 60, "workers")
    client.close()
