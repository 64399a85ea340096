"""Fetch throughput: pages a second and CPU a page against a loopback server that answers after 200 ms under 200 host names.

    .venv/bin/python -m benchmarks.fetching [--pages 6000] [--threads 96] [--batch 600]

The server runs in a process of its own, so that only the fetcher's CPU is counted. URLs come in batches, as a `fetch` task
receives them; the threads of a batch are kept for the next.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

from services.ingest.http import Fetcher
from shared.net.addresses import parse_networks

HOSTS = 200
PAGE_BYTES = 40_000


def _page() -> bytes:
    """An article page of a usual size, sent as it is."""
    words = random.Random(7).choices(
        ["harbour", "ferry", "storm", "crane", "council", "figure", "said", "reported", "wounded", "closed"], k=9000
    )
    body = " ".join(words)
    return f"<!doctype html><html><head><title>t</title></head><body><p>{body}".encode()[:PAGE_BYTES]


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float, answer: bytes) -> None:
    try:
        while await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(delay)
            writer.write(answer)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


def serve(ready: Connection, delay: float) -> None:
    """Serves one page for ever after `delay` seconds each; sends its port to `ready`."""

    async def main() -> None:
        page = _page()
        head = f'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\nETag: "1"\r\n\r\n'
        answer = head.encode() + page
        server = await asyncio.start_server(lambda r, w: _answer(r, w, delay, answer), "127.0.0.1", 0, backlog=1024)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(fetcher: Fetcher, port: int, *, pages: int, threads: int, batch: int) -> None:
    """Fetches `pages` URLs in batches and prints a line for each tenth."""
    urls = [f"http://paper{n % HOSTS}.test:{port}/2026/{n}" for n in range(pages)]

    def one(url: str) -> int:
        return len(fetcher.fetch(url).body or b"")

    print(f"{'pages':>8} {'pages/s':>9} {'CPU ms/page':>12} {'RSS MB':>8}")
    with ThreadPoolExecutor(threads) as pool:
        started, cpu, last = time.monotonic(), _cpu(), 0
        for start in range(0, pages, batch):
            assert all(size > 10_000 for size in pool.map(one, urls[start : start + batch]))
            done = min(start + batch, pages)
            if done - last >= pages // 10 or done == pages:
                seconds, spent = time.monotonic() - started, _cpu() - cpu
                rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(f"{done:>8} {done / seconds:>9.0f} {1000 * spent / done:>12.2f} {rss:>8.0f}", flush=True)
                last = done


def main() -> None:
    """Starts the server, measures, stops the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=6000)
    parser.add_argument("--threads", type=int, default=96)
    parser.add_argument("--batch", type=int, default=600)
    parser.add_argument("--delay", type=float, default=0.2)
    arguments = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs, arguments.delay), daemon=True)
    server.start()
    fetcher = Fetcher("claimwire-benchmark", allow=parse_networks(["127.0.0.0/8"]), resolver=lambda _host, _port: ["127.0.0.1"])
    try:
        measure(fetcher, ours.recv(), pages=arguments.pages, threads=arguments.threads, batch=arguments.batch)
    finally:
        fetcher.close()
        server.terminate()


if __name__ == "__main__":
    main()
