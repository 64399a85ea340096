"""The compose stack as the tests drive it: commands, databases, and the sample newsroom's switches."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.support.processes import Process

TABLES = {
    "ingest": 'source, feed, entry, "fetch", quarantine',
    "store": "article, version, speaker, claim, claim_span, figure, series, series_alias, contradiction, api_key",
}
COMMAND_SECONDS = 300


def emptying(database: str) -> str:
    """SQL that empties all tables of a database, and waits for no worker that is busy in them."""
    busy = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    others = "datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    return f"{busy} WHERE {others}; TRUNCATE {TABLES[database]} RESTART IDENTITY CASCADE"


@dataclass(frozen=True)
class Stack:
    """A running stack; `prefix` is the compose command up to the sub-command."""

    prefix: tuple[str, ...]

    def compose(self, *arguments: str) -> str:
        """The standard output of a compose command; a failed one raises with what it said."""
        done = subprocess.run([*self.prefix, *arguments], capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False)
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def claimwire(self, *arguments: str) -> str:
        return self.compose("run", "--rm", "--no-deps", "-T", "cli", *arguments)

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """What a `claimwire` command prints with `--json`, a row a line."""
        return [json.loads(line) for line in self.claimwire(*arguments, "--json").splitlines()]

    def crawl(self, *options: str) -> dict[str, Any]:
        """The summary of one whole crawl."""
        return dict(json.loads(self.claimwire("crawl", "--once", "--json", "--timeout", "240", *options))["total"])

    @contextmanager
    def crawling(self) -> Iterator[Process]:
        """A crawl that goes on while the test does harm; `summary_of` waits for its end."""
        command = [*self.prefix, "run", "--rm", "--no-deps", "-T", "cli", "crawl", "--once", "--json", "--timeout", "240"]
        with Process(command) as crawl:
            try:
                yield crawl
            finally:
                crawl.kill()

    def sql(self, database: str, statement: str) -> str:
        client = ("psql", "-U", "claimwire", "-d", database, "-qAtc", statement)
        return self.compose("exec", "-T", "postgres", *client).strip()

    def redis(self, *command: str) -> str:
        words = " ".join(command)
        script = f"REDISCLI_AUTH=$(cat /run/secrets/redis_password) redis-cli --no-auth-warning {words}"
        return self.compose("exec", "-T", "redis", "sh", "-c", script).strip()

    def newsroom(self, switch: str) -> None:
        """Press a switch at the newsroom's front door."""
        post = f"import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8100/{switch}', method='POST'))"
        self.compose("exec", "-T", "newsroom", "python", "-c", post)

    def wipe(self) -> None:
        """Everything as after the first start: empty tables, an empty Redis, first versions of all stories."""
        for database in TABLES:
            self.sql(database, emptying(database))
        self.redis("FLUSHALL")
        self.newsroom("reset")


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Return once `condition` holds; fail the test after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.2)


def summary_of(crawl: Process) -> dict[str, Any]:
    """The summary of a crawl that was started in the background, once it has ended well."""
    shown, said = crawl.output(COMMAND_SECONDS)
    assert crawl.returncode == 0, f"{crawl.returncode}\n{shown}\n{said[-4000:]}"
    return dict(json.loads(shown)["total"])
