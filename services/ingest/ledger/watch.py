"""How each watched source is doing, in a few words."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from services.ingest.ledger.sources import list_sources
from services.ingest.ledger.yields import find_yields
from services.ingest.stalls import Lately, Stall

FAILING = 5
KEPT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Health:
    """A watched source. `feeds` counts those that are not ended; `state` is the most important thing to know, "ok" where
    nothing is wrong; `lately` is null for one that is paused, or new since yields were last found."""

    id: int
    name: str
    publisher: str
    language: str | None
    home: str | None
    paused: bool
    feeds: int
    next_poll: datetime | None
    last_success_at: datetime | None
    failures: int
    last_error: str | None
    stall: str | None
    state: str
    lately: Lately | None

    @property
    def trouble(self) -> str | None:
        """What kind of trouble it is in: "ended", "stalled", "failing", or null for none (or for one that rests)."""
        word = self.state.partition(":")[0]
        return None if self.state in ("ok", "paused") else word if word in ("ended", "stalled", "failing") else "ended"

    def as_dict(self) -> dict[str, Any]:
        """The source as JSON shows it: `found` in the last `days` where `usual` is expected."""
        names = (
            *("id", "name", "publisher", "language", "home", "paused", "feeds", "next_poll", "last_success_at", "failures"),
            *("last_error", "stall", "state"),
        )
        found = {"found": self.lately.got, "usual": self.lately.usual, "days": self.lately.days} if self.lately else None
        return {name: getattr(self, name) for name in names} | {"lately": found}


Yields = Mapping[str, tuple[Lately, Stall | None]]


def watch(engine: Engine, now: datetime, yields: Yields | None = None) -> list[Health]:
    """All sources that are watched, by name; `yields` are found anew where they are not given."""
    if yields is None:
        yields = find_yields(engine, now)
    return [_health(source, *yields.get(source["name"], (None, None))) for source in list_sources(engine)]


class Watch:
    """Looks at sources for people who look again and again: yields, which are costly and change slowly, are kept for some
    minutes, and found anew aside while the old ones are shown."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._yields: Yields | None = None
        self._found = -math.inf

    def sources(self, now: datetime) -> list[Health]:
        """All sources that are watched, by name."""
        if self._yields is None:
            self._find(now)
        elif time.monotonic() - self._found > KEPT_SECONDS and not self._lock.locked():
            threading.Thread(target=self._find, args=(now,), name="yields", daemon=True).start()
        return watch(self._engine, now, self._yields)

    def one(self, number: int, now: datetime) -> Health | None:
        """A watched source by its id, or null."""
        return next((one for one in self.sources(now) if one.id == number), None)

    def _find(self, now: datetime) -> None:
        with self._lock:
            if time.monotonic() - self._found > KEPT_SECONDS:
                self._yields, self._found = find_yields(self._engine, now), time.monotonic()


def _health(source: Mapping[str, Any], lately: Lately | None, stall: object) -> Health:
    watched = [feed for feed in source["feeds"] if feed["ended"] is None]
    worst = max(watched, key=lambda feed: int(feed["failures"]), default=None)
    words = str(stall) if stall else None
    return Health(
        **{name: source[name] for name in ("id", "name", "publisher", "language", "home", "paused")},
        feeds=len(watched),
        next_poll=None if source["paused"] else min((feed["due_at"] for feed in watched), default=None),
        last_success_at=max((f["last_success_at"] for f in source["feeds"] if f["last_success_at"]), default=None),
        failures=worst["failures"] if worst else 0,
        last_error=worst["last_error"] if worst and worst["failures"] else None,
        stall=words,
        state=state_of(source, words),
        lately=lately,
    )


def state_of(source: Mapping[str, Any], stall: str | None) -> str:
    """The most important thing to know of a source, in words; "ok" where nothing is wrong."""
    if source["paused"]:
        return "paused"
    feeds = source["feeds"]
    ended = [feed["ended"] for feed in feeds if feed["ended"]]
    if feeds and len(ended) == len(feeds):
        return f"ended: {ended[0]}"
    if stall:
        return f"stalled: {stall}"
    failing = [feed for feed in feeds if not feed["ended"] and feed["failures"] >= FAILING]
    if failing:
        return f"failing: {failing[0]['last_error']}"
    return f"{len(ended)} of {len(feeds)} feeds ended: {ended[0]}" if ended else "ok"
