"""The safe fetcher: one polite GET over requests, with every hop's address checked and every byte and second counted.

`Fetcher.fetch` either returns `Fetched`, or raises `PageDropped` (final: the page is no article for us) or `FetchFailed`
(worth repeating). Nothing of the environment is trusted: no proxies, no netrc, no cookies kept from one fetch to the next.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import requests
from requests.cookies import RequestsCookieJar

from services.ingest.bodies import ENCODINGS, finish_small, read_body
from services.ingest.failures import cause, failure, retry_after_seconds
from services.ingest.responses import Accept, FailureKind, Fetched, FetchFailed, Limits, Redirect
from services.ingest.urls import MAX_URL
from shared.net.addresses import Network
from shared.net.transport import (
    FAILURES,
    Budget,
    Dialer,
    PinningAdapter,
    Resolver,
    current,
    pinned_session,
    spending,
    system_resolver,
    tls_context,
)
from shared.outcomes import DropReason, PageDropped

_HEADER_ALLOWANCE = 1_000_000  # headers, chunk sizes and trailers of one hop, beside the body
_LONGEST_FIELD = 1000
_NO_FIELD = re.compile(r"[^\t\x20-\x7e\xa0-\xff]")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]")
_ACCEPT = {
    Accept.PAGE: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    Accept.FEED: "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5",
    Accept.SITEMAP: "application/xml,text/xml,application/gzip;q=0.9,*/*;q=0.5",
    Accept.OFFER: "text/html,application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5",
    Accept.TEXT: "text/plain,*/*;q=0.5",
}


class _Arrival(NamedTuple):
    """The answer at the end of the redirects, and the way there."""

    response: requests.Response
    url: str
    hops: tuple[Redirect, ...]


class Fetcher:
    """A thread-safe fetcher: connections are shared and kept, each thread has a session of its own.

    `allow` opens networks that are otherwise refused, `ca_bundle` names a file of root certificates instead of certifi's,
    `per_host` is how many requests to one host may be under way at a time without a connection being thrown away.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        allow: Sequence[Network] = (),
        resolver: Resolver = system_resolver,
        ca_bundle: str | None = None,
        per_host: int = 4,
    ) -> None:
        self._user_agent = user_agent
        self._limits = limits
        dialer = Dialer(allow, resolver, limits.connect_seconds)
        self._adapter = PinningAdapter(dialer, tls_context(ca_bundle), per_host=per_host)
        self._local = threading.local()

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Accept = Accept.PAGE,
        limits: Limits | None = None,
        may_follow: Callable[[str], None] | None = None,
    ) -> Fetched:
        """GETs `url`, conditionally where validators are given; `headers` go only to the host of `url`.

        `may_follow` is called with each redirect's target before it is asked; what it raises ends the fetch (PageDropped for
        a target that robots.txt disallows). It may itself use this fetcher.

        Raises PageDropped (not_found, gone, blocked, too_large, decompression_bomb, forbidden_address, redirect_loop,
        unsupported_type) or FetchFailed (server_error, timeout, connection, dns, tls, rate_limited).
        """
        caps = limits or self._limits
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        base = {
            "User-Agent": self._user_agent,
            "Accept": _ACCEPT[accept],
            "Accept-Encoding": ", ".join(ENCODINGS),
            **{name: value for name, value in validators.items() if value},
        }
        started = time.monotonic()
        session = self._session()
        outer, session.cookies = session.cookies, RequestsCookieJar()
        try:
            with spending(Budget(caps.total_seconds, _wire_cap(caps))):
                hops = self._follow(session, _fetchable(url), base, dict(headers or {}), caps, may_follow)
                return _finish(hops, accept, caps, started)
        finally:
            session.cookies = outer

    def close(self) -> None:
        """Closes all idle connections."""
        self._adapter.close()

    def _follow(
        self,
        session: requests.Session,
        url: str,
        base: dict[str, str],
        extra: dict[str, str],
        caps: Limits,
        may_follow: Callable[[str], None] | None,
    ) -> _Arrival:
        """Asks until the answer is no redirect; that answer's body is not yet read."""
        first_host = urlsplit(url).netloc
        hops: list[Redirect] = []
        seen: set[tuple[str, str]] = set()
        while True:
            here = (url, _cookie_state(session.cookies))
            if here in seen:
                raise PageDropped(DropReason.REDIRECT_LOOP, f"{url} leads back to itself")
            seen.add(here)
            own = extra if urlsplit(url).netloc == first_host else {}
            response = self._get(session, url, base | own)
            target = _leave(response, url)
            if target is None:
                return _Arrival(response, url, tuple(hops))
            if len(hops) >= caps.redirects:
                raise PageDropped(DropReason.REDIRECT_LOOP, f"more than {caps.redirects} redirects")
            url = _fetchable(target)
            hops.append(Redirect(response.status_code, url))
            if may_follow:
                may_follow(url)

    def _get(self, session: requests.Session, url: str, headers: dict[str, str]) -> requests.Response:
        """One request. A kept connection that the server closed meanwhile is replaced once, without counting as a failure."""
        budget = current.budget
        assert budget is not None
        for attempt in (1, 2):
            received = budget.received
            try:
                request = session.prepare_request(requests.Request("GET", url, headers=headers))
                return session.send(
                    request, stream=True, allow_redirects=False, timeout=budget.remaining(), verify=True, proxies={}
                )
            except requests.exceptions.InvalidURL as error:
                raise PageDropped(DropReason.NOT_FOUND, f"no URL: {error}") from error
            except FAILURES as error:
                fresh = budget.received == received and attempt == 1
                if fresh and cause(error, (ConnectionResetError, BrokenPipeError)):
                    continue
                raise failure(error, url) from error
        raise AssertionError("unreachable")

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = pinned_session(self._adapter)
        return session


def _wire_cap(caps: Limits) -> int:
    return caps.body_bytes + _HEADER_ALLOWANCE * (caps.redirects + 1)


def _fetchable(url: str) -> str:
    """The URL without fragment and credentials, control characters quoted; raises PageDropped where it is no http(s) URL
    with a host."""
    url = url.strip()
    if len(url) > MAX_URL:
        raise PageDropped(DropReason.NOT_FOUND, f"no URL: {len(url)} characters")
    try:
        parts = urlsplit(_CONTROL.sub(lambda found: quote(found[0], errors="replace"), url))
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise PageDropped(DropReason.NOT_FOUND, f"no URL: {error}") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise PageDropped(DropReason.FORBIDDEN_ADDRESS, f"the scheme {parts.scheme or '(none)'} is not fetched")
    if not host:
        raise PageDropped(DropReason.NOT_FOUND, "no URL: it names no host")
    return urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.rpartition("@")[2], fragment=""))


def _cookie_state(jar: CookieJar) -> str:
    """What tells a redirect to itself that sets a cookie (a step forward) from one that does not (a loop)."""
    return ";".join(sorted(f"{cookie.domain}{cookie.name}={cookie.value}" for cookie in jar))


def _redirect_target(response: requests.Response, url: str) -> str | None:
    if response.status_code not in (301, 302, 303, 307, 308):
        return None
    location = response.headers.get("Location")
    if not location:
        raise FetchFailed(FailureKind.SERVER_ERROR, f"status {response.status_code} without a Location")
    try:
        # http.client reads headers as latin-1, servers send UTF-8
        return urljoin(url, location.encode("latin-1").decode("utf-8", "replace"))
    except (ValueError, UnicodeEncodeError) as error:
        raise PageDropped(DropReason.NOT_FOUND, f"redirected to what is no URL: {error}") from error


def _leave(response: requests.Response, url: str) -> str | None:
    """Where the answer redirects to, and its connection given back; None (the answer still open) where it does not."""
    try:
        target = _redirect_target(response, url)
    except BaseException:
        response.close()
        raise
    if target is not None:
        finish_small(response)
        response.close()
    return target


def _finish(arrival: _Arrival, accept: Accept, caps: Limits, started: float) -> Fetched:
    response = arrival.response
    try:
        body = read_body(response, accept, caps)
    finally:
        response.close()
    headers = response.headers
    return Fetched(
        status=response.status_code,
        url=arrival.url,
        body=body,
        seconds=time.monotonic() - started,
        redirects=arrival.hops,
        etag=_told(headers, "ETag"),
        last_modified=_told(headers, "Last-Modified"),
        cache_control=_told(headers, "Cache-Control"),
        retry_after=retry_after_seconds(headers.get("Retry-After")),
        content_type=_told(headers, "Content-Type"),
    )


def _told(headers: Mapping[str, str], name: str) -> str | None:
    """A header as it may be kept and sent back: only what RFC 9110 allows in one, and nothing of a length that none has."""
    value = _NO_FIELD.sub("", headers.get(name, ""))
    return value if value and len(value) <= _LONGEST_FIELD else None
