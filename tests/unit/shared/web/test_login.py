"""Where logging in leads."""

from __future__ import annotations

import pytest

from shared.web.login import own_path


@pytest.mark.parametrize("path", ["/", "/series/s1?from=2026-01-01&to=", "/desk/ledger/entries?url=https%3A%2F%2Fa.example%2F"])
def test_back_to_where_one_came_from(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "address",
    [
        *("", "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"),
        *("series", "/series\r\nSet-Cookie: a=b", "/\t/evil.example", "///evil.example", "https:/evil.example", "/\x00"),
    ],
)
def test_never_elsewhere(address: str) -> None:
    assert own_path(address) == "/"
