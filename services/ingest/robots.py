"""robots.txt by RFC 9309: what may be fetched, how slowly, and which sitemaps are named.

The rules are read by protego. What the RFC says about failures is here: 4xx means that everything is allowed, a server that
fails (5xx, time-out) means wait, a copy in hand serves meanwhile, and after 30 days without an answer the file counts as
absent. Texts are cached in Redis for all workers and, parsed, in a small cache of each process.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from protego import Protego
from redis import Redis

from services.ingest.responses import Fetched, FetchFailed, Limits
from shared.outcomes import PageDropped

ROBOTS_AGENT = "claimwire"
"""The product token that robots.txt files name."""
ROBOTS_LIMITS = Limits(total_seconds=15.0, body_bytes=500 * 1024, truncate=True)
"""RFC 9309 2.5: at least 500 KiB are read; what is beyond is ignored."""

RobotsFetch = Callable[[str], Fetched]
"""Fetches the URL of a robots.txt (within ROBOTS_LIMITS); raises FetchFailed or PageDropped as `http.Fetcher.fetch` does."""

DAY = 86_400.0
_SHORTEST_LIFE, _LONGEST_LIFE = 3600.0, DAY  # RFC 9309 2.4: no longer than a day
_GIVE_UP = 30 * DAY
_RETRY_FIRST, _RETRY_LAST = 60.0, 3600.0
_LOCK_SECONDS = 30
_PARSED = 512


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to one crawler. Pure; `text` empty means that everything is allowed."""

    text: str
    agent: str
    parsed: Protego

    @classmethod
    def parse(cls, text: str, agent: str) -> Rules:
        """Reads `text` for the product token `agent` ("claimwire")."""
        return cls(text, agent, Protego.parse(text))

    def allowed(self, url: str) -> bool:
        """Whether `url` may be fetched."""
        return bool(self.parsed.can_fetch(url, self.agent))

    def crawl_delay(self, cap_seconds: float = 60.0) -> float | None:
        """Seconds asked for between requests (Crawl-delay or Request-rate), at most `cap_seconds`; None where nothing is."""
        delay = self.parsed.crawl_delay(self.agent)
        rate = self.parsed.request_rate(self.agent)
        asked = [float(delay)] if delay is not None else []
        if rate is not None and rate.requests:
            asked.append(rate.seconds / rate.requests)
        return min(max(0.0, *asked), cap_seconds) if asked else None

    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps named, absolute http(s) URLs, in order, without repeats."""
        named = (url.strip() for url in self.parsed.sitemaps)
        return tuple(dict.fromkeys(url for url in named if re.match(r"https?://[^/\s]", url, re.I)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed or not, now or (while the server fails to say) in `wait_seconds`. `crawl_delay` in seconds, capped."""

    allowed: bool
    wait_seconds: float = 0.0
    crawl_delay: float | None = None


@dataclass(frozen=True, slots=True)
class _Copy:
    """What Redis keeps of a host: the text last read (None: never), until when it is fresh, since when the server fails."""

    text: str | None
    fresh_until: float
    failing_since: float | None = None
    failures: int = 0

    def answers(self, now: float) -> str | None:
        """The text to obey at `now`, or None where one has to wait."""
        if self.text is None and self.failing_since is not None and now - self.failing_since > _GIVE_UP:
            return ""
        return self.text


class RobotsCache:
    """The rules of every host, fetched when needed, at most once at a time over all workers.

    `agent` is the product token that robots.txt files name. Raises redis.RedisError where Redis is away.
    """

    def __init__(
        self,
        redis: Redis,
        fetch: RobotsFetch,
        agent: str,
        *,
        prefix: str = "claimwire:",
        delay_cap_seconds: float = 60.0,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._redis = redis
        self._fetch = fetch
        self._agent = agent
        self._prefix = prefix
        self._cap = delay_cap_seconds
        self._clock = clock
        self._sleep = sleep
        self._parsed: OrderedDict[str, tuple[float, Rules]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, url: str) -> Verdict:
        """Whether `url` may be fetched now."""
        rules = self.rules(url)
        if isinstance(rules, Verdict):
            return rules
        return Verdict(rules.allowed(url), crawl_delay=rules.crawl_delay(self._cap))

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of `url`'s host names; none while it cannot be read."""
        rules = self.rules(url)
        return () if isinstance(rules, Verdict) else rules.sitemaps()

    def rules(self, url: str) -> Rules | Verdict:
        """The rules for the host of `url`, or the verdict to wait."""
        origin = _origin(url)
        now = self._clock()
        if known := self._remembered(origin, now):
            return known
        copy = self._load(origin)
        if copy is None or copy.fresh_until <= now:
            copy = self._refresh(origin, copy)
        text = copy.answers(now)
        if text is None:
            return Verdict(allowed=False, wait_seconds=max(1.0, copy.fresh_until - now))
        return self._remember(origin, copy.fresh_until, text)

    def _refresh(self, origin: str, old: _Copy | None) -> _Copy:
        """Fetches the file, or waits for the worker that is fetching it."""
        lock = f"{self._key(origin)}:lock"
        if not self._redis.set(lock, "1", nx=True, ex=_LOCK_SECONDS):
            return self._await_other(origin, old)
        try:
            copy = read_robots(self._fetch, origin, old, self._clock())
            self._redis.set(self._key(origin), json.dumps(asdict(copy)), ex=int(_GIVE_UP + DAY))
        finally:
            self._redis.delete(lock)
        return copy

    def _await_other(self, origin: str, old: _Copy | None) -> _Copy:
        if old and old.text is not None:
            return old
        for _ in range(25):
            self._sleep(0.2)
            copy = self._load(origin)
            if copy and copy.fresh_until > self._clock():
                return copy
        return _Copy(None, self._clock() + 2.0)

    def _load(self, origin: str) -> _Copy | None:
        kept = self._redis.get(self._key(origin))
        if not isinstance(kept, (str, bytes)):
            return None
        try:
            return _Copy(**json.loads(kept))
        except (ValueError, TypeError):  # written by another version
            return None

    def _remembered(self, origin: str, now: float) -> Rules | None:
        with self._lock:
            fresh_until, rules = self._parsed.get(origin, (0.0, None))
            return rules if fresh_until > now else None

    def _remember(self, origin: str, fresh_until: float, text: str) -> Rules:
        rules = Rules.parse(text, self._agent)
        with self._lock:
            self._parsed[origin] = (fresh_until, rules)
            self._parsed.move_to_end(origin)
            while len(self._parsed) > _PARSED:
                self._parsed.popitem(last=False)
        return rules

    def _key(self, origin: str) -> str:
        return f"{self._prefix}robots:{origin}"


def read_robots(fetch: RobotsFetch, origin: str, old: _Copy | None, now: float) -> _Copy:
    """Fetches the robots.txt of `origin` and says what is to be kept of the answer."""
    try:
        answer = fetch(f"{origin}/robots.txt")
    except FetchFailed as error:
        return _failed(old, now, error.retry_after_seconds)
    except PageDropped:  # 4xx, a page of no use, an endless redirect: the file is absent (RFC 9309 2.3.1.2, 2.3.1.3)
        return _Copy("", now + _LONGEST_LIFE)
    return _Copy(decode(answer.body or b""), now + _life(answer.cache_control))


def decode(body: bytes) -> str:
    """The text of a robots.txt: UTF-8 by the RFC, without the byte order mark; what is no UTF-8 is replaced."""
    return body.decode("utf-8-sig", "replace").replace("\x00", "")


def _failed(old: _Copy | None, now: float, retry_after: float | None) -> _Copy:
    failures = (old.failures if old else 0) + 1
    since = old.failing_since if old and old.failing_since is not None else now
    pause = max(min(_RETRY_FIRST * 2 ** min(failures - 1, 10), _RETRY_LAST), min(retry_after or 0.0, DAY))
    return _Copy(old.text if old else None, now + pause, since, failures)


def _life(cache_control: str | None) -> float:
    found = re.search(r"\bmax-age=(\d{1,9})", cache_control or "")
    return min(max(float(found[1]), _SHORTEST_LIFE), _LONGEST_LIFE) if found else _LONGEST_LIFE


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"
