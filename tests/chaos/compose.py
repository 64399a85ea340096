"""The fault suite on the real stack: containers are killed, stopped, paused and started again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.chaos.driver import RESTART_SECONDS, sources
from tests.chaos.golden import SEND, released_messages
from tests.chaos.scenarios import UNDISTURBED, Scenario
from tests.e2e.stack import TABLES, Stack, emptying

ROOT = Path(__file__).parents[2]
PROJECT, SUBNET = "claimwire-chaos", "172.31.252.0/28"
CHILD = """
import os, signal
def parent(pid): return open(f'/proc/{pid}/stat').read().rpartition(')')[2].split()[1]
def words(pid): return open(f'/proc/{pid}/cmdline').read()
def is_worker(pid): return 'services.extract.app' in words(pid) and 'init' not in words(pid).split(chr(0))[0]
workers = [p for p in os.listdir('/proc') if p.isdigit() and p != str(os.getpid()) and is_worker(p)]
children = [p for p in workers if parent(p) in workers]  # of the container's init the worker itself is one
os.kill(int(children[0]), signal.SIGKILL) if children else None
"""


def docker_works() -> bool:
    """Whether there is an engine with Compose."""
    if not shutil.which("docker"):
        return False
    asked = (["docker", "info"], ["docker", "compose", "version"])
    return all(subprocess.run(question, capture_output=True, timeout=60, check=False).returncode == 0 for question in asked)


class Compose:
    """One stack for all scenarios, emptied before each."""

    name, pause = "compose", 0.5  # each question is a process in a container
    host, port = "press", 8200

    def __init__(self, articles: int) -> None:
        subprocess.run([ROOT / "tools" / "secrets.sh"], check=True)
        file = ROOT / "var" / "chaos" / "sources.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sources(UNDISTURBED, articles, self.host, self.port))
        os.environ |= {
            "CLAIMWIRE_SAMPLE_SUBNET": SUBNET,
            "CLAIMWIRE_FETCH_ALLOW": SUBNET,
            "CLAIMWIRE_SOURCES_FILE": str(file),
            "CHAOS_PRESS": str(ROOT / "tests/chaos/press.py"),
        }
        files = ("-f", str(ROOT / "docker-compose.yml"), "-f", str(ROOT / "tests/chaos/compose.yml"))
        self._stack = Stack(("docker", "compose", *files, "-p", PROJECT, "--profile", "cli"))
        self._since = ""
        self.stops: list[float] = []
        self._stack.compose("--profile", "sample", "build")
        self._up()

    def _up(self) -> None:
        self._stack.compose("up", "--detach", "--wait", "redis", "postgres", "beat", "ingest", "extract", "store", "press")

    def begin(self, scenario: Scenario) -> None:
        self._up()
        for database in TABLES:
            self._stack.sql(database, emptying(database))
        self._stack.redis("FLUSHALL")
        self.stops = []
        self._since = datetime.now(UTC).isoformat()

    def end(self) -> None:
        """The stack stays; a second clock goes with the next `up`."""

    def close(self) -> None:
        self._stack.compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5")

    def watch(self, sources: str) -> None:
        self._stack.claimwire("sources", "import", "/etc/claimwire/sources.yaml")

    def ask(self, database: str, question: str) -> list[dict[str, Any]]:
        answer = self._stack.sql(database, f"SELECT row_to_json(answer) FROM ({question}) AS answer")
        return [json.loads(row) for row in answer.splitlines()]

    def started_again(self) -> int:
        told = self._stack.compose("logs", "--no-log-prefix", "--since", self._since, "ingest", "extract", "store")
        return told.count('"message.again"')

    # -- strikes

    def kill_child(self) -> None:
        self._stack.compose("exec", "-T", "extract", "python", "-c", CHILD)

    def kill(self, service: str) -> None:
        self._stack.compose("kill", "--signal", "SIGKILL", service)
        time.sleep(RESTART_SECONDS)
        self._stack.compose("start", service)

    def stop(self, service: str) -> None:
        begun = time.monotonic()
        self._stack.compose("stop", service)
        self.stops.append(round(time.monotonic() - begun, 1))
        self._stack.compose("start", service)

    def kill_beat(self, seconds: float) -> None:
        self._stack.compose("kill", "--signal", "SIGKILL", "beat")
        time.sleep(seconds)
        self._stack.compose("start", "beat")

    def second_beat(self) -> None:
        self._stack.compose("up", "--detach", "--no-deps", "--scale", "beat=2", "beat")

    def wipe_redis(self) -> None:
        self._stack.redis("FLUSHALL")

    def kill_redis(self) -> None:
        self.kill("redis")

    def freeze_redis(self, seconds: float) -> None:
        self._freeze("redis", seconds)

    def freeze_postgres(self, seconds: float) -> None:
        self._freeze("postgres", seconds)

    def kill_postgres(self) -> None:
        self.kill("postgres")

    def _freeze(self, service: str, seconds: float) -> None:
        self._stack.compose("pause", service)
        try:
            time.sleep(seconds)
        finally:
            self._stack.compose("unpause", service)

    def old_messages(self) -> None:
        """One of every message of the released version."""
        self._stack.compose("exec", "-T", "ingest", "python", "-c", SEND, released_messages())
