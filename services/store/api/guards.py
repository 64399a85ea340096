"""Who may ask, and how often: keys, scopes, rates, and the hosts that an open API answers to."""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from sqlalchemy import Engine
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from services.store import keys
from services.store.api.problems import problem
from services.store.keys import Holder

LOCAL = Holder("local", keys.Scope.ADMIN)
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:@\[\]]+)(?::\d*)?")
_bearer = HTTPBearer(auto_error=False, description="An API key: `claimwire keys create NAME`. Not needed on loopback.")


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a minute for each name; the count slides, so that a minute's end opens no gap."""

    limiter: SlidingWindowCounterRateLimiter
    each: RateLimitItemPerMinute

    @classmethod
    def per_minute(cls, count: int) -> Rate:
        return cls(SlidingWindowCounterRateLimiter(MemoryStorage()), RateLimitItemPerMinute(count))

    def seconds_to_wait(self, name: str) -> int:
        """Count a request; 0, or how long to wait where there were too many."""
        if self.limiter.hit(self.each, name):
            return 0
        reset = self.limiter.get_window_stats(self.each, name).reset_time
        return max(1, round(reset - time.time()))


class Doorkeeper:
    """Knows holders by their keys. `open_to_all` is for loopback: whoever is on this machine is its operator."""

    def __init__(self, engine: Engine, *, open_to_all: bool, per_minute: int) -> None:
        self.engine = engine
        self.open_to_all = open_to_all
        self.by_key = Rate.per_minute(per_minute)
        self.by_address = Rate.per_minute(per_minute)

    def admit(self, key: str | None) -> Holder:
        """Who asks. Raises HTTPException 401 for no or a wrong key, 429 for too many requests."""
        if key is None:
            if self.open_to_all:
                return LOCAL
            raise HTTPException(401, "a key is needed: Authorization: Bearer cw_...", {"WWW-Authenticate": "Bearer"})
        known = keys.holder(self.engine, key, datetime.now(UTC))
        if known is None:
            raise HTTPException(401, "this key opens nothing", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
        if wait := self.by_key.seconds_to_wait(known.id):
            raise HTTPException(429, "too many requests with this key", {"Retry-After": str(wait)})
        return known


def needs(scope: keys.Scope) -> Callable[..., Holder]:
    """A dependency: the holder, who must have this scope."""

    def admitted(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Holder:
        holder = doorkeeper(request).admit(given.credentials if given else _bad_scheme(request))
        if scope == keys.Scope.ADMIN and holder.scope != keys.Scope.ADMIN:
            raise HTTPException(403, "this key may only read")
        return holder

    return admitted


def _bad_scheme(request: Request) -> str | None:
    """What was sent in another way than as a bearer is a wrong key, and not no key."""
    return request.headers.get("Authorization")


def doorkeeper(request: Request) -> Doorkeeper:
    """The app's doorkeeper."""
    kept: Doorkeeper = request.app.state.doorkeeper
    return kept


class Gate:
    """ASGI: turns away too many requests of one address, and on an open API requests that name another host than this machine.

    A page in the operator's browser could otherwise reach the open API under a name of its own that leads to loopback.
    """

    def __init__(self, app: ASGIApp, keeper: Doorkeeper) -> None:
        self.app = app
        self.keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        if self.keeper.open_to_all and not is_loopback(_host(Headers(scope=scope).get("host", ""))):
            return problem(400, "host", "an API without keys answers on this machine only")
        address = scope["client"][0] if scope.get("client") else "unknown"
        if wait := self.keeper.by_address.seconds_to_wait(address):
            return problem(429, "too-many", "too many requests from this address", headers={"Retry-After": str(wait)})
        return None


def _host(header: str) -> str:
    """The host without its port: "localhost:8000", "[::1]:8000"; empty for what is no host."""
    found = _HOST.fullmatch(header)
    return found[1] if found else ""
