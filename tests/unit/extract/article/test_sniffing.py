from __future__ import annotations

import pytest

from services.extract.article.sniffing import check_type
from shared.outcomes import DropReason, PageDropped


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        (b"%PDF-1.7 ...", "text/html"),
        (b"\x89PNG\r\n", None),
        (b'\n<?xml version="1.0"?><rss version="2.0">', "text/html"),
        (b'<?xml version="1.0"?><urlset>', None),
        (b'{"items": []}', "text/html"),
        (b"a,b,c", "text/csv"),
    ],
)
def test_other_formats_are_dropped(page: bytes, content_type: str | None) -> None:
    with pytest.raises(PageDropped) as dropped:
        check_type(page, content_type)
    assert dropped.value.reason is DropReason.UNSUPPORTED_TYPE


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        (b"<!doctype html><html>", "text/html; charset=utf-8"),
        (b"<p>x</p>", None),
        (b"<html>", "application/json"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">', "application/xhtml+xml"),
        (b"", None),
    ],
)
def test_pages_pass(page: bytes, content_type: str | None) -> None:
    check_type(page, content_type)
