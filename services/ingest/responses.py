"""What a fetch gives back, and how it fails: plain values shared by the fetcher, robots, polls and discovery."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.characters import storable


class FailureKind(StrEnum):
    """Why a fetch failed in a way that may pass: the ledger tries again."""

    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    DNS = "dns"
    TLS = "tls"
    RATE_LIMITED = "rate_limited"


class FetchFailed(Exception):
    """A fetch worth repeating. `retry_after_seconds` is what the server asked for, not yet capped, or None."""

    def __init__(self, kind: FailureKind, detail: str = "", retry_after_seconds: float | None = None) -> None:
        self.kind = kind
        self.detail = storable(detail)
        super().__init__(f"{kind.value}: {self.detail}" if detail else kind.value)
        self.retry_after_seconds = retry_after_seconds


class Accept(StrEnum):
    """What a caller can use; everything else is refused as `unsupported_type` after the first kilobyte."""

    PAGE = "page"  # HTML
    FEED = "feed"  # RSS, Atom, JSON Feed; HTML too, since feeds move to pages and discovery reads them
    SITEMAP = "sitemap"  # XML, text, gzip
    OFFER = "offer"  # whatever a site may offer to a collector: all of these; for discovery
    TEXT = "text"  # robots.txt: whatever is not binary


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one fetch, redirects included. `truncate`: a body over `body_bytes` is cut instead of refused (robots.txt)."""

    total_seconds: float = 30.0
    connect_seconds: float = 10.0
    body_bytes: int = 10_000_000
    inflation: float = 50.0
    redirects: int = 10
    truncate: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop: the status and the absolute URL it led to."""

    status: int
    url: str

    @property
    def permanent(self) -> bool:
        """Whether the server said that the old URL is to be forgotten (301, 308)."""
        return self.status in (301, 308)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: 2xx with its decoded `body`, or 304 with `body` None. Headers as sent, None where absent.

    `url` is where the answer came from, `redirects` the way there in order, `retry_after` in seconds.
    """

    status: int
    url: str
    body: bytes | None
    seconds: float
    redirects: tuple[Redirect, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    cache_control: str | None = None
    retry_after: float | None = None
    content_type: str | None = None

    @property
    def moved_to(self) -> str | None:
        """The URL that replaces the requested one for good: the end of the leading run of permanent redirects, or None."""
        moved = None
        for hop in self.redirects:
            if not hop.permanent:
                break
            moved = hop.url
        return moved

    @property
    def unchanged(self) -> bool:
        """Whether the server said that nothing changed (304)."""
        return self.body is None
