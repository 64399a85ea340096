"""Who may ask, and how often: keys, sessions, scopes, rates."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from shared.web.holders import ANYONE, LOCAL, Holder, Keys, Scope
from shared.web.sessions import session_secret

LOGIN_TRIES_A_MINUTE = 10
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_bearer = HTTPBearer(auto_error=False, description="An API key: `claimwire keys create NAME`. Not needed on loopback.")


class Access(StrEnum):
    """Who may use a route: all, without a key; readers, which is all where reading is open; holders of a key; operators."""

    ALL = "all"
    READERS = "readers"
    MEMBERS = "members"
    OPERATORS = "operators"


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
    """Knows who asks by their key, or by the session that a key began.

    `open_to_all` is for loopback: whoever is on this machine is its operator. `public` opens what readers may read.
    """

    def __init__(self, keys: Keys, *, open_to_all: bool, public: bool = False, per_minute: int) -> None:
        self.keys = keys
        self.open_to_all = open_to_all
        self.public = public
        self.by_key = Rate.per_minute(per_minute)
        self.by_address = Rate.per_minute(per_minute)
        self.login_tries = Rate.per_minute(LOGIN_TRIES_A_MINUTE)

    def admit(self, access: Access, key: str | None, session: str | None = None) -> Holder:
        """Who asks. Raises HTTPException: 401 for no or a wrong key, 403 for one that may not, 429 for too many requests."""
        holder = self._known(key, session) or self._unknown(access)
        if not may(holder, access):
            raise HTTPException(403, "this key may only read")
        if holder not in (LOCAL, ANYONE) and (wait := self.by_key.seconds_to_wait(holder.id)):
            raise HTTPException(429, "too many requests with this key", {"Retry-After": str(wait)})
        return holder

    def _known(self, key: str | None, session: str | None) -> Holder | None:
        now = datetime.now(UTC)
        if key is not None:
            holder = self.keys.holder(key, now)
            if holder is None:
                raise HTTPException(401, "this key opens nothing", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
            return holder
        return self.keys.session(session, now) if session and not self.open_to_all else None

    def _unknown(self, access: Access) -> Holder:
        if self.open_to_all:
            return LOCAL
        if access is Access.ALL or (access is Access.READERS and self.public):
            return ANYONE
        raise HTTPException(401, "a key is needed: Authorization: Bearer cw_...", {"WWW-Authenticate": "Bearer"})


def may(holder: Holder, access: Access) -> bool:
    """Whether a holder who was let in has this access."""
    return access is not Access.OPERATORS or holder.scope is Scope.ADMIN


def needs(access: Access) -> Callable[..., Holder]:
    """A dependency of the API: the holder, who must have this access.

    A session opens what is only read, so that a page can link to a download; what changes something wants the key itself.
    """

    def admitted(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Holder:
        key = given.credentials if given else _bad_scheme(request)
        return doorkeeper(request).admit(access, key, session_secret(request) if request.method in SAFE_METHODS else None)

    return admitted


def _bad_scheme(request: Request) -> str | None:
    """What was sent in another way than as a bearer is a wrong key, and not no key."""
    return request.headers.get("Authorization")


def doorkeeper(request: Request) -> Doorkeeper:
    """The app's doorkeeper."""
    kept: Doorkeeper = request.app.state.doorkeeper
    return kept
