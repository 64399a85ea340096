"""What arrives to be saved, and what is known of it from itself alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from services.store.speakers import speaker_key
from services.store.versions import claim_keys, substance_digest
from shared.articles import Extraction
from shared.claims import Claim
from shared.messages import ReadArticle


class KeyedClaim(NamedTuple):
    """A claim with what it is known by within its article, and the key of its speaker, null in the outlet's own voice."""

    key: str
    claim: Claim
    speaker: str | None


@dataclass(frozen=True)
class Arrival:
    """An extraction that is to be saved, with the message that brought it."""

    message: ReadArticle
    extraction: Extraction

    @property
    def url(self) -> str:
        return self.extraction.article.canonical_url

    @cached_property
    def content(self) -> str:
        return substance_digest(self.extraction.article)

    @cached_property
    def claims(self) -> tuple[KeyedClaim, ...]:
        """What the article claims, in reading order."""
        told, url = self.extraction.claims, self.url
        return tuple(
            KeyedClaim(key, claim, speaker_key(claim.source.canonical, claim.source.kind, url) if claim.source else None)
            for key, claim in zip(claim_keys(told), told, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Telling:
    """An arrival as a version of its article: ids of the article and of the version, and the version's number.

    `first` says that no claim of the article is stored yet.
    """

    arrival: Arrival
    article: int
    version: int
    number: int
    first: bool
