"""The messages between services: small, frozen, versioned. They carry references and small values, never page bodies.

A newer producer may add fields, so unknown ones are ignored; `schema_version` grows only when a field changes its meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import uuid4

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from shared.characters import storable
from shared.outcomes import DropReason, Outcome

SCHEMA_VERSION = 1
Words = Annotated[str, BeforeValidator(lambda value: storable(value) if isinstance(value, str) else value)]
"""What others said, without the characters that no database keeps, and that Pydantic would refuse the whole message for."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Message(_Value):
    """What all messages have. A message that may hold several items says how it splits into messages of one item."""

    schema_version: int = Field(SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    message_id: str = Field(default_factory=lambda: uuid4().hex, min_length=1, max_length=64)
    trace: str | None = Field(None, max_length=64)
    """The id of the delivery with which the chain began that led to this message: all logs of the chain have it."""

    def split(self) -> Sequence[Self]:
        """The same work as messages of one item each: a batch that killed its worker is told apart from its poison."""
        return [self]

    def entry_ids(self) -> tuple[int, ...]:
        """The ledger rows that this message is about."""
        return ()


class Tick(Message):
    """A second has passed: whatever is due may be sent on its way."""


class PollDue(Message):
    """Feeds whose time has come, leased by the ledger."""

    feed_ids: tuple[int, ...] = Field(min_length=1, max_length=50)

    def split(self) -> list[Self]:
        return [self._alone(i) for i in self.feed_ids]

    def _alone(self, feed_id: int) -> Self:
        return type(self)(feed_ids=(feed_id,))


class FetchDue(Message):
    """Entries whose page is to be fetched, leased by the ledger."""

    ids: tuple[int, ...] = Field(min_length=1, max_length=64)

    def split(self) -> list[Self]:
        return [type(self)(ids=(i,)) for i in self.ids]

    def entry_ids(self) -> tuple[int, ...]:
        return self.ids


class SourceRef(_Value):
    """The outlet that an entry belongs to, as the store needs to know it."""

    name: str
    publisher: str
    language: str | None = None


class FetchedPage(_Value):
    """A page in the blob store, with what the feed said of it as a prior for the metadata."""

    entry_id: int
    url: str
    page: Digest
    content_type: str | None = None
    fetched_at: datetime
    source: SourceRef
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None


class PagesFetched(Message):
    """Pages that wait to be read."""

    pages: tuple[FetchedPage, ...] = Field(min_length=1, max_length=50)

    def split(self) -> list[Self]:
        return [type(self)(pages=(page,)) for page in self.pages]

    def entry_ids(self) -> tuple[int, ...]:
        return tuple(page.entry_id for page in self.pages)


class ReadArticle(_Value):
    """An extraction in the blob store (`shared.articles.Extraction` as JSON)."""

    entry_id: int
    url: str
    page: Digest
    extraction: Digest
    fetched_at: datetime
    source: SourceRef


class ArticlesRead(Message):
    """Articles with their claims, waiting to be saved."""

    articles: tuple[ReadArticle, ...] = Field(min_length=1, max_length=50)

    def split(self) -> list[Self]:
        return [type(self)(articles=(article,)) for article in self.articles]

    def entry_ids(self) -> tuple[int, ...]:
        return tuple(article.entry_id for article in self.articles)


class JoinDue(Message):
    """Articles may have been saved whose figures have not yet joined their series."""


class FollowDue(Message):
    """Something may have been saved that search does not yet find, and that subscriptions have not yet been judged by."""


class DeliverDue(Message):
    """Webhooks may be due."""


class Settlement(_Value):
    """The outcome of an entry's visit. `page` is the snapshot it speaks of, so that a late message settles no later visit."""

    entry_id: int
    page: Digest | None = None
    outcome: Outcome
    reason: str | None = None
    detail: Words | None = Field(None, max_length=2000)
    traceback: Words | None = Field(None, max_length=20_000)
    canonical_url: str | None = None
    published: datetime | None = None

    @classmethod
    def dropped(cls, entry_id: int, page: str | None, reason: DropReason, detail: str) -> Settlement:
        return cls(entry_id=entry_id, page=page, outcome=Outcome.DROPPED, reason=reason, detail=detail[:2000])

    @classmethod
    def quarantined(cls, entry_id: int, page: str | None, reason: str, detail: str, traceback: str = "") -> Settlement:
        return cls(
            entry_id=entry_id,
            page=page,
            outcome=Outcome.QUARANTINED,
            reason=reason,
            detail=detail[:2000],
            traceback=traceback[-20_000:] or None,
        )


class EntriesSettled(Message):
    """What became of entries."""

    results: tuple[Settlement, ...] = Field(min_length=1, max_length=50)

    def split(self) -> list[Self]:
        return [type(self)(results=(result,)) for result in self.results]

    def entry_ids(self) -> tuple[int, ...]:
        return tuple(result.entry_id for result in self.results)


class MessageRejected(Message):
    """A message that no handler could take: kept for a person, with the reason and what it said."""

    task: str
    reason: str
    detail: Words = Field("", max_length=2000)
    traceback: Words = Field("", max_length=20_000)
    body: Words = Field("", max_length=20_000)
    tries: int = 1
    entries: tuple[int, ...] = ()

    def entry_ids(self) -> tuple[int, ...]:
        return self.entries
