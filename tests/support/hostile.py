"""A hostile news site on many loopback addresses: every trap that a crawler may meet, and an access log that tells how it came.

Each address of 127.0.0.0/16 is a host of its own (numbers are their own registered hosts), so that a trap troubles no other.
FORBIDDEN listens too, on the same port: whoever connects to it has left the networks that are open.
"""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import escape

from tests.corpus import walls

Respond = Callable[[socket.socket], None]
FORBIDDEN = "127.7.7.7"
NEWS, TRAPS, BUSY, RULES, CROWD = "127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.4", "127.0.1.5"
CRAWL_DELAY, RETRY_AFTER = 1.0, 8.0


@dataclass(frozen=True)
class Request:
    """One line of the access log."""

    at: float
    host: str
    path: str
    headers: dict[str, str]


@dataclass
class HostileSite:
    """`pages` by host and path: bytes as they go over the wire, or a function that has the socket for itself.

    `expected` says what must become of a page: its outcome and reason (None: any of an article's outcomes).
    """

    port: int = 0
    pages: dict[tuple[str, str], bytes | Respond] = field(default_factory=dict)
    expected: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    listed: dict[str, list[str]] = field(default_factory=dict)
    log: list[Request] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    refusals: int = 0

    def url(self, host: str, path: str) -> str:
        return f"http://{host}:{self.port}{path}"

    def add(self, host: str, path: str, page: bytes | Respond, outcome: str, reason: str | None = None) -> None:
        """A page that the host's feed lists."""
        self.pages[host, path] = page
        self.list(host, self.url(host, path), outcome, reason)

    def list(self, host: str, url: str, outcome: str, reason: str | None = None) -> None:
        """An address that the host's feed lists."""
        self.listed.setdefault(host, []).append(url)
        self.expected[url] = (outcome, reason)

    def asked(self, host: str, path: str | None = None) -> list[Request]:
        """The requests to a host in order, robots.txt aside."""
        return [r for r in self.log if r.host == host and r.path != "/robots.txt" and path in (None, r.path)]

    def answer(self, host: str, path: str, headers: dict[str, str]) -> bytes | Respond:
        """What goes over the wire."""
        if path == "/feed.xml":
            return conditional(feed(self.listed.get(host, [])), "application/rss+xml", headers)
        if host == BUSY and path.startswith("/busy"):
            return self._busy()
        page = self.pages.get((host, path), response(b"not here", status="404 Not Found"))
        if isinstance(page, bytes) and host == NEWS and page.startswith(b"HTTP/1.1 200"):
            return conditional(page.partition(b"\r\n\r\n")[2], "text/html; charset=utf-8", headers)
        return page

    def _busy(self) -> bytes:
        """The first who comes is told to come back later."""
        with self.lock:
            self.refusals += 1
            first = self.refusals == 1
        if first:
            return response(b"", f"Retry-After: {RETRY_AFTER:.0f}", status="429 Too Many Requests")
        return response(article(f"The busy desk {self.refusals}"))


def response(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"Content-Type: {kind}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def conditional(body: bytes, kind: str, headers: dict[str, str]) -> bytes:
    """The answer of an honest server with an ETag."""
    etag = f'"{hash(body) & 0xFFFFFFFF:x}"'
    if headers.get("if-none-match") == etag:
        return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
    return response(body, f"ETag: {etag}", kind=kind)


def redirect(to: str, status: int = 302) -> bytes:
    return response(b"", f"Location: {to}", status=f"{status} Moved")


def feed(urls: list[str]) -> bytes:
    items = "".join(f"<item><title>Item</title><link>{escape(url)}</link></item>" for url in urls)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Site</title>{items}</channel></rss>'.encode()


def article(title: str, inside: str = "") -> bytes:
    """A page that is an article; `inside` is put into its first paragraph."""
    paragraphs = [
        f"The harbour master said on Monday that 14 ferries were kept in port by the storm.{inside}",
        "Repairs of the northern quay will cost about $3 million, according to the council, which met in the evening.",
        "Fishermen who had hoped to sail before the weekend were told to wait until the wind had turned to the west again.",
    ]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    head = f'<title>{title}</title><meta property="og:type" content="article">'
    body = f"<article><h1>{title}</h1>{body}</article>"
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'.encode()


def drip(connection: socket.socket, lines: bytes, piece: bytes) -> None:
    """Sends a beginning, then a little, for ever."""
    with suppress(OSError):
        connection.sendall(lines)
        for _ in range(600):
            connection.sendall(piece)
            time.sleep(0.1)


def dripped_body(connection: socket.socket) -> None:
    drip(connection, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<html><body>", b"<p>x")


def dripped_headers(connection: socket.socket) -> None:
    drip(connection, b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n")


def endless_headers(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(200_000):
            connection.sendall(b"X-More: " + b"y" * 1000 + b"\r\n")


def silence(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.settimeout(20)
        connection.recv(1)


def hang_up(connection: socket.socket) -> None:
    connection.close()


def endless_body(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><body>")
        for _ in range(2000):
            connection.sendall(b"<p>" + b"z" * 65_536)


def build(site: HostileSite) -> None:
    """All pages and what must become of them."""
    _news(site)
    _traps(site)
    _failing_hosts(site)
    _polite_hosts(site)


def _news(site: HostileSite) -> None:
    for number in range(6):
        site.add(NEWS, f"/story-{number}", response(article(f"Storm keeps {number + 10} ferries in port")), "stored")
    first = site.url(NEWS, "/story-0")
    site.listed[NEWS] += [f"{first}?utm_source=rss&utm_medium=feed", f"{first}#comments", first]  # one entry all the same
    site.add(NEWS, "/moved", redirect(site.url(NEWS, "/story-1"), 301), "kept")


def _traps(site: HostileSite) -> None:
    for wall in {wall.reason: wall for wall in walls.pages()}.values():
        site.add(TRAPS, f"/{wall.name.replace(' ', '-')}", response(wall.html.encode()), "dropped", wall.reason)
    bomb = gzip.compress(b"<html><body>" + b"<p>boom " * 3_000_000)
    for path, page, reason in (
        ("/bomb", response(bomb, "Content-Encoding: gzip"), "decompression_bomb"),
        (
            "/announced",
            response(b"", "X-Really: no").replace(b"Content-Length: 0", b"Content-Length: 99999999999"),
            "too_large",
        ),
        ("/endless", endless_body, "too_large"),
        ("/pdf", response(b"%PDF-1.7\n%\xe2\xe3", kind="application/pdf"), "unsupported_type"),
        ("/image", response(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"), "unsupported_type"),
        ("/nothing", response(b""), "empty_text"),
        ("/gone", response(b"", status="410 Gone"), "gone"),
        ("/missing", response(b"", status="404 Not Found"), "not_found"),
        ("/forbidden", response(b"", status="403 Forbidden"), "blocked"),
        ("/loop-a", redirect("/loop-b"), "redirect_loop"),
        ("/loop-b", redirect("/loop-a"), "redirect_loop"),
        ("/around", redirect("/around"), "redirect_loop"),
    ):
        site.add(TRAPS, path, page, "dropped", reason)
    for hop in range(30):
        site.pages[TRAPS, f"/far-{hop}"] = redirect(f"/far-{hop + 1}")
    site.list(TRAPS, site.url(TRAPS, "/far-0"), "dropped", "redirect_loop")
    for number, target in enumerate(_inside(site.port)):
        site.add(TRAPS, f"/inside-{number}", redirect(target), "dropped", "forbidden_address")
        if target.startswith("http"):
            site.list(TRAPS, target, "dropped", "forbidden_address")
    site.add(TRAPS, "/nul", response(article("Storm\x00 keeps ferries", "\x00 More\x00.")), "any")
    site.add(TRAPS, "/title", response(article("Storm keeps ferries in port " * 40_000)), "any")
    site.add(TRAPS, "/deep", response(article("Storm keeps ferries", "<div>" * 20_000 + "deep" + "</div>" * 20_000)), "any")
    site.add(TRAPS, "/entities", response(article("Storm keeps ferries", "&amp;" * 200_000)), "any")


def _inside(port: int) -> Iterator[str]:
    """Ways to write addresses that are nobody's business."""
    number = int.from_bytes(socket.inet_aton(FORBIDDEN), "big")
    yield f"http://{FORBIDDEN}:{port}/"
    yield f"http://{number}:{port}/"
    yield f"http://0x{number:x}:{port}/"
    yield f"http://0177.7.7.7:{port}/"
    yield f"http://127.460551:{port}/"
    yield f"http://[::ffff:{FORBIDDEN}]:{port}/"
    yield f"http://[::1]:{port}/"
    yield "http://169.254.169.254/latest/meta-data/"
    yield "http://[fd00:ec2::254]/latest/meta-data/"
    yield "http://10.0.0.1/"
    yield "http://100.100.100.200/"
    yield f"http://user:word@{FORBIDDEN}:{port}/"
    yield "file:///etc/passwd"
    yield f"ftp://{FORBIDDEN}/"


def _failing_hosts(site: HostileSite) -> None:
    """Each on a host of its own, since a host that fails is left alone for a while."""
    for number, (page, reason) in enumerate(
        (
            (dripped_body, "timeout"),
            (dripped_headers, "timeout"),
            (endless_headers, None),
            (silence, "timeout"),
            (hang_up, "connection"),
            (response(b"", status="503 Service Unavailable"), "server_error"),
            (response(b"", status="304 Not Modified"), "server_error"),
        ),
        1,
    ):
        site.add(f"127.0.2.{number}", "/page", page, "quarantined", reason)


def _polite_hosts(site: HostileSite) -> None:
    for number in range(6):
        site.list(BUSY, site.url(BUSY, f"/busy-{number}"), "stored")
        site.add(CROWD, f"/crowd-{number}", response(article(f"A crowd of {number + 20} waits at the quay")), "stored")
    for number in range(3):
        site.add(RULES, f"/open-{number}", response(article(f"The council opens {number + 30} rooms")), "stored")
        site.add(RULES, f"/private/{number}", response(article("Not for robots")), "dropped", "robots")
    site.add(RULES, "/into-private", redirect("/private/0"), "dropped", "robots")
    rules = f"User-agent: *\nDisallow: /private/\nCrawl-delay: {CRAWL_DELAY:g}\n"
    site.pages[RULES, "/robots.txt"] = response(rules.encode(), kind="text/plain")


@contextmanager
def serving(site: HostileSite) -> Iterator[HostileSite]:
    """Serve on every host and on the forbidden address, all at one port."""
    first = socket.create_server((NEWS, 0), backlog=128)
    site.port = first.getsockname()[1]
    build(site)
    hosts = {host for host, _ in site.pages} | set(site.listed) | {FORBIDDEN}
    listeners = [first, *(socket.create_server((host, site.port), backlog=128) for host in sorted(hosts - {NEWS}))]
    for listener in listeners:
        threading.Thread(target=_accept, args=(site, listener), daemon=True).start()
    try:
        yield site
    finally:
        for listener in listeners:
            listener.close()


def _accept(site: HostileSite, listener: socket.socket) -> None:
    host = listener.getsockname()[0]
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        if host == FORBIDDEN:
            site.touched.append(host)
        threading.Thread(target=_serve, args=(site, host, connection), daemon=True).start()


def _serve(site: HostileSite, host: str, connection: socket.socket) -> None:
    with suppress(OSError), connection, connection.makefile("rb") as lines:
        while first := lines.readline():
            headers = {}
            while line := lines.readline().strip():
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.strip().lower()] = value.strip()
            path = first.split()[1].decode()
            site.log.append(Request(time.monotonic(), host, path, headers))
            page = site.answer(host, path, headers)
            if not isinstance(page, bytes):
                page(connection)
                return
            connection.sendall(page)
