"""The whole line on this machine, from local pages of news size: articles a second, and what each step costs.

    .venv/bin/python benchmarks/line.py [--pages 600] [--rounds 2] [--chart docs/line.svg]

In one run, on the same pages: the embedded line (broker, workers, SQLite) from the first poll to the last figure joined; our
own extraction alone (article and claims); trafilatura alone. Two ratios to what all cores could do: with our extraction
alone, and with trafilatura alone. Rates differ from machine to machine, ratios less; of several rounds the best one counts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path

import psutil
import trafilatura

from benchmarks.support.chart import draw
from benchmarks.support.newspages import pages as news_pages
from services.extract.extraction import extract_page

ROOT = Path(__file__).parents[1]
HOSTS = 20  # loopback addresses that the pages are spread over
PARTS = ("ingest", "extract", "store", "clock", "broker")


@dataclass
class Spent:
    """What the processes of one part of the line have used: CPU seconds, and megabytes at most of the largest one."""

    seconds: float = 0.0
    megabytes: float = 0.0


@dataclass
class Run:
    """One crawl: articles stored, seconds from the first poll to the last outcome, and to the last joining; who used what."""

    stored: int
    settled: float
    joined: float
    spent: dict[str, Spent] = field(default_factory=dict)


def _serve(count: int, port: Queue[int]) -> None:
    """Serve the pages and a feed for each host; a process of its own, so that its time is nobody else's."""
    pages = news_pages(count)
    names = {f"/{n}.html": n for n in range(count)}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body, kind, status = b"", "text/html", 404
            if self.path.startswith("/feed"):
                host = self.headers["Host"]
                mine = range(int(self.path[5:-4]), count, HOSTS)
                now = format_datetime(datetime.now(UTC))
                items = "".join(f"<item><link>http://{host}/{n}.html</link><pubDate>{now}</pubDate></item>" for n in mine)
                body, kind, status = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), "application/rss+xml", 200
            elif self.path in names:
                body, status = pages[names[self.path]], 200
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    server.daemon_threads = True
    port.put(server.server_port)
    server.serve_forever()


@contextmanager
def site(count: int) -> Iterator[str]:
    """The site on many loopback hosts; yields a file of sources."""
    port: Queue[int] = Queue()
    server = Process(target=_serve, args=(count, port), daemon=True)
    server.start()
    number = port.get(timeout=60)
    sources = [
        {"name": f"site {n}", "feeds": [f"http://127.1.{n}.1:{number}/feed{n}.xml"], "interval_seconds": 0}
        for n in range(HOSTS)
    ]
    yield json.dumps({"sources": sources})
    server.terminate()
    server.join()


def through_the_line(count: int, folder: Path) -> Run:
    """One crawl by the command that users run."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("CLAIMWIRE_")},
        "CLAIMWIRE_FETCH_ALLOW": "127.0.0.0/8",
        "CLAIMWIRE_HOST_IN_FLIGHT": "32",
        "PYTHONPATH": str(ROOT),
    }
    with site(count) as sources:
        (folder / "sources.yaml").write_text(sources)
        command = [sys.executable, "-m", "services.cli", "crawl", "--once", "--sources", "sources.yaml", "--json"]
        crawl = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        samples = _watch(crawl)
        answer, _ = crawl.communicate()
    stored = int(json.loads(answer)["total"]["stored"])
    events = [
        json.loads(line) for name in ("ingest", "store") for line in (folder / f"var/log/{name}.log").open() if line[0] == "{"
    ]
    told: dict[str, list[datetime]] = {}
    for event in events:
        told.setdefault(event["event"], []).append(datetime.fromisoformat(event["timestamp"]))
    begun, settled = min(told["feed.polled"]), max(told["entry.settled"])
    joined = max([settled, *told.get("articles.joined", [])])
    return Run(stored, (settled - begun).total_seconds(), (joined - begun).total_seconds(), _used(samples, begun.timestamp()))


Sample = tuple[float, int, str, float, float]  # moment, process, part, CPU seconds, megabytes


def _watch(crawl: subprocess.Popen[str]) -> list[Sample]:
    """What the line's processes use until the crawl ends."""
    seen: list[Sample] = []
    command = psutil.Process(crawl.pid)
    while crawl.poll() is None:
        with suppress(psutil.Error):
            for process in command.children(recursive=True):
                with process.oneshot():
                    part, times = _part(" ".join(process.cmdline())), process.cpu_times()
                    size = process.memory_full_info().pss / 1e6
                if part:
                    seen.append((time.time(), process.pid, part, times.user + times.system, size))
        time.sleep(0.25)
    return seen


def _used(samples: list[Sample], begun: float) -> dict[str, Spent]:
    """What each part used from `begun` on, when all had started and loaded what they need."""
    spent = {part: Spent() for part in PARTS}
    for process in {sample[1] for sample in samples}:
        mine = [sample for sample in samples if sample[1] == process]
        part = spent[mine[0][2]]
        before = max((cpu for moment, _, _, cpu, _ in mine if moment <= begun), default=0.0)
        part.seconds += mine[-1][3] - before
        part.megabytes = max(part.megabytes, *(size for *_, size in mine))
    return spent


def _part(command: str) -> str:
    if "services.clock" in command:
        return "clock"
    return next((name for name in PARTS if f"services.{name}.app" in command), "broker" if "valkey" in command else "")


def alone(read: Callable[[bytes], object], pages: list[bytes]) -> float:
    """CPU seconds a page of a function that reads pages, the best of three passes."""
    read(pages[0])
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        for page in pages:
            read(page)
        best = min(best, (time.process_time() - begun) / len(pages))
    return best


def main() -> None:
    """Print the table, and draw the chart where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--chart", type=Path)
    options = parser.parse_args()
    runs = []
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(through_the_line(options.pages, Path(folder)))
    best = min(runs, key=lambda run: run.joined / run.stored)
    some = news_pages(options.pages)[:60]
    ours = alone(lambda page: extract_page(page, "http://127.1.0.1/news.html"), some)
    theirs = alone(lambda page: trafilatura.bare_extraction(page.decode(), with_metadata=True), some)
    cores = os.cpu_count() or 1
    rate = best.stored / best.joined
    print(f"{options.pages} pages of {sum(map(len, some)) / len(some) / 1000:.0f} kB, {best.stored} stored, {cores} cores")
    print(f"through the whole line       {rate:6.1f} articles/s (to the last outcome {best.stored / best.settled:.1f})")
    print(f"our extraction alone         {cores / ours:6.1f} pages/s on all cores; ratio {rate * ours / cores:.2f}")
    print(f"trafilatura alone            {cores / theirs:6.1f} pages/s on all cores; ratio {rate * theirs / cores:.2f}")
    costs = {part: spent.seconds / best.stored * 1e3 for part, spent in best.spent.items()}
    whole = sum(costs.values())
    print(f"CPU an article               {whole:6.1f} ms, extraction alone {ours * 1e3:.1f}; ratio {ours * 1e3 / whole:.2f}")
    for part, milliseconds in costs.items():
        print(f"  {part:8} {milliseconds:6.1f} ms   largest process {best.spent[part].megabytes:4.0f} MB")
    if options.chart:
        draw(options.chart, costs, ours * 1e3, theirs * 1e3)


if __name__ == "__main__":
    main()
