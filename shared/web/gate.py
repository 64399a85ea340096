"""ASGI: what is turned away before anything else is looked at."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.guards import SAFE_METHODS, Doorkeeper
from shared.web.problems import problem

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:@\[\]]+)(?::\d*)?")


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_foreign(headers: Headers, origins: Sequence[str] = ()) -> bool:
    """Whether a browser says that a page of another origin, and none of `origins`, sends this request.

    `Sec-Fetch-Site` is believed first, else `Origin` must name the host asked for: behind a proxy we may not know the scheme.
    Without either it is no browser of the last years, which cookies and forms alone would not protect.
    Source: Valsorda, "Cross-Site Request Forgery", 2025 (the check in Go's net/http).
    """
    origin = headers.get("origin")
    if origin in origins:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


class Gate:
    """Turns away too many requests of one address; requests that change something and come from another origin's page,
    unless they bring a key, which no browser does by itself; and on an open API requests that name another host than this
    machine: a page in the operator's browser could otherwise reach it under a name of its own that leads to loopback.
    """

    def __init__(self, app: ASGIApp, keeper: Doorkeeper, origins: Sequence[str] = ()) -> None:
        self.app = app
        self.keeper = keeper
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        if self.keeper.open_to_all and not is_loopback(_host(headers.get("host", ""))):
            return problem(400, "host", "an API without keys answers on this machine only")
        if scope["method"] not in SAFE_METHODS and "authorization" not in headers and is_foreign(headers, self.origins):
            return problem(403, "origin", "what changes something is taken from our own pages only")
        if "content-length" in headers and "transfer-encoding" in headers:
            # Who stands before us may have read its end elsewhere: nothing that follows on this connection is believed
            # (RFC 9112, 6.1).
            told = "a body's length is given in one way"
            return problem(400, "framing", told, headers={"Connection": "close"})
        address = scope["client"][0] if scope.get("client") else "unknown"
        if wait := self.keeper.by_address.seconds_to_wait(address):
            return problem(429, "too-many", "too many requests from this address", headers={"Retry-After": str(wait)})
        return None


def _host(header: str) -> str:
    """The host without its port: "localhost:8000", "[::1]:8000"; empty for what is no host."""
    found = _HOST.fullmatch(header)
    return found[1] if found else ""
