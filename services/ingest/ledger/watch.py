"""How each watched source is doing, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from services.ingest.ledger.sources import list_sources
from services.ingest.ledger.yields import find_yields
from services.ingest.stalls import Lately

FAILING = 5


@dataclass(frozen=True, slots=True)
class Health:
    """A watched source. `feeds` counts those that are not ended; `state` is the most important thing to know, "ok" where
    nothing is wrong; `lately` is null for one that is paused."""

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


def watch(engine: Engine, now: datetime) -> list[Health]:
    """All sources that are watched, by name."""
    yields = find_yields(engine, now)
    return [_health(source, *yields.get(source["name"], (None, None))) for source in list_sources(engine)]


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
