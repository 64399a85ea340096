"""What the ledger's part of the API answers, in the words of the design."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.ingest.models import State
from shared.outcomes import Outcome
from shared.web.answers import Answer


class Account(Answer):
    """What became of all that was discovered; discovered is the sum of the five that follow."""

    source: str
    discovered: int
    stored: int
    unchanged: int
    dropped: int
    quarantined: int
    pending: int
    reasons: dict[str, int] = Field(description="Why entries were dropped or quarantined, with how many.")


class Books(Answer):
    """One account a source, by name, and all of them added up. Sources that are watched no more keep their accounts."""

    items: list[Account]
    total: Account


class DayAccount(Account):
    """What was discovered of one source on one day (UTC), with median delays."""

    day: str
    median_settling_seconds: float | None = Field(description="From discovery to the first outcome.")
    median_finding_seconds: float | None = Field(description="From publication to discovery.")


class EntryRow(Answer):
    """A discovered URL and what became of it."""

    id: int
    url: str
    title: str | None
    source: str
    source_id: int
    host: str
    published: datetime | None = Field(description="As the feed says.")
    discovered_at: datetime
    state: State
    outcome: Outcome | None = Field(description="Of the newest visit that ended; null before the first one did.")
    reason: str | None = Field(description="Why it was dropped (a closed list) or quarantined.")
    detail: str | None
    settled_at: datetime | None
    due_at: datetime
    attempts: int
    failures: int


class Fetch(Answer):
    """One attempt to fetch a page."""

    at: datetime
    seconds: float
    status: int | None
    result: str
    detail: str | None
    final_url: str | None
    page: str | None = Field(description="SHA-256 of what was received.")
    bytes: int | None


class EntryWhole(EntryRow):
    """An entry with every fetch, the oldest first."""

    found_url: str
    canonical_url: str | None
    authors: list[str]
    first_settled_at: datetime | None
    changed_at: datetime | None
    recheck_at: datetime | None
    page: str | None = Field(description="SHA-256 of the newest snapshot.")
    fetched_at: datetime | None
    content_type: str | None
    case: int | None = Field(description="Its open case in quarantine.")
    fetches: list[Fetch]


class Lately(Answer):
    """What a source brought lately, against its own past."""

    found: int = Field(description="Entries found in the last `days`.")
    usual: float | None = Field(description="What is usual for these days; null while its past is too short to say.")
    days: int


class WatchedSource(Answer):
    """A source that is watched, and how it is doing."""

    id: int
    name: str = Field(description="The same as `source` everywhere else.")
    publisher: str
    language: str | None
    home: str | None
    paused: bool
    feeds: int = Field(description="Feeds, sitemaps and front pages that are polled.")
    next_poll: datetime | None
    last_success_at: datetime | None
    failures: int = Field(description="Polls that failed in a row.")
    last_error: str | None
    stall: str | None
    state: str = Field(description='The most important thing to know, in words; "ok" where nothing is wrong.')
    lately: Lately | None = Field(description="Null for one that is paused, or was added just now.")


class Feed(Answer):
    """Something that lists a source's articles."""

    id: int
    url: str
    kind: Literal["feed", "sitemap", "front_page"]
    due_at: datetime
    last_polled_at: datetime | None
    last_success_at: datetime | None
    failures: int
    last_error: str | None
    moved_from: str | None
    ended: str | None


class WatchedSourceWhole(WatchedSource):
    """A watched source with its feeds and its account."""

    account: Account
    listed: list[Feed]


class Case(Answer):
    """Something that was set aside for a person."""

    id: int
    entry_id: int | None
    url: str | None
    task: str
    reason: str
    detail: str
    tries: int
    at: datetime
    resolved_at: datetime | None
    resolution: str | None


class CaseWhole(Case):
    """A case with all that a person needs to decide."""

    traceback: str | None
    message: str | None = Field(description="The rejected message, as JSON.")


class Resolved(Answer):
    """Which cases were open and are now closed."""

    cases: list[int]
