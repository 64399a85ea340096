"""From bytes to an article: decode once, parse once, then metadata, triage and body from the one tree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.articles import Article
from shared.outcomes import DropReason, PageDropped


@dataclass(frozen=True, slots=True)
class FeedHint:
    """What the feed said of the entry: a prior, weaker than what the page itself declares."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    language: str | None = None


def read(page: bytes, url: str, *, content_type: str | None = None, hint: FeedHint | None = None) -> Article:
    """The article on a page fetched from `url`.

    `content_type` is the Content-Type header, whose charset is one witness among others.
    Raises PageDropped for a page that is no article.
    """
    raise PageDropped(DropReason.NOT_ARTICLE, "reader not built yet")
