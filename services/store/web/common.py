"""What the pages share: their templates."""

from __future__ import annotations

from pathlib import Path

from shared.web.pages import Pages

PAGES = Pages(Path(__file__).parent / "templates")
