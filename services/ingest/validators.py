"""Whether a server's validators (ETag, Last-Modified) may be trusted, and when they are sent. Pure.

A server that always answers 304, or that gives one ETag to two texts, hides every edit. So a page is asked for without
validators when its last full answer is older than a day, and a server caught giving the same validators for other bytes is
asked without them for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FULL_AT_LEAST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """The validators of one full answer, as sent."""

    etag: str | None = None
    last_modified: str | None = None


def to_send(seen: Seen, fetched_at: datetime | None, now: datetime) -> tuple[str | None, str | None]:
    """The validators (ETag, Last-Modified) for a request at `now`; none where the last full answer is older than a day."""
    if fetched_at is None or now - fetched_at >= FULL_AT_LEAST:
        return None, None
    return seen.etag, seen.last_modified


def lies(before: Seen, after: Seen) -> bool:
    """Whether a server contradicts itself, when the bytes differ between two full answers with these validators.

    The ETag decides where both have one, else Last-Modified. A weak ETag counts too: its bytes may differ, but so may then
    what we read from them.
    """
    if before.etag and after.etag:
        return before.etag == after.etag
    return before.last_modified is not None and before.last_modified == after.last_modified
