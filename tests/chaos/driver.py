"""What a driver of the fault suite can do: start the line from nothing, strike, and let its databases be asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from tests.chaos.press import PORTS
from tests.chaos.scenarios import Scenario

RESTART_SECONDS = 1.0  # after which a supervisor starts again what died

# Settings of every run: as delivered, but for the manners that only strangers' servers need.
SETTINGS = {
    "CLAIMWIRE_HOST_IN_FLIGHT": "16",
    "CLAIMWIRE_RETRY_BASE_SECONDS": "1",
    "CLAIMWIRE_RECHECKS_PER_HOUR": "0",  # pages never change here
    "CLAIMWIRE_PAGE_SECONDS": "0.9",  # the hard limit of the task is a minute then
}


class Driver(Protocol):
    """Starts with `begin`, ends with `end`; every other public method without a result is a strike (see `strike`)."""

    name: str
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


def sources(scenario: Scenario, count: int, host: str, port: int) -> str:
    """The press's feeds as a file of sources, one source a port."""
    kinds = "".join(f"&{kind}={number}" for kind, number in scenario.kinds)
    lines = ["sources:"]
    for n in range(PORTS):
        feed = f"http://{host}:{port + n}/feed.xml?first={n}&step={PORTS}&count={count}{kinds}"
        lines += [f"  - name: Press {n}", f"    feeds: ['{feed}']", "    interval_seconds: 0"]
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
