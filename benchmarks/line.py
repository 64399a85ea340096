"""Articles a second through the whole line, on this machine, from local pages; and trafilatura alone on the same pages.

    .venv/bin/python benchmarks/line.py [pages]

The pages are the sample newsroom's, each served under many addresses with another number in it, so that none is a copy. The
line is the embedded one: broker, workers, SQLite. The ratio to trafilatura alone (one process, times the number of cores) says
how much of what the cores could do goes into articles; rates alone differ from machine to machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import requests
import trafilatura

from sample.desk import Newsroom
from sample.server import serving

ROOT = Path(__file__).parents[1]
HOSTS = 20  # loopback addresses that the pages are spread over


def originals() -> list[bytes]:
    """The sample newsroom's article pages, as served."""
    pages = []
    with serving(Newsroom(None)) as outlets:
        for key, base in outlets.items():
            if key:
                feed = requests.get(f"{base}/", timeout=10).text
                links = {part.split('"')[0] for part in feed.split('href="')[1:]}
                for link in sorted(links):
                    url = link if link.startswith("http") else base + link
                    if url.startswith(base) and url.rstrip("/") != base:
                        answer = requests.get(url, timeout=10)
                        if answer.ok and len(answer.content) > 3000 and "html" in answer.headers["Content-Type"]:
                            pages.append(answer.content)
    return pages


def variants(pages: list[bytes], count: int) -> list[bytes]:
    """`count` pages, each with a sentence of its own."""
    made = []
    for n in range(count):
        page = pages[n % len(pages)]
        own = f"<p>The clerk of ward {n} said {n + 2} households had asked for help, {n % 90 + 1}% more than a day before.</p>"
        head, mark, tail = page.partition(b"</p>")
        made.append(head + mark + own.encode() + tail)
    return made


@contextmanager
def site(pages: list[bytes]) -> Iterator[str]:
    """Serve the pages on many loopback hosts from a process of its own; yields a file of sources."""
    names = {f"/{n}.html": n for n in range(len(pages))}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body, kind, status = b"", "text/html", 404
            if self.path.startswith("/feed"):
                host = self.headers["Host"]
                mine = range(int(self.path[5:-4]), len(pages), HOSTS)
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
    Thread(target=server.serve_forever, daemon=True).start()
    sources = [
        {"name": f"site {n}", "feeds": [f"http://127.1.{n}.1:{server.server_port}/feed{n}.xml"], "interval_seconds": 0}
        for n in range(HOSTS)
    ]
    yield json.dumps({"sources": sources})
    server.shutdown()


def through_the_line(pages: list[bytes], folder: Path) -> tuple[float, int]:
    """Articles a second from the first poll to the last outcome, start-up and stop left out; and the articles stored."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("CLAIMWIRE_")},
        "CLAIMWIRE_FETCH_ALLOW": "127.0.0.0/8",
        "CLAIMWIRE_HOST_IN_FLIGHT": "32",
        "PYTHONPATH": str(ROOT),
    }
    with site(pages) as sources:
        (folder / "sources.yaml").write_text(sources)
        command = [sys.executable, "-m", "services.cli", "crawl", "--once", "--sources", "sources.yaml", "--json"]
        answer = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    stored = int(json.loads(answer.stdout)["total"]["stored"])
    events = [
        json.loads(line) for name in ("ingest", "store") for line in (folder / f"var/log/{name}.log").open() if line[0] == "{"
    ]
    moments = [datetime.fromisoformat(e["timestamp"]) for e in events if e["event"] in ("feed.polled", "articles.saved")]
    return stored / (max(moments) - min(moments)).total_seconds(), stored


def alone(pages: list[bytes]) -> float:
    """Pages a second of trafilatura with metadata, in one process."""
    trafilatura.bare_extraction(pages[0].decode("utf-8", "replace"), with_metadata=True)
    begun = time.process_time()
    for page in pages:
        trafilatura.bare_extraction(page.decode("utf-8", "replace"), with_metadata=True)
    return len(pages) / (time.process_time() - begun)


def main(count: int) -> None:
    pages = variants(originals(), count)
    size = sum(map(len, pages)) / len(pages) / 1000
    with tempfile.TemporaryDirectory() as folder:
        rate, stored = through_the_line(pages, Path(folder))
    single = alone(pages[: min(count, 300)])
    cores = os.cpu_count() or 1
    print(f"{count} pages of {size:.0f} kB, {stored} stored, {cores} cores")
    print(f"through the whole line        {rate:7.1f} articles/s")
    print(f"trafilatura alone, one core   {single:7.1f} pages/s")
    print(f"ratio to trafilatura on all cores  {rate / (single * cores):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
