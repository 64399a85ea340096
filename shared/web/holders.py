"""Who asks, and who knows keys and sessions. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Scope(StrEnum):
    """What a key may do: `read` all lists, or `admin`: also what operators do."""

    READ = "read"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who asks: a key's id and what it may do."""

    id: str
    scope: Scope


LOCAL = Holder("local", Scope.ADMIN)
"""Whoever is on this machine, where the API is open to it."""

ANYONE = Holder("anyone", Scope.READ)
"""Whoever comes, where reading is open to all."""


class Keys(Protocol):
    """Knows the holders of keys, and of the sessions that were begun with them."""

    def holder(self, key: str, now: datetime) -> Holder | None:
        """Who holds this key, or null for one that opens nothing (any more)."""

    def begin_session(self, holder: Holder, now: datetime, until: datetime) -> str:
        """A new session's secret; it opens what the key opens, as long as the key does, and at most `until`."""

    def session(self, secret: str, now: datetime) -> Holder | None:
        """Whose session this is, or null where there is none (any more)."""

    def end_session(self, secret: str) -> None:
        """End a session, wherever else its secret may be kept."""
