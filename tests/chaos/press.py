"""A press for the fault suite: any number of articles on four ports, each with figures, a place and people that no other has.

    python tests/chaos/press.py --host 127.0.0.1 --port 8200

It keeps nothing: `/feed.xml?first=0&step=4&count=2000&slow=3` lists articles 0, 4, 8 ... of 2,000, of which the first three are
of the kind "slow"; `/slow-0.html` is article 0. What becomes of a kind is for the plugs of the workers to say. It imports
nothing of the project, so that it runs in a container that has Python only.
"""

from __future__ import annotations

import argparse
import math
import signal
import time
from collections.abc import Mapping
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qsl, urlsplit

PORTS, LISTED = 4, 500  # sites, and the most articles that one feed lists
A_DAY = 100  # articles of one date
KINDS = ("crash", "loop", "slow")
SYLLABLES = ("bar", "len", "mor", "tas", "vel", "dru", "kin", "osh", "pel", "ran", "sul", "wic")
THINGS = ("bridges", "barns", "ferries", "greenhouses", "windows", "orchards", "cellars", "boats")
VERBS = ("closed", "damaged", "inspected", "flooded", "repaired", "emptied", "insured", "counted")
CAUSES = ("storm", "spring tide", "hailstorm", "landslip", "cold snap", "dry summer", "river flood")
OFFICES = ("Mayor", "Harbour master", "County clerk", "Fire chief", "Surveyor")


def name(n: int) -> str:
    """A place or a person that only article `n` of a quarter of a million knows."""
    size = len(SYLLABLES)
    return "".join(SYLLABLES[(n // size**place + place) % size] for place in range(5)).capitalize()


def article(n: int) -> str:
    """Article `n` as a page: at least 1000 + n of something, some money, and what the council says of it."""
    published = date(2024, 1, 1) + timedelta(days=n // A_DAY)
    place, person = name(n), f"{name(n * 7 + 3)} {name(n * 11 + 5)}"
    thing, verb, cause, office = THINGS[n % 8], VERBS[n // 8 % 8], CAUSES[n % 7], OFFICES[n % 5]
    title = f"{place} counts its {thing} after the {cause}"
    paragraphs = (
        f"{office} {person} of {place} said on Monday that at least {1000 + n:,} {thing} were {verb} after the {cause}.",
        f"Repairs will cost between ${n + 3} million and ${n + 9} million, according to the {place} council, which met at noon "
        "and will meet again when the roads are dry.",
        f"Schools in {place} stay shut until Thursday. About {n % 83 + 12}% of the ferries ran on time, the port office said.",
    )
    body = "".join(f"<p>{words}</p>\n" for words in paragraphs)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="{published}T07:{n % 60:02d}:00Z">
</head><body><article><h1>{title}</h1>
{body}</article></body></html>"""


def feeds(host: str, port: int, numbers: range, kinds: Mapping[str, int]) -> list[str]:
    """The addresses of feeds that together list these articles, on all ports in turn."""
    count = max(PORTS, math.ceil(len(numbers) / LISTED))
    asked = "".join(f"&{kind}={number}" for kind, number in kinds.items())
    spans = (f"first={numbers.start + n}&step={count}&count={numbers.stop}{asked}" for n in range(count))
    return [f"http://{host}:{port + n % PORTS}/feed.xml?{span}" for n, span in enumerate(spans)]


def kind_of(n: int, asked: dict[str, str]) -> str:
    """The first articles are of the kinds asked for, one kind after the other; all others are plain."""
    for kind in KINDS:
        if n < int(asked.get(kind, 0)):
            return kind
        n -= int(asked.get(kind, 0))
    return "article"


def feed(base: str, asked: dict[str, str]) -> str:
    """The feed of every `step`-th article."""
    numbers = range(int(asked["first"]), int(asked["count"]), int(asked["step"]))
    items = "".join(f"<item><title>{name(n)}</title><link>{base}/{kind_of(n, asked)}-{n}.html</link></item>" for n in numbers)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Press</title>{items}</channel></rss>'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seconds = 0.05

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/feed.xml":
            self.send(200, "application/rss+xml", feed(f"http://{self.headers['Host']}", dict(parse_qsl(parts.query))))
        elif parts.path.endswith(".html") and (number := parts.path[:-5].rpartition("-")[2]).isdigit():
            time.sleep(self.seconds)
            self.send(200, "text/html; charset=utf-8", article(int(number)))
        else:
            self.send(404, "text/plain", "not here")

    def send(self, status: int, kind: str, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8200)
    parser.add_argument("--seconds", type=float, default=0.05, help="time that each page takes")
    options = parser.parse_args()
    Handler.seconds = options.seconds
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    for port in range(options.port, options.port + PORTS):
        server = ThreadingHTTPServer((options.host, port), Handler)
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
    stop.wait()


if __name__ == "__main__":
    main()
