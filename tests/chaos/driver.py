"""What a driver of the fault suite can do: start the line from nothing, strike, and let its databases be asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from tests.chaos.press import feeds
from tests.chaos.scenarios import Scenario

RESTART_SECONDS = 1.0  # after which a supervisor starts again what died

# Settings of every run: as delivered, but for the manners that only strangers' servers need.
SETTINGS = {
    "CLAIMWIRE_HOST_IN_FLIGHT": "32",  # CLAIMWIRE_FETCH_THREADS: the press must not be what the line waits for
    "CLAIMWIRE_RETRY_BASE_SECONDS": "1",
    "CLAIMWIRE_RECHECKS_PER_HOUR": "0",  # pages never change here
    "CLAIMWIRE_PAGE_SECONDS": "0.9",  # no page here is worth more
}


class Driver(Protocol):
    """Starts with `begin`, ends with `end`; every other public method without a result is a strike (see `strike`)."""

    name: str
    pause: float  # seconds between two questions while something is waited for
    stops: list[float]

    def begin(self, scenario: Scenario) -> None:
        """The line running, with empty databases and an empty Redis, and the plugs of the scenario."""

    def end(self) -> None:
        """Stop the workers."""

    def close(self) -> None:
        """Stop everything."""

    def watch(self, sources: str) -> None:
        """Let the line watch these sources (YAML)."""

    def ask(self, database: str, question: str) -> list[dict[str, Any]]:
        """The rows that a SELECT brings from "ingest" or "store". Raises an exception where PostgreSQL is away."""

    def started_again(self) -> int:
        """How many messages were started more than once since `begin`, by the logs of the workers."""


def strike(driver: Driver, action: str, target: str, seconds: float) -> None:
    """Do `action`, a method of the driver that takes what it needs of `target` and `seconds`."""
    getattr(driver, action)(*([target] if target else []), *([seconds] if seconds else []))


def count(driver: Driver, database: str, question: str) -> int:
    """The answer to a question that counts something as `n`."""
    return int(driver.ask(database, question)[0]["n"])


def batch(numbers: range, host: str, port: int) -> str:
    """Sources that list these articles of the press, all of them plain."""
    return as_sources(f"Batch {numbers.start}", feeds(host, port, numbers, {}))


def sources(scenario: Scenario, count: int, host: str, port: int) -> str:
    """The press's feeds of articles 0 to `count` as a file of sources."""
    return as_sources("Press", feeds(host, port, range(count), dict(scenario.kinds)))


def as_sources(name: str, feeds: Iterable[str]) -> str:
    """A source for each feed, in YAML."""
    lines = ["sources:"]
    for n, feed in enumerate(feeds):
        lines += [f"  - name: {name} {n}", f"    feeds: ['{feed}']", "    interval_seconds: 0"]
    return "\n".join(lines) + "\n"


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Whether `condition` came to hold in time; a question that raises has not been answered."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return True
        except Exception:  # noqa: BLE001 - a database that is away is what these tests are about
            time.sleep(pause)
        time.sleep(pause)
    return False
