"""Cookies: the session of who has logged in, and the secret that a browser's forms are known by.

Both are secrets of 256 random bits that say nothing by themselves. A session is looked up at each request, so that logging out
and revoking its key end it everywhere. What a form sends back is a digest of the cookie, which no other site can read or guess.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

_SESSION, _VISITOR = "claimwire_session", "claimwire_visitor"
_LONGEST = 100


def session_secret(request: HTTPConnection) -> str | None:
    """The session's secret that a request brings, or null."""
    return _cookie(request, _SESSION)


def remember(response: Response, request: Request, secret: str, seconds: float) -> None:
    """Give the browser its session. Lax, so that a link from a colleague's mail opens; changes are guarded more."""
    _set(response, request, _SESSION, secret, round(seconds))


def forget(response: Response, request: Request) -> None:
    """Take the session from the browser."""
    response.delete_cookie(_name(request, _SESSION), secure=_is_https(request), httponly=True, samesite="lax")


def form_token(request: Request) -> str:
    """What a form of this browser sends back. A browser without a cookie gets one with the answer (`keep_visitor`)."""
    secret = _form_secret(request)
    if secret is None:
        secret = request.state.new_visitor = secrets.token_urlsafe(32)
    return _token(secret)


def keep_visitor(response: Response, request: Request) -> None:
    """Give a new browser the cookie that its forms are known by."""
    if new := getattr(request.state, "new_visitor", None):
        _set(response, request, _VISITOR, new, None)


def is_own_form(request: Request, token: str) -> bool:
    """Whether a form's token belongs to the browser that sends it."""
    secret = _form_secret(request)
    return secret is not None and hmac.compare_digest(_token(secret).encode(), token.encode())


def _form_secret(request: Request) -> str | None:
    new: str | None = getattr(request.state, "new_visitor", None)
    return session_secret(request) or _cookie(request, _VISITOR) or new


def _token(secret: str) -> str:
    return hashlib.sha256(b"form:" + secret.encode()).hexdigest()


def _cookie(request: HTTPConnection, name: str) -> str | None:
    value = request.cookies.get(_name(request, name))
    return value if value and len(value) <= _LONGEST else None


def _name(request: HTTPConnection, name: str) -> str:
    """With `__Host-` browsers take the cookie from this very host over https only (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if _is_https(request) else name


def _is_https(request: HTTPConnection) -> bool:
    return request.url.scheme == "https"


def _set(response: Response, request: Request, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(
        _name(request, name), value, max_age=seconds, secure=_is_https(request), httponly=True, samesite="lax", path="/"
    )
