"""ASGI: the headers of every answer, and ETags for those that fit in one piece."""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STRICT = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# The documentation's page is made by FastAPI, with a script of its own in the page.
_DOCS = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; worker-src blob:; frame-ancestors 'none'; base-uri 'none'"
)
DOCS_PATHS = ("/docs", "/redoc")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class AnswerHeaders:
    """Adds what browsers and caches must know. Answers are private, and kept only with a check."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", _DOCS if scope["path"] in DOCS_PATHS else _STRICT)
                headers.setdefault("Cache-Control", "private, no-cache")
                headers.add_vary_header("Authorization")
                headers.add_vary_header("Cookie")
                headers.add_vary_header("Accept")
            await send(message)

        await self.app(scope, receive, told if scope["type"] == "http" else send)


class ETags:
    """Gives whole answers to GET an ETag, and answers 304 to who has it. Streams pass through as they come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                held.append(message)
                return
            if held and message["type"] == "http.response.body":
                start = held.pop()
                if not message.get("more_body"):
                    start, message = _tagged(start, message, Headers(scope=scope).get("if-none-match"))
                await send(start)
            await send(message)

        await self.app(scope, receive, told)


def _tagged(start: Message, body: Message, known: str | None) -> tuple[Message, Message]:
    tag = f'W/"{hashlib.sha256(body.get("body", b"")).hexdigest()[:32]}"'
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["ETag"] = tag
    if known is None or not _names(known, tag):
        return {**start, "headers": headers.raw}, body
    for name in ("content-length", "content-type"):
        del headers[name]
    return {**start, "status": 304, "headers": headers.raw}, {"type": "http.response.body", "body": b""}


def _names(known: str, tag: str) -> bool:
    """Whether If-None-Match names the tag; weakly compared (RFC 9110, 13.1.2)."""
    plain = tag.removeprefix("W/")
    return known.strip() == "*" or any(each.strip().removeprefix("W/") == plain for each in known.split(","))
