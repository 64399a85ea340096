"""The wire under an HTTP client: connections that go only to addresses checked beforehand, and reads that keep to a budget.

The host name stays in the URL (so that Host, SNI and certificate checks are those of requests); only the moment of connecting
is ours: the name is resolved once, every address is judged, and the socket is connected to exactly what was judged. A rebinding
name server therefore has no second question to answer differently.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util.ssl_ import create_urllib3_context

from shared.net.addresses import Network, port_refusal, refusal

Resolver = Callable[[str, int], Sequence[str]]
"""Host name and port to the addresses it has, as text; raises OSError (socket.gaierror) where it has none."""


class ForbiddenAddress(Exception):
    """The host has an address, or the URL a port, that must not be connected to."""


class NameNotResolved(OSError):
    """The host name has no address, or the name server did not answer in time."""


class BudgetSpent(TimeoutError):
    """The time or the bytes of this fetch are used up."""


class Budget:
    """What one fetch may still use: seconds until `deadline` (monotonic) and `bytes_left` on the wire."""

    __slots__ = ("bytes_left", "deadline", "received")

    def __init__(self, seconds: float, wire_bytes: int) -> None:
        self.deadline = time.monotonic() + seconds
        self.bytes_left = wire_bytes
        self.received = 0

    def remaining(self) -> float:
        """Seconds left; raises BudgetSpent when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise BudgetSpent("the total time of the fetch is used up")
        return left

    def took(self, count: int) -> None:
        """Notes `count` bytes received; raises BudgetSpent past the cap (endless headers, trailers or 1xx answers)."""
        self.received += count
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise BudgetSpent("the server sent more bytes than any answer may have")


class _Current(threading.local):
    budget: Budget | None = None


# The socket reads deep inside http.client have no parameter to carry the budget; each thread runs one fetch at a time.
current = _Current()


@contextmanager
def spending(budget: Budget) -> Iterator[Budget]:
    """What this thread dials and reads in the block spends `budget`; a fetch within a fetch has its own."""
    outer, current.budget = current.budget, budget
    try:
        yield budget
    finally:
        current.budget = outer


class _BudgetSocket(socket.socket):
    """A TCP socket whose every read waits at most until the fetch's deadline, however slowly the server drips."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        budget = current.budget
        if budget is None:
            return super().recv_into(*args, **kwargs)
        self.settimeout(budget.remaining())
        count = super().recv_into(*args, **kwargs)
        budget.took(count)
        return count


class _BudgetSSLSocket(_BudgetSocket, ssl.SSLSocket):
    """The same under TLS."""


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of the operating system's resolver, in its order, without repeats."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def resolve_within(resolver: Resolver, host: str, port: int, seconds: float) -> list[str]:
    """`resolver`'s answer, or NameNotResolved after `seconds`: the system's resolver knows no deadline, a thread does."""
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(list(resolver(host, port)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise NameNotResolved(f"{host}: the name server did not answer in time") from None
    if isinstance(answer, Exception) or not answer:
        raise NameNotResolved(f"{host}: {answer or 'no address'}")
    return answer


class Dialer:
    """Connects to hosts whose every address may be reached: `allow` opens networks, `resolver` finds addresses."""

    def __init__(self, allow: Sequence[Network], resolver: Resolver, connect_seconds: float) -> None:
        self._allow = tuple(allow)
        self._resolver = resolver
        self._connect_seconds = connect_seconds

    def dial(self, host: str, port: int) -> socket.socket:
        """A connected socket. Raises ForbiddenAddress, NameNotResolved, BudgetSpent, or OSError where nothing answers."""
        budget = current.budget
        assert budget is not None, "a dial belongs to a fetch"
        if closed := port_refusal(port):
            raise ForbiddenAddress(f"{host}: {closed}")
        addresses = resolve_within(self._resolver, host, port, min(self._connect_seconds, budget.remaining()))
        for address in addresses:
            reason = refusal(address, self._allow)
            if reason:
                raise ForbiddenAddress(f"{host} has the address {address} ({reason})")
        return self._first_that_answers(addresses, port, budget)

    def _first_that_answers(self, addresses: Sequence[str], port: int, budget: Budget) -> socket.socket:
        failure: OSError = OSError("no address")
        share = self._connect_seconds / min(len(addresses), 3)  # a dead IPv6 route must not eat the time of IPv4
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            sock = _BudgetSocket(family, socket.SOCK_STREAM)
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.settimeout(min(share, budget.remaining()))
                sock.connect((address, port))
                sock.settimeout(budget.remaining())  # the TLS handshake that may follow
            except OSError as error:
                sock.close()
                failure = error
                if isinstance(error, BudgetSpent):
                    break
            else:
                return sock
        raise failure


class _Dialled:
    """Mixed into the connection classes of urllib3: `_new_conn` is the one place where they open sockets."""

    dialer: Dialer
    _dns_host: str
    port: int

    def _new_conn(self) -> socket.socket:
        return self.dialer.dial(self._dns_host.strip("[]"), self.port)


class _Connection(_Dialled, HTTPConnection):
    pass


class _TLSConnection(_Dialled, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


class _Pools(PoolManager):
    """A pool manager whose pools hand `dialer` to each connection that they open."""

    def __init__(self, dialer: Dialer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pool_classes_by_scheme = {
            "http": type("_DialledPool", (_Pool,), {"ConnectionCls": type("_C", (_Connection,), {"dialer": dialer})}),
            "https": type("_DialledTLSPool", (_TLSPool,), {"ConnectionCls": type("_C", (_TLSConnection,), {"dialer": dialer})}),
        }


def tls_context(ca_bundle: str | None = None) -> ssl.SSLContext:
    """Certificates verified against certifi's roots (or the bundle named), host names checked, reads under the budget."""
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
    context.load_verify_locations(cafile=ca_bundle or certifi.where())
    context.sslsocket_class = _BudgetSSLSocket
    return context


class PinningAdapter(HTTPAdapter):
    """A requests adapter over `Dialer`. Thread-safe; keeps up to `hosts` pools of `per_host` idle connections."""

    def __init__(self, dialer: Dialer, context: ssl.SSLContext, *, hosts: int = 256, per_host: int = 4) -> None:
        self._dialer = dialer
        self._context = context
        super().__init__(pool_connections=hosts, pool_maxsize=per_host)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **_: Any) -> None:
        """Replaces the pool manager of requests by one that dials through us."""
        self.poolmanager = _Pools(self._dialer, num_pools=connections, maxsize=maxsize, block=block, ssl_context=self._context)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing to do: the context verifies. (The inherited one would load the root certificates for every connection.)"""


FAILURES = (requests.RequestException, HTTPError, OSError, ForbiddenAddress, ValueError)
"""All that a request over a pinned session may raise."""


def pinned_session(adapter: PinningAdapter) -> requests.Session:
    """A session that knows no other way out than `adapter`, and nothing of the environment: no proxies, no netrc."""
    session = requests.Session()
    session.trust_env = False
    session.headers.clear()
    session.adapters.clear()
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
    return session
