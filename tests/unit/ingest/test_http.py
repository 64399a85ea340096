"""The fetcher against a hostile server, and a canary that no fetch may touch."""

import gzip
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path

import brotli
import pytest

from services.ingest.failures import retry_after_seconds
from services.ingest.http import Fetcher
from services.ingest.responses import Accept, FailureKind, Fetched, FetchFailed, Limits, Redirect
from services.ingest.robots import ROBOTS_LIMITS
from shared.net.addresses import parse_networks
from shared.outcomes import DropReason, PageDropped

HTML = b"<!doctype html><html><body>Ferry hits crane</body></html>"
LOOPBACK = parse_networks(["127.0.0.1/32"])
QUICK = Limits(total_seconds=1.0, connect_seconds=0.5)


class Server:
    """Answers raw HTTP, one thread a connection: `pages` maps a path to bytes, or to a function that writes to the socket."""

    def __init__(self, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, bytes | Callable[[socket.socket], None]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.connections = 0
        self._tls = tls
        self._listener = socket.create_server((address, 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str, host: str = "news.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as lines:
                while self._answer(connection, lines.readline(), lines):
                    pass
        except OSError:
            connection.close()

    def _answer(self, connection: socket.socket, first: bytes, lines: object) -> bool:
        if not first:
            return False
        headers = {}
        while line := lines.readline().strip():  # type: ignore[attr-defined]
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        path = first.split()[1].decode()
        self.requests.append((path, headers))
        page = self.pages.get(path, answer(b"gone looking", status="404 Not Found"))
        if callable(page):
            page(connection)
            return False
        connection.sendall(page)
        return b"Connection: close" not in page


def answer(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html", length: int | None = None) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body) if length is None else length}",
        f"Content-Type: {kind}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(to: str, status: int = 302, *headers: str) -> bytes:
    return answer(b"", f"Location: {to}", *headers, status=f"{status} Moved")


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    running.pages["/"] = answer(HTML)
    yield running
    running.close()


@pytest.fixture
def canary() -> Iterator[Server]:
    """A listener on an address that is not opened; a test that touches it fails."""
    try:
        listener = Server("127.0.0.2")
    except OSError:
        pytest.skip("this machine has no second loopback address")
    yield listener
    time.sleep(0.05)
    assert listener.connections == 0, "a forbidden address was touched"
    listener.close()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    made = Fetcher(
        "claimwire-test (+mailto:desk@news.example)", limits=QUICK, allow=LOOPBACK, resolver=lambda _h, _p: ["127.0.0.1"]
    )
    yield made
    made.close()


def drop(fetcher: Fetcher, url: str, accept: Accept = Accept.PAGE) -> DropReason:
    with pytest.raises(PageDropped) as caught:
        fetcher.fetch(url, accept=accept)
    return caught.value.reason


def fail(fetcher: Fetcher, url: str, limits: Limits | None = None) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetcher.fetch(url, limits=limits)
    return caught.value


# --- what an honest server gets and gives


def test_a_page_with_its_headers(server: Server, fetcher: Fetcher) -> None:
    server.pages["/a"] = answer(HTML, 'ETag: "x1"', "Last-Modified: yesterday", "Cache-Control: max-age=60", "Retry-After: 7")
    got = fetcher.fetch(server.url("/a#part"))
    expected = Fetched(
        200, server.url("/a"), HTML, got.seconds, (), '"x1"', "yesterday", "max-age=60", 7.0, "text/html"
    )  # fmt: skip
    assert got == expected
    assert 0 < got.seconds < 1
    _, headers = server.requests[0]
    assert headers["user-agent"].startswith("claimwire-test (+mailto:")
    assert headers["host"] == f"news.example:{server.port}"
    assert "zstd" not in headers["accept-encoding"]
    assert "cookie" not in headers


def test_conditional_requests(server: Server, fetcher: Fetcher) -> None:
    server.pages["/a"] = b'HTTP/1.1 304 Not Modified\r\nETag: "x1"\r\n\r\n'
    got = fetcher.fetch(server.url("/a"), etag='"x1"', last_modified="Mon, 23 Nov 2026 08:00:00 GMT")
    assert (got.status, got.body, got.unchanged) == (304, None, True)
    assert server.requests[0][1]["if-none-match"] == '"x1"'
    assert server.requests[0][1]["if-modified-since"] == "Mon, 23 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(HTML)),
        ("deflate", zlib.compress(HTML)),
        ("br", brotli.compress(HTML)),
        ("gzip, br", brotli.compress(gzip.compress(HTML))),
    ],
)
def test_content_codings(server: Server, fetcher: Fetcher, coding: str, packed: bytes) -> None:
    server.pages["/a"] = answer(packed, f"Content-Encoding: {coding}")
    assert fetcher.fetch(server.url("/a")).body == HTML


def test_chunked(server: Server, fetcher: Fetcher) -> None:
    server.pages["/a"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n2\r\nhi\r\n0\r\n\r\n"
    assert fetcher.fetch(server.url("/a")).body == b"<html>hi"


def test_connections_are_kept_over_pages_errors_and_redirects(server: Server, fetcher: Fetcher) -> None:
    server.pages["/moved"] = answer(b"moved", "Location: /", status="301 Moved")
    for path in ("/", "/missing", "/moved", "/"):
        try:
            fetcher.fetch(server.url(path))
        except PageDropped as dropped:
            assert dropped.reason is DropReason.NOT_FOUND
    assert len(server.requests) == 5
    assert server.connections == 1


def test_a_kept_connection_that_the_server_closed_is_no_failure(server: Server, fetcher: Fetcher) -> None:
    fetcher.fetch(server.url("/"))

    def once(connection: socket.socket) -> None:
        server.pages["/b"] = answer(HTML)
        connection.shutdown(socket.SHUT_RDWR)

    server.pages["/b"] = once
    assert fetcher.fetch(server.url("/b")).body == HTML


def test_threads_share_a_fetcher(server: Server, fetcher: Fetcher) -> None:
    for n in range(8):
        server.pages[f"/{n}"] = answer(HTML + str(n).encode())
    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(lambda n: fetcher.fetch(server.url(f"/{n % 8}", f"host{n % 3}.example")).body, range(80)))
    assert bodies == [HTML + str(n % 8).encode() for n in range(80)]


def test_as_many_connections_are_kept_as_may_be_used_at_a_time(server: Server) -> None:
    together = threading.Barrier(8)

    def slow(connection: socket.socket) -> None:
        together.wait(30)
        connection.sendall(answer(HTML))
        while connection.recv(65_536):  # the next request on the same connection
            together.wait(30)
            connection.sendall(answer(HTML))

    server.pages["/slow"] = slow
    busy = Fetcher("t", allow=LOOPBACK, resolver=lambda _h, _p: ["127.0.0.1"], per_host=8)
    with Closing(busy), ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            got = list(threads.map(busy.fetch, [server.url("/slow")] * 8))
            assert [page.body for page in got] == [HTML] * 8
    assert server.connections == 8


def test_an_empty_body_is_left_to_the_reader(server: Server, fetcher: Fetcher) -> None:
    server.pages["/a"] = answer(b"")
    assert fetcher.fetch(server.url("/a")).body == b""


# --- statuses


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "blocked"),
        (401, "blocked"),
        (403, "blocked"),
        (404, "not_found"),
        (410, "gone"),
        (451, "blocked"),
        (999, "blocked"),
    ],
)
def test_final_statuses(server: Server, fetcher: Fetcher, status: int, reason: str) -> None:
    server.pages["/a"] = answer(HTML, status=f"{status} No")
    assert drop(fetcher, server.url("/a")).value == reason


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (408, "timeout"),
        (425, "server_error"),
        (429, "rate_limited"),
        (500, "server_error"),
        (503, "server_error"),
        (522, "server_error"),
    ],
)
def test_statuses_worth_repeating(server: Server, fetcher: Fetcher, status: int, kind: str) -> None:
    server.pages["/a"] = answer(HTML, "Retry-After: 120", status=f"{status} No")
    failed = fail(fetcher, server.url("/a"))
    assert (failed.kind.value, failed.retry_after_seconds) == (kind, 120)


def test_retry_after_forms() -> None:
    now = 1_800_000_000.0
    assert retry_after_seconds("30") == 30
    assert retry_after_seconds(formatdate(now + 90, usegmt=True), now) == 90
    assert retry_after_seconds(formatdate(now - 90, usegmt=True), now) == 0
    for unreadable in (None, "", "soon", "-5", "9" * 5 + "x", "\x00"):
        assert retry_after_seconds(unreadable, now) is None


# --- addresses


@pytest.mark.threat("ssrf-address", "ssrf-ipv6", "ssrf-metadata")
@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.2", "127.2", "2130706434", "0x7f000002", "0177.0.0.2", "[::ffff:127.0.0.2]", "[::ffff:7f00:2]"),
        *(
            "[64:ff9b::7f00:2]",
            "[2002:7f00:2::]",
            "[::127.0.0.2]",
            "[::1]",
            "0.0.0.0",
            "169.254.169.254",
            "10.0.0.1",
            "[fd00:ec2::254]",
        ),
    ],
)
def test_forbidden_addresses_in_every_spelling(canary: Server, host: str) -> None:
    with Closing(Fetcher("t", limits=QUICK, allow=LOOPBACK)) as real:
        assert drop(real, canary.url("/", host)) is DropReason.FORBIDDEN_ADDRESS


@pytest.mark.threat("ssrf-address", "ssrf-ipv6")
@pytest.mark.parametrize(
    "host",
    [
        *(
            "１２７.0.0.2",
            "127。0。0。2",
            "①②⑦.⓪.⓪.②",
            "127.0.0.2.",
            "127.0.0.2。",
            "0177.0.0.02",
            "0x7f.2",
            "017700000002",
            "0x7F.0X2",
        ),
        *("127.0x0.2", "[::ffff:127.0.0.2%25lo]", "[0:0:0:0:0:ffff:7f00:2]", "[::FFFF:7F00:2]", "[::ffff:0:127.0.0.2]"),
        *(
            "[fe80::1%25lo]",
            "[fe80::1%lo]",
            "[fc00::1]",
            "[2001:0:7f00:2::]",
            "[64:ff9b:1::7f00:2]",
            "[::]",
            "0",
            "localhost",
            "LOCALHOST.",
        ),
    ],
)
def test_no_spelling_of_an_address_inside_is_connected_to(canary: Server, host: str) -> None:
    """Some are no names to any resolver, others are refused: none is reached."""
    with Closing(Fetcher("t", limits=QUICK, allow=LOOPBACK)) as real, pytest.raises((PageDropped, FetchFailed)) as caught:
        real.fetch(canary.url("/", host))
    if isinstance(caught.value, PageDropped):
        assert caught.value.reason in (DropReason.FORBIDDEN_ADDRESS, DropReason.NOT_FOUND)
    else:
        assert caught.value.kind in (FailureKind.DNS, FailureKind.CONNECTION)


@pytest.mark.threat("ssrf-userinfo")
@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://news.example@127.0.0.2:{port}/",
            "http://news.example:80@127.0.0.2:{port}/",
            "http://127.0.0.2:{port}#@news.example/",
        ),
        *(
            "http://news.example\\@127.0.0.2:{port}/",
            "http://127.0.0.2:{port}\\@news.example/",
            "http://127.0.0.2:{port}\\.news.example/",
        ),
        *("http://news.example@news.example@127.0.0.2:{port}/", "http:\\\\127.0.0.2:{port}/", "http:///127.0.0.2:{port}/"),
        *("http://127.0.0.2:{port}?@news.example/", "http://127.0.0.2:{port};@news.example/", "http://\t127.0.0.2:{port}/"),
        *(
            "http://127.0.0.2\r\nHost: news.example:{port}/",
            "http://127.0.0.2%00.news.example:{port}/",
            "http://127.0.0.2%2f:{port}/",
        ),
    ],
)
def test_no_parser_is_fooled_about_the_host(server: Server, canary: Server, url: str) -> None:
    """`canary` is never connected to; where the URL has a good host after all, that one alone is asked."""
    names = {"127.0.0.2": "127.0.0.2"}
    with Closing(Fetcher("t", limits=QUICK, allow=LOOPBACK, resolver=lambda h, _: [names.get(h, "127.0.0.1")])) as careful:
        try:
            careful.fetch(url.format(port=canary.port))
        except (PageDropped, FetchFailed):
            return
    pytest.fail("nothing listens at the good host's port")


@pytest.mark.threat("ssrf-port")
@pytest.mark.parametrize("port", [22, 25, 110, 143, 389, 587, 993, 2049, 3306, 5432, 6379, 6667, 11211])
def test_other_protocols_are_not_talked_to(fetcher: Fetcher, port: int) -> None:
    assert drop(fetcher, f"http://news.example:{port}/") is DropReason.FORBIDDEN_ADDRESS


@pytest.mark.threat("ssrf-redirect")
def test_a_redirect_to_a_forbidden_address(server: Server, canary: Server) -> None:
    names = {"inside.example": "127.0.0.2"}
    with Closing(Fetcher("t", limits=QUICK, allow=LOOPBACK, resolver=lambda h, _: [names.get(h, "127.0.0.1")])) as careful:
        server.pages["/direct"] = redirect(canary.url("/", "inside.example"))
        server.pages["/late"] = redirect("/direct", 301)
        for path in ("/direct", "/late"):
            assert drop(careful, server.url(path)) is DropReason.FORBIDDEN_ADDRESS


@pytest.mark.threat("ssrf-scheme")
@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://news.example/", "gopher://127.0.0.2:70/_x", "data:text/html,x", "javascript:1"]
)
def test_a_redirect_to_another_scheme(server: Server, fetcher: Fetcher, target: str) -> None:
    server.pages["/a"] = redirect(target)
    assert drop(fetcher, server.url("/a")) is DropReason.FORBIDDEN_ADDRESS
    assert drop(fetcher, target) is DropReason.FORBIDDEN_ADDRESS


@pytest.mark.threat("ssrf-rebinding")
def test_one_forbidden_address_among_good_ones_closes_the_host(server: Server, canary: Server) -> None:
    with Closing(Fetcher("t", limits=QUICK, allow=LOOPBACK, resolver=lambda _h, _p: ["127.0.0.1", "127.0.0.2"])) as careful:
        assert drop(careful, canary.url("/")) is DropReason.FORBIDDEN_ADDRESS
    assert server.connections == 0


@pytest.mark.threat("ssrf-rebinding")
def test_a_rebinding_name_server_is_asked_once_and_pinned(server: Server, canary: Server) -> None:
    answers = iter(["127.0.0.1", "127.0.0.2", "127.0.0.2"])
    asked: list[str] = []

    def rebind(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [next(answers)]

    server.pages["/close"] = answer(HTML, "Connection: close")
    with Closing(Fetcher("t", limits=QUICK, allow=LOOPBACK, resolver=rebind)) as careful:
        assert careful.fetch(server.url("/close")).body == HTML
        assert asked == ["news.example"]
        assert drop(careful, server.url("/")) is DropReason.FORBIDDEN_ADDRESS
    assert len(asked) == 2


def test_the_next_address_is_tried_where_one_is_dead(server: Server) -> None:
    dead_first = ["127.0.0.3", "127.0.0.1"]
    allow = parse_networks(["127.0.0.0/8"])
    with Closing(Fetcher("t", limits=QUICK, allow=allow, resolver=lambda _h, _p: dead_first)) as patient:
        assert patient.fetch(server.url("/")).body == HTML


@pytest.mark.threat("ssrf-proxy")
def test_the_environment_is_not_trusted(
    server: Server, canary: Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.2:{canary.port}")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine news.example login ada password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert fetcher.fetch(server.url("/")).body == HTML
    assert "authorization" not in server.requests[0][1]


@pytest.mark.threat("credentials-leak")
def test_credentials_in_a_url_are_not_sent(server: Server, fetcher: Fetcher) -> None:
    got = fetcher.fetch(server.url("/", "ada:secret@news.example"))
    assert "authorization" not in server.requests[0][1]
    assert "secret" not in got.url


@pytest.mark.parametrize(
    "url", ["http://", "http:///x", "http://[::1", "http://news.example:99999/", "http://.example:1/", "http://a..b.example/"]
)
def test_what_is_no_url(fetcher: Fetcher, url: str) -> None:
    with pytest.raises((PageDropped, FetchFailed)) as caught:
        fetcher.fetch(url)
    if isinstance(caught.value, PageDropped):
        assert caught.value.reason is DropReason.NOT_FOUND


# --- redirects


def test_redirects_are_recorded_and_permanent_ones_move_the_url(server: Server, fetcher: Fetcher) -> None:
    server.pages |= {"/old": redirect("/new", 301), "/new": redirect("/newer", 308), "/newer": redirect("/today", 302)}
    server.pages["/today"] = answer(HTML)
    got = fetcher.fetch(server.url("/old"))
    assert got.url == server.url("/today")
    assert got.redirects == tuple(Redirect(s, server.url(p)) for s, p in ((301, "/new"), (308, "/newer"), (302, "/today")))
    assert got.moved_to == server.url("/newer")
    assert fetcher.fetch(server.url("/newer")).moved_to is None


@pytest.mark.threat("redirect-chain")
def test_redirect_loops_and_chains(server: Server, fetcher: Fetcher) -> None:
    server.pages |= {"/a": redirect("/b"), "/b": redirect("/a"), "/self": redirect("/self")}
    server.pages |= {f"/n{n}": redirect(f"/n{n + 1}") for n in range(12)}
    assert drop(fetcher, server.url("/a")) is DropReason.REDIRECT_LOOP
    assert drop(fetcher, server.url("/self")) is DropReason.REDIRECT_LOOP
    assert len(server.requests) == 3
    assert drop(fetcher, server.url("/n0")) is DropReason.REDIRECT_LOOP
    server.pages["/n12"] = answer(HTML)
    assert fetcher.fetch(server.url("/n2")).body == HTML


@pytest.mark.threat("credentials-leak")
def test_a_redirect_to_itself_with_a_cookie_is_a_step_and_the_cookie_is_not_kept(server: Server, fetcher: Fetcher) -> None:
    def gate(connection: socket.socket) -> None:
        cookie = server.requests[-1][1].get("cookie")
        connection.sendall(answer(HTML) if cookie == "seen=1" else redirect("/gate", 302, "Set-Cookie: seen=1; Path=/"))

    server.pages["/gate"] = gate
    assert fetcher.fetch(server.url("/gate")).body == HTML
    fetcher.fetch(server.url("/"))
    assert "cookie" not in server.requests[-1][1]


def test_each_redirect_may_be_forbidden_by_its_robots_txt(server: Server, fetcher: Fetcher) -> None:
    server.pages |= {
        "/a": redirect("/b", 302, "Set-Cookie: step=1; Path=/"),
        "/b": redirect("/private"),
        "/private": answer(HTML),
    }
    server.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /private", kind="text/plain")
    followed: list[str] = []

    def ask_robots(url: str) -> None:
        followed.append(url)
        robots = fetcher.fetch(server.url("/robots.txt"), accept=Accept.TEXT, limits=ROBOTS_LIMITS)
        if b"Disallow: /private" in (robots.body or b"") and url.endswith("/private"):
            raise PageDropped(DropReason.ROBOTS, url)

    with pytest.raises(PageDropped) as caught:
        fetcher.fetch(server.url("/a"), may_follow=ask_robots)
    assert caught.value.reason is DropReason.ROBOTS
    assert followed == [server.url("/b"), server.url("/private")]
    paths = [(path, headers.get("cookie")) for path, headers in server.requests]
    assert paths == [("/a", None), ("/robots.txt", None), ("/b", "step=1"), ("/robots.txt", None)]


@pytest.mark.threat("credentials-leak")
def test_own_headers_stay_with_their_host(server: Server, fetcher: Fetcher) -> None:
    server.pages["/a"] = redirect(server.url("/", "other.example"))
    fetcher.fetch(server.url("/a"), headers={"X-Key": "secret"})
    assert [headers.get("x-key") for _, headers in server.requests] == ["secret", None]


def test_a_location_in_utf8(server: Server, fetcher: Fetcher) -> None:
    server.pages["/a"] = "HTTP/1.1 302 Found\r\nLocation: /порт\r\nContent-Length: 0\r\n\r\n".encode()
    server.pages["/%D0%BF%D0%BE%D1%80%D1%82"] = answer(HTML)
    assert fetcher.fetch(server.url("/a")).body == HTML


@pytest.mark.parametrize("location", ["", "http://[", "http://"])
def test_redirects_to_nowhere(server: Server, fetcher: Fetcher, location: str) -> None:
    server.pages["/a"] = redirect(location)
    with pytest.raises((PageDropped, FetchFailed)):
        fetcher.fetch(server.url("/a"))


# --- time


def _drip(parts: list[bytes], pause: float = 0.05) -> Callable[[socket.socket], None]:
    def write(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    return write


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.threat("redirect-chain")
def test_a_monstrous_redirect_is_not_followed(server: Server, fetcher: Fetcher) -> None:
    server.pages["/a"] = redirect("/" + "x" * 60_000)
    assert drop(fetcher, server.url("/a")) is DropReason.NOT_FOUND
    assert len(server.requests) == 1


@pytest.mark.threat("unstorable", "endless-headers")
def test_what_is_kept_of_an_answer_can_be_stored_shown_and_sent_back(server: Server, fetcher: Fetcher) -> None:
    tag = '"a\x00\x1b[2J\x9bb"'.encode("latin-1")
    server.pages["/b\x1b"] = server.pages["/b%1B%9D"] = answer(HTML).replace(b"text/html", b"text/html\x00\x1b; x=" + tag)
    server.pages["/b%1B%9D"] = server.pages["/b%1B%9D"].replace(
        b"\r\n\r\n", b"\r\nETag: " + tag + b"\r\nLast-Modified: " + b"x" * 2000 + b"\r\n\r\n", 1
    )
    server.pages["/b%1B%C2%9D"] = server.pages["/b%1B%9D"]
    server.pages["/a"] = redirect("/b\x1b\x9d")
    got = fetcher.fetch(server.url("/a"))
    assert (got.etag, got.last_modified) == ('"a[2Jb"', None)
    assert all(word.isprintable() for word in (got.url, got.content_type or "", *(hop.url for hop in got.redirects)))
    fetcher.fetch(server.url("/"), etag=got.etag)
    with pytest.raises(PageDropped) as dropped:
        server.pages["/c"] = answer(b"\x89PNG\r\n\x1a\n", kind="image/png\x00\x1b[2J")
        fetcher.fetch(server.url("/c"))
    assert dropped.value.detail.isprintable()


@pytest.mark.threat("slow-answer")
@pytest.mark.parametrize(
    "parts",
    [
        [HEAD + b"Content-Length: 1000\r\n\r\n", *([b"<"] * 200)],
        [HEAD + b"Content-Length: 1000\r\n\r\n<html>", *([b""] * 200)],
        [b"HTTP/1.1 200 OK\r\n", *([b"X: y\r\n"] * 90), *([b""] * 200)],
        [bytes([byte]) for byte in (HEAD * 40)],
        [b"HTTP/1.1 100 Continue\r\n\r\n"] * 200,
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *([b"1\r\n<\r\n"] * 200)],
        [HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(HTML)[:10], *([b"\x00"] * 200)],
        [b"", *([b""] * 200)],
    ],
    ids=["body", "silence in the body", "headers", "bytes of headers", "continue", "chunks", "gzip", "nothing"],
)
def test_a_dripping_server_is_left_after_the_total_time(server: Server, fetcher: Fetcher, parts: list[bytes]) -> None:
    server.pages["/a"] = _drip(parts)
    started = time.monotonic()
    assert fail(fetcher, server.url("/a")).kind in (FailureKind.TIMEOUT, FailureKind.SERVER_ERROR, FailureKind.CONNECTION)
    assert time.monotonic() - started < 2.0


@pytest.mark.threat("slow-answer", "redirect-chain")
def test_redirects_share_the_total_time(server: Server, fetcher: Fetcher) -> None:
    for n in range(9):
        server.pages[f"/{n}"] = _drip([redirect(f"/{n + 1}")[:-1], b"\n"], 0.3)
    started = time.monotonic()
    assert fail(fetcher, server.url("/0")).kind is FailureKind.TIMEOUT
    assert time.monotonic() - started < 2.0


@pytest.mark.threat("slow-answer")
def test_a_slow_name_server_is_a_dns_failure() -> None:
    def slow(_host: str, _port: int) -> list[str]:
        time.sleep(3)
        return ["127.0.0.1"]

    with Closing(Fetcher("t", limits=QUICK, resolver=slow)) as waiting:
        started = time.monotonic()
        assert fail(waiting, "http://news.example/").kind is FailureKind.DNS
        assert time.monotonic() - started < 2.0


def test_names_that_do_not_exist_and_ports_that_do_not_answer(fetcher: Fetcher) -> None:
    def unknown(host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, f"{host} not known")

    with Closing(Fetcher("t", limits=QUICK, resolver=unknown)) as lost:
        assert fail(lost, "http://news.example/").kind is FailureKind.DNS
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert fail(fetcher, f"http://news.example:{port}/").kind is FailureKind.CONNECTION


# --- bytes


@pytest.mark.threat("endless-body")
def test_bodies_past_the_cap(server: Server, fetcher: Fetcher) -> None:
    server.pages["/announced"] = answer(HTML, length=10_000_001)
    server.pages["/endless"] = lambda c: c.sendall(HEAD + b"\r\n<html>" + b"word " * 2_100_000)
    server.pages["/fits"] = answer(b"<html>" + b"x" * 9_999_000)
    assert drop(fetcher, server.url("/announced")) is DropReason.TOO_LARGE
    assert drop(fetcher, server.url("/endless")) is DropReason.TOO_LARGE
    assert len(fetcher.fetch(server.url("/fits")).body or b"") == 9_999_006


def _nested(body: bytes, times: int) -> bytes:
    for _ in range(times):
        body = gzip.compress(body)
    return body


@pytest.mark.threat("bomb-coding")
@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", gzip.compress(b"<html>" + b"0" * 50_000_000)),
        ("deflate", zlib.compress(b"<html>" + b"0" * 50_000_000)),
        ("br", brotli.compress(b"<html>" + b"0" * 50_000_000)),
        ("gzip, gzip, gzip", _nested(b"<html>" + b"0" * 50_000_000, 3)),
        ("gzip", b"".join(gzip.compress(b"<html>" + b"0" * 1_000_000) for _ in range(40))),
    ],
    ids=["gzip", "deflate", "brotli", "nested", "members"],
)
def test_decompression_bombs(server: Server, fetcher: Fetcher, coding: str, bomb: bytes) -> None:
    server.pages["/a"] = answer(bomb, f"Content-Encoding: {coding}")
    assert drop(fetcher, server.url("/a")) is DropReason.DECOMPRESSION_BOMB


def test_a_small_page_may_inflate_as_it_likes(server: Server, fetcher: Fetcher) -> None:
    page = b"<html>" + b" " * 200_000
    server.pages["/a"] = answer(gzip.compress(page), "Content-Encoding: gzip")
    assert fetcher.fetch(server.url("/a")).body == page


@pytest.mark.threat("endless-headers")
def test_headers_past_all_measure(server: Server, fetcher: Fetcher) -> None:
    server.pages["/many"] = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n"
    server.pages["/long"] = b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"
    server.pages["/never"] = _drip([b"HTTP/1.1 100 Continue\r\n\r\n" * 4000] * 400, 0.0)
    for path in ("/many", "/long", "/never"):
        assert fail(fetcher, server.url(path), Limits(total_seconds=10)).kind in (FailureKind.CONNECTION, FailureKind.TIMEOUT)


@pytest.mark.parametrize(
    "raw",
    [
        answer(HTML, length=5000, kind="text/html") + b"",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\nZZ\r\nhi\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n<html>",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 100_000,
        HEAD + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\n<html>",
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\nnot gzip....",
        b"garbage\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"\x00" * 100 + b"\r\n",
    ],
    ids=["short body", "bad chunk", "huge chunk", "long chunk line", "two lengths", "no gzip", "no http", "no status", "zeros"],
)
def test_broken_answers_are_worth_repeating(server: Server, fetcher: Fetcher, raw: bytes) -> None:
    def write(connection: socket.socket) -> None:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)

    server.pages["/a"] = write
    assert fail(fetcher, server.url("/a")).kind in (FailureKind.CONNECTION, FailureKind.SERVER_ERROR)
    assert fetcher.fetch(server.url("/")).body == HTML, "the next fetch starts clean"


@pytest.mark.threat("response-splitting")
def test_a_body_longer_than_announced_does_not_leak_into_the_next_answer(server: Server, fetcher: Fetcher) -> None:
    server.pages["/a"] = answer(HTML + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", length=len(HTML))
    assert fetcher.fetch(server.url("/a")).body == HTML
    assert fetcher.fetch(server.url("/")).body == HTML


def test_robots_txt_is_cut_not_refused(server: Server, fetcher: Fetcher) -> None:
    server.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /x\n" + b"# filler\n" * 100_000, kind="text/plain")
    got = fetcher.fetch(server.url("/robots.txt"), accept=Accept.TEXT, limits=ROBOTS_LIMITS)
    assert len(got.body or b"") == 500 * 1024


# --- kinds


@pytest.mark.parametrize(
    ("body", "declared", "accept", "usable"),
    [
        (HTML, "text/html", Accept.PAGE, True),
        (HTML, "text/plain", Accept.PAGE, True),
        (HTML, "application/octet-stream", Accept.PAGE, True),
        (b'<?xml version="1.0"?><html xmlns="x">', "application/xhtml+xml", Accept.PAGE, True),
        (b"<!-- " + b"x" * 5000 + b" --><html>", "text/html", Accept.PAGE, True),
        ("﻿<!DOCTYPE html>".encode("utf-16-le"), "text/html", Accept.PAGE, True),
        (b"Words without any tag", "text/html; charset=utf-8", Accept.PAGE, True),
        (b"<custom-app></custom-app>", "text/html", Accept.PAGE, True),
        (b"%PDF-1.7 ...", "application/pdf", Accept.PAGE, False),
        (b"%PDF-1.7 ...", "text/html", Accept.PAGE, False),
        (b"\x89PNG\r\n\x1a\n...", "text/html", Accept.PAGE, False),
        (b"\x00\x01\x02\x03", "text/html", Accept.PAGE, False),
        (HTML, "image/jpeg", Accept.PAGE, False),
        (b'{"a": 1}', "application/json", Accept.PAGE, False),
        (b"plain words", "text/plain", Accept.PAGE, False),
        (b'<?xml version="1.0"?><rss>', "text/html", Accept.PAGE, False),
        (b'<?xml version="1.0"?><rss>', "text/html", Accept.FEED, True),
        (b'{"version": 1}', "application/feed+json", Accept.FEED, True),
        (HTML, "text/html", Accept.FEED, True),
        (b"\xff\xd8\xff\xe0", "application/rss+xml", Accept.FEED, False),
        (gzip.compress(b"<urlset/>"), "application/octet-stream", Accept.SITEMAP, True),
        (gzip.compress(b"<urlset/>"), "application/octet-stream", Accept.FEED, False),
        (b"User-agent: *", "image/png", Accept.TEXT, True),
    ],
)
def test_the_kind_of_a_body(server: Server, fetcher: Fetcher, body: bytes, declared: str, accept: Accept, usable: bool) -> None:
    server.pages["/a"] = answer(body, kind=declared)
    if usable:
        assert fetcher.fetch(server.url("/a"), accept=accept).body == body
    else:
        assert drop(fetcher, server.url("/a"), accept) is DropReason.UNSUPPORTED_TYPE


@pytest.mark.threat("bomb-coding")
def test_codings_not_asked_for_are_refused(server: Server, fetcher: Fetcher) -> None:
    server.pages["/a"] = answer(HTML, "Content-Encoding: zstd")
    assert drop(fetcher, server.url("/a")) is DropReason.UNSUPPORTED_TYPE


def test_a_film_is_not_downloaded_to_find_out_what_it_is(server: Server, fetcher: Fetcher) -> None:
    server.pages["/a"] = _drip(
        [b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 9000000\r\n\r\n", *([b"x"] * 100)]
    )
    started = time.monotonic()
    assert drop(fetcher, server.url("/a")) is DropReason.UNSUPPORTED_TYPE
    assert time.monotonic() - started < 0.5


# --- TLS


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for news.example and its key, made by the openssl program."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl program")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", *subject]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, key


@pytest.fixture
def tls_server(authority: tuple[Path, Path]) -> Iterator[Server]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*authority)
    running = Server(tls=context)
    running.pages["/"] = answer(HTML)
    running.pages["/drip"] = _drip([HEAD + b"\r\n<html>", *([b"x"] * 200)])
    yield running
    running.close()


@pytest.mark.threat("network-tamper")
def test_certificates_are_verified_against_the_host_name(tls_server: Server, authority: tuple[Path, Path]) -> None:
    resolve = lambda _h, _p: ["127.0.0.1"]  # noqa: E731
    with Closing(Fetcher("t", limits=QUICK, allow=LOOPBACK, resolver=resolve, ca_bundle=str(authority[0]))) as trusting:
        assert trusting.fetch(tls_server.url("/", scheme="https")).body == HTML
        assert fail(trusting, tls_server.url("/", "other.example", "https")).kind is FailureKind.TLS
        assert fail(trusting, tls_server.url("/drip", scheme="https")).kind is FailureKind.TIMEOUT
    with Closing(Fetcher("t", limits=QUICK, allow=LOOPBACK, resolver=resolve)) as strict:
        assert fail(strict, tls_server.url("/", scheme="https")).kind is FailureKind.TLS


@pytest.mark.threat("slow-answer")
def test_a_server_that_never_shakes_hands(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        failed = fail(fetcher, f"https://news.example:{silent.getsockname()[1]}/")
    assert failed.kind in (FailureKind.TIMEOUT, FailureKind.TLS)
    assert time.monotonic() - started < 2.0


def test_fetched_is_plain_data(server: Server, fetcher: Fetcher) -> None:
    got = fetcher.fetch(server.url("/"))
    assert json.dumps([got.status, got.url, got.etag, got.retry_after])


class Closing:
    """A fetcher that is closed at the end of a test."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def __enter__(self) -> Fetcher:
        return self._fetcher

    def __exit__(self, *_: object) -> None:
        self._fetcher.close()
