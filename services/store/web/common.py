"""What the pages share: their templates, and the address that was asked for."""

from __future__ import annotations

from pathlib import Path

from fastapi import Request

from shared.web.address import Address
from shared.web.pages import Pages

PAGES = Pages(Path(__file__).parent / "templates")


def address(request: Request) -> Address:
    """The address of this view."""
    return Address.of(request.url.path, request.query_params.multi_items())
