"""Serves the sample newsroom: `python -m sample.server --host 127.0.0.1 --port 8100`.

Each outlet has a port of its own, counted up from the front door's, so that robots.txt and the polite pace are per outlet on
any system. The front door lists the outlets and takes `POST /edit` (all edits now) and `POST /reset`; `GET /state` shows the
readers counted.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

from sample import pages
from sample.content import ORDER, Outlet, load_newsroom
from sample.desk import HTML, Newsroom, Reply, error_page

HOST_HEADER = re.compile(r"[A-Za-z0-9.\-\[\]:]{1,255}")


class Door(ThreadingHTTPServer):
    """One listening port: an outlet's, or the front door's (`outlet` null)."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], newsroom: Newsroom, outlet: Outlet | None, verbose: bool = False) -> None:
        super().__init__(address, Handler)
        self.newsroom = newsroom
        self.outlet = outlet
        self.verbose = verbose
        self.outlet_ports: dict[str, int] = {}


class Handler(BaseHTTPRequestHandler):
    """GET and HEAD with conditional requests; POST for the front door's two switches."""

    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom"
    sys_version = ""
    timeout = 30
    server: Door

    def do_GET(self) -> None:
        self._send(self._reply())

    def do_HEAD(self) -> None:
        self._send(self._reply(peek=True))

    def do_POST(self) -> None:
        self.close_connection = True
        actions = {"/edit": self.server.newsroom.edit_all, "/reset": self.server.newsroom.reset}
        action = None if self.server.outlet else actions.get(self.path)
        if action is None:
            return self._send(error_page(404, "This page cannot be found"))
        action()
        return self._send(self._front_door("/state"))

    def log_message(self, format: str, *args: object) -> None:
        if self.server.verbose:
            super().log_message(format, *args)

    def _reply(self, peek: bool = False) -> Reply:
        path = urlsplit(self.path).path
        if self.server.outlet is None:
            return self._front_door(path)
        consented = "consent=yes" in self.headers.get("Cookie", "")
        return self.server.newsroom.get(self.server.outlet, path, self._base_url(), consented, peek)

    def _front_door(self, path: str) -> Reply:
        newsroom = self.server.newsroom
        if path == "/state":
            return Reply(200, "application/json", json.dumps(newsroom.state()).encode())
        if path != "/":
            return error_page(404, "This page cannot be found")
        host = self._base_url().rpartition(":")[0]
        items = "".join(
            f'<li><a href="{escape(host)}:{self.server.outlet_ports[outlet.key]}/">{escape(outlet.name)}</a>'
            f" {escape(outlet.tagline)}</li>\n"
            for outlet in newsroom.outlets
        )
        return Reply(200, HTML, pages.simple_page("Sample newsroom", f"<ul>\n{items}</ul>").encode())

    def _base_url(self) -> str:
        """As the reader addressed us, so that links work behind any host name."""
        named = self.headers.get("Host", "")
        return f"http://{named if HOST_HEADER.fullmatch(named) else f'127.0.0.1:{self.server.server_port}'}"

    def _send(self, reply: Reply) -> None:
        unchanged = reply.status == 200 and not_modified(reply, self.headers)
        self.send_response(304 if unchanged else reply.status)
        self.send_header("ETag", reply.etag)
        if reply.changed:
            self.send_header("Last-Modified", format_datetime(reply.changed, usegmt=True))
        self.send_header("Cache-Control", "no-cache")
        if not unchanged:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD" and not unchanged:
            self.wfile.write(reply.body)


def not_modified(reply: Reply, headers: Message) -> bool:
    """RFC 9110, 13.2.2: If-None-Match decides where it is given; If-Modified-Since only without it."""
    if "If-None-Match" in headers:
        return headers["If-None-Match"].strip() in (reply.etag, f"W/{reply.etag}", "*")
    since = headers.get("If-Modified-Since")
    if not since or not reply.changed:
        return False
    try:
        return reply.changed <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


@contextmanager
def serving(newsroom: Newsroom, host: str = "127.0.0.1", port: int = 0, verbose: bool = False) -> Iterator[dict[str, str]]:
    """Serves in threads while the block runs; yields outlet key to base URL, `""` being the front door's.

    Port 0 takes free ports; otherwise the front door has `port` and the outlets the ports after it.
    """
    doors = [Door((host, port), newsroom, None, verbose)]
    try:
        for place, outlet in enumerate(newsroom.outlets, start=1):
            doors.append(Door((host, port and port + place), newsroom, outlet, verbose))
        doors[0].outlet_ports = {door.outlet.key: door.server_port for door in doors if door.outlet}
        for door in doors:
            Thread(target=door.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        yield {door.outlet.key if door.outlet else "": f"http://{host}:{door.server_port}" for door in doors}
        for door in doors:
            door.shutdown()
    finally:
        for door in doors:
            door.server_close()


def sources_yaml(base_urls: Mapping[str, str]) -> str:
    """The outlets as Claimwire's list of sources; with no need for the patience that is due to others' servers.

    Strings are written as JSON, which is YAML as well.
    """
    lines = ["sources:"]
    for outlet in load_newsroom(datetime.now(UTC)):
        base_url = base_urls[outlet.key]
        lines += [
            f"  - name: {json.dumps(outlet.name)}",
            f"    home: {json.dumps(f'{base_url}/')}",
            f"    feeds: [{json.dumps(base_url + outlet.feed_path)}]",
            f"    publisher: {json.dumps(outlet.publisher)}",
            f"    language: {outlet.language}",
            "    interval_seconds: 0.05",
            "    min_poll_minutes: 1",
        ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> None:
    options = parse(arguments)
    if options.print_sources:
        ports = {key: options.port + place for place, key in enumerate(ORDER, start=1)}
        sys.stdout.write(sources_yaml({key: f"http://{options.host}:{port}" for key, port in ports.items()}))
        return
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with serving(Newsroom(options.now, options.state), options.host, options.port, options.verbose) as base_urls:
        sys.stderr.write(f"sample newsroom: {base_urls['']}/ and {len(base_urls) - 1} outlets\n")
        stop.wait()


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sample.server", description="Serve the sample newsroom.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8100, help="front door; the outlets take the next four (%(default)s)")
    parser.add_argument("--now", type=aware, help="ISO 8601 time that all dates count back from (default: the start)")
    parser.add_argument("--state", type=Path, help="file that keeps the dates and the edits over restarts")
    parser.add_argument("--print-sources", action="store_true", help="print the sources for this host and port, and end")
    parser.add_argument("--verbose", action="store_true", help="log every request to stderr")
    return parser.parse_args(arguments)


def aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
