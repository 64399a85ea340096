"""From text to claims: the order in which the claim modules look at an article."""

from __future__ import annotations

from datetime import datetime

from shared.claims import Claim

EXTRACTOR = "claims-1"


def extract(text: str, *, title: str | None = None, dek: str | None = None, published: datetime | None = None) -> list[Claim]:
    """The claims of an article, in reading order: title, dek, text.

    Offsets count into the part that a claim names. Without `title` (plain text input) headline lines at the top of
    `text` are recognised as such. `published` anchors time expressions.
    """
    return []
