"""A news site on loopback for tests: pages by path, a feed that lists them, and an access log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Page:
    """What one address answers."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


def article_page(title: str, paragraphs: list[str], published: datetime | None = None) -> Page:
    """A plain news page."""
    when = (published or datetime.now(UTC)).isoformat()
    body = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)
    return Page(
        f"""<!doctype html><html lang="en"><head><title>{escape(title)}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{escape(title)}">
<meta property="article:published_time" content="{when}"></head>
<body><article><h1>{escape(title)}</h1>{body}</article></body></html>""".encode()
    )


class Site:
    """Pages, and who asked for them when."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.log: list[tuple[float, str, dict[str, str]]] = []
        self.url = ""

    def feed(self) -> Page:
        """RSS of all pages."""
        now = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><title>{escape(path)}</title><link>{self.url}{path}</link><pubDate>{now}</pubDate></item>"
            for path in self.pages
        )
        return Page(
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Site</title>{items}</channel></rss>'.encode(),
            "application/rss+xml",
        )

    def answer(self, path: str) -> Page:
        if path == "/feed.xml":
            return self.feed()
        return self.pages.get(path, Page(b"not here", "text/plain", 404))

    def sources_yaml(self, **options: object) -> str:
        lines = [
            f"  - name: Site\n    feeds: [{self.url}/feed.xml]",
            *(f"    {name}: {value}" for name, value in options.items()),
        ]
        return "sources:\n" + "\n".join(lines) + "\n"


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve the site on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.log.append((time.time(), self.path, dict(self.headers)))
            page = site.answer(self.path)
            time.sleep(page.seconds)
            self.send_response(page.status)
            headers = {"Content-Type": page.content_type, "Content-Length": str(len(page.body)), **page.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
