"""Single pages that a person sends through the line, as entries of a source of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select, update

from services.ingest.models import FeedEntry, Source, State
from services.ingest.urls import canonical_url, clean_url, registered_host
from shared.database import insert_new, transaction

SUBMITTED = "submitted"


def submit_urls(engine: Engine, urls: Sequence[str], now: datetime) -> list[int]:
    """Make these pages due now, before all else; known ones are visited again. Returns the entries' ids.

    Raises NotAUrl for what is no http or https URL.
    """
    canonical = {clean_url(url): canonical_url(url) for url in urls}
    with transaction(engine) as connection:
        source = {"name": SUBMITTED, "publisher": SUBMITTED, "paused": False, "options": {}, "created_at": now}
        insert_new(connection, Source, [source])
        owner = connection.scalar(select(Source.id).where(Source.name == SUBMITTED))
        rows: list[dict[str, Any]] = [
            {
                "source_id": owner,
                "url": form,
                "found_url": url,
                "host": registered_host(form),
                "authors": [],
                "discovered_at": now,
                "due_at": now,
                "state": State.PENDING,
                "priority": -1,
                "attempts": 0,
                "failures": 0,
            }
            for url, form in canonical.items()
        ]
        insert_new(connection, FeedEntry, rows)
        again = (FeedEntry.url.in_(canonical.values()), FeedEntry.state == State.SETTLED)
        connection.execute(
            update(FeedEntry)
            .where(*again)
            .values(state=State.PENDING, due_at=now, priority=-1, attempts=0, failures=0, recheck_at=None)
        )
        return list(connection.execute(select(FeedEntry.id).where(FeedEntry.url.in_(canonical.values()))).scalars())
