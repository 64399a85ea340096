"""What becomes of a discovered URL: the outcomes and the closed list of reasons."""

from __future__ import annotations

from enum import StrEnum

from shared.characters import storable


class Outcome(StrEnum):
    """The end of an entry's way. Every entry is either pending or has exactly one of these."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    DROPPED = "dropped"
    QUARANTINED = "quarantined"


class DropReason(StrEnum):
    """Why a page is not an article that we keep. The list is closed: a new reason is a change of the public contract."""

    ROBOTS = "robots"
    NOT_FOUND = "not_found"
    GONE = "gone"
    BLOCKED = "blocked"
    CONSENT_WALL = "consent_wall"
    PAYWALL_STUB = "paywall_stub"
    SOFT_404 = "soft_404"
    NOT_ARTICLE = "not_article"
    TOO_LARGE = "too_large"
    DECOMPRESSION_BOMB = "decompression_bomb"
    FORBIDDEN_ADDRESS = "forbidden_address"
    REDIRECT_LOOP = "redirect_loop"
    UNSUPPORTED_TYPE = "unsupported_type"
    EMPTY_TEXT = "empty_text"
    DUPLICATE_URL = "duplicate_url"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class PageDropped(Exception):
    """A page that is no article: `reason` from the closed list, `detail` in plain words for the ledger."""

    def __init__(self, reason: DropReason, detail: str = "") -> None:
        self.reason = reason
        self.detail = storable(detail)
        super().__init__(f"{reason.value}: {self.detail}" if detail else reason.value)
