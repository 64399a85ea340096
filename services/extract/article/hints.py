"""What a feed said of an entry before its page was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedHint:
    """What the feed said of the entry: a prior, weaker than what the page itself declares."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    language: str | None = None
