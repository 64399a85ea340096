"""The settings of the extract service."""

from __future__ import annotations

from pydantic import Field

from shared.settings import Settings


class ExtractSettings(Settings):
    """What extract needs beyond broker and blobs: how long one page may take."""

    page_seconds: float = Field(5.0, gt=0, le=60, description="Longest time for one page; then it is quarantined.")
