"""What a status or a library's exception means for the entry: a page dropped for good, or a fetch worth repeating."""

from __future__ import annotations

import email.utils
import ssl
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import DecodeError

from services.ingest.responses import FailureKind, FetchFailed
from shared.net.transport import BudgetSpent, ForbiddenAddress, NameNotResolved
from shared.outcomes import DropReason, PageDropped

_FINAL = {
    401: DropReason.BLOCKED,
    402: DropReason.BLOCKED,
    403: DropReason.BLOCKED,
    404: DropReason.NOT_FOUND,
    410: DropReason.GONE,
    451: DropReason.BLOCKED,
}
_REPEATABLE_4XX = {408: FailureKind.TIMEOUT, 425: FailureKind.SERVER_ERROR, 429: FailureKind.RATE_LIMITED}


_KINDS: tuple[tuple[tuple[type[BaseException], ...], FailureKind], ...] = (
    ((NameNotResolved,), FailureKind.DNS),
    ((BudgetSpent,), FailureKind.TIMEOUT),
    ((ssl.SSLError, ssl.CertificateError), FailureKind.TLS),
    ((TimeoutError, requests.Timeout), FailureKind.TIMEOUT),
    ((DecodeError,), FailureKind.SERVER_ERROR),
)


def retry_after_seconds(value: str | None, now: float | None = None) -> float | None:
    """Retry-After (RFC 9110: seconds or an HTTP date) as seconds from `now` (Unix time), never negative; None if unreadable."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
        return max(0.0, moment.timestamp() - (time.time() if now is None else now))
    except (ValueError, TypeError, OverflowError):
        return None


def status_error(status: int, headers: Mapping[str, str]) -> PageDropped | FetchFailed:
    """The error that an answer with neither 2xx, 304 nor a redirect stands for."""
    wait = retry_after_seconds(headers.get("Retry-After"))
    if status in _REPEATABLE_4XX:
        return FetchFailed(_REPEATABLE_4XX[status], f"status {status}", wait)
    if 400 <= status < 500:
        return PageDropped(_FINAL.get(status, DropReason.BLOCKED), f"status {status}")
    if 500 <= status < 600:
        return FetchFailed(FailureKind.SERVER_ERROR, f"status {status}", wait)
    return PageDropped(DropReason.BLOCKED, f"status {status}")


def cause(error: BaseException, kinds: tuple[type[BaseException], ...]) -> BaseException | None:
    """The first exception of `kinds` beneath `error`: requests and urllib3 wrap in arguments, causes and contexts."""
    seen: set[int] = set()
    stack: list[object] = [error]
    while stack:
        here = stack.pop()
        if not isinstance(here, BaseException) or id(here) in seen:
            continue
        seen.add(id(here))
        if isinstance(here, kinds):
            return here
        stack += [here.__context__, here.__cause__, getattr(here, "reason", None), *here.args]
    return None


def failure(error: BaseException, url: str) -> PageDropped | FetchFailed:
    """What a library's exception means for the entry."""
    if forbidden := cause(error, (ForbiddenAddress,)):
        return PageDropped(DropReason.FORBIDDEN_ADDRESS, str(forbidden))
    host = urlsplit(url).hostname or url
    for kinds, kind in _KINDS:
        if found := cause(error, kinds):
            return FetchFailed(kind, f"{host}: {_words(found)}")
    return FetchFailed(FailureKind.CONNECTION, f"{host}: {type(error).__name__}: {_words(error)}")


def _words(error: BaseException) -> str:
    return str(error)[:200] or type(error).__name__
