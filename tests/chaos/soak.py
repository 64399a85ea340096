"""The line at full load for a long time: do memory, open files and queues stay flat? `make soak MINUTES=60`.

Articles are added whenever fewer than a set number wait, so that the line is never idle. Every ten seconds the memory and open
files of each worker with its children, the length of every queue, and what waits to be joined are written down;
docs/reliability.md gets the result. Exit status 1 if memory or open files grew by more than a tenth after the first quarter, a
queue or what waits to be joined grew past what back-pressure allows, or an article was not stored.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import psutil
import redis
from rich.progress import Progress

from shared.pipeline import BY_TASK
from shared.terminal import stderr
from tests.chaos.driver import batch, count
from tests.chaos.embedded import Embedded
from tests.chaos.report import fill, machine
from tests.chaos.scenarios import SERVICES, Scenario
from tests.chaos.trial import SETTLED

EVERY_SECONDS, BATCH, WAITING = 10.0, 400, 800
FLAT = 0.1
MAX_IN_FLIGHT, MAX_UNJOINED = 1000, 2000  # CLAIMWIRE_MAX_... as delivered
SOAK = Scenario("soak", "full load")
OPEN = "SELECT count(*) AS n FROM entry WHERE state <> 'settled'"
UNJOINED = "SELECT count(*) AS n FROM article WHERE joined < versions"
ODD = "SELECT count(*) AS n FROM entry WHERE outcome NOT IN ('stored', 'unchanged')"


@dataclass(slots=True)
class Samples:
    """One value every ten seconds: megabytes and open files by worker, messages by queue, settled entries, articles to join."""

    memory: dict[str, list[float]] = field(default_factory=dict)
    files: dict[str, list[float]] = field(default_factory=dict)
    queues: dict[str, list[int]] = field(default_factory=dict)
    settled: list[int] = field(default_factory=list)
    unjoined: list[int] = field(default_factory=list)

    def take(self, driver: Embedded, broker: redis.Redis) -> None:
        for name, processes in driver.processes().items():
            memory, files = 0.0, 0
            for process in processes:
                try:
                    memory += process.memory_info().rss / 2**20
                    files += process.num_fds()
                except psutil.NoSuchProcess:
                    continue
            self.memory.setdefault(name, []).append(memory)
            self.files.setdefault(name, []).append(files)
        for queue in {step.queue for step in BY_TASK.values()}:
            self.queues.setdefault(queue, []).append(int(broker.llen(f"claimwire:{queue}")))
        self.settled.append(count(driver, "ingest", SETTLED))
        self.unjoined.append(count(driver, "store", UNJOINED))

    def grown(self) -> list[str]:
        """What was not flat, in words."""
        kept = {"memory": self.memory, "open files": self.files}
        grew = [(name, what, growth(values)) for what, of in kept.items() for name, values in of.items()]
        long = [(queue, max(lengths)) for queue, lengths in self.queues.items() if max(lengths) > MAX_IN_FLIGHT]
        return [
            *(f"{what} of {name} grew by {share:.0%}" for name, what, share in grew if share > FLAT),
            *(f"{queue} held {length} messages" for queue, length in long),
            *(f"{n} articles waited to be joined" for n in [max(self.unjoined)] if n > MAX_UNJOINED + MAX_IN_FLIGHT),
        ]


def growth(values: Sequence[float]) -> float:
    """By how much the last quarter is above the second one (the first is warm-up), as a share; medians."""
    quarter = max(len(values) // 4, 1)
    before, after = statistics.median(values[quarter : 2 * quarter] or values), statistics.median(values[-quarter:])
    return after / before - 1 if before else 0.0


def soak(minutes: float) -> tuple[Samples, int]:
    """What was seen in so many minutes, and how many entries had another outcome than stored."""
    driver, samples = Embedded(), Samples()
    broker: redis.Redis = redis.Redis.from_url(driver.redis_url)
    try:
        driver.begin(SOAK)
        begun, listed = time.monotonic(), 0
        with Progress(console=stderr, disable=not stderr.is_terminal) as bar:
            task = bar.add_task("full load", total=60 * minutes)
            while (past := time.monotonic() - begun) < 60 * minutes:
                if count(driver, "ingest", OPEN) < WAITING:
                    driver.watch(batch(range(listed, listed + BATCH), driver.host, driver.port))
                    listed += BATCH
                if past >= EVERY_SECONDS * len(samples.settled):
                    samples.take(driver, broker)
                bar.update(task, completed=past)
                time.sleep(1)
        return samples, count(driver, "ingest", ODD)
    finally:
        broker.close()
        driver.close()


def told(samples: Samples, odd: int, minutes: float) -> str:
    """The result as a table."""
    rate = (samples.settled[-1] - samples.settled[0]) / (60 * minutes)
    lines = ["| worker | memory at the end | growth | open files at the end | growth |", "|---|---:|---:|---:|---:|"]
    for name in (*SERVICES, "beat"):
        memory, files = samples.memory[name], samples.files[name]
        lines.append(f"| {name} | {memory[-1]:.0f} MB | {growth(memory):+.1%} | {files[-1]:.0f} | {growth(files):+.1%} |")
    longest = ", ".join(f"{queue} {max(lengths)}" for queue, lengths in sorted(samples.queues.items()) if max(lengths))
    return "\n".join(
        [
            *lines,
            "",
            f"{minutes:.0f} minutes, {samples.settled[-1]:,} articles, {rate:.1f} a second, {odd} not stored. A worker is",
            "its process and those of its pool; growth is the last quarter against the second, by medians.",
            f"Most messages waiting: {longest}. Most articles that waited to be joined: {max(samples.unjoined):,}.",
            f"Run on {datetime.now(UTC):%Y-%m-%d}; {machine()}.",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and workers are not left behind
    samples, odd = soak(options.minutes)
    words = told(samples, odd, options.minutes)
    print(words)
    fill("soak", words)
    for what in (grown := samples.grown()):
        print(f"not flat: {what}")
    sys.exit(1 if grown or odd else 0)


if __name__ == "__main__":
    main()
