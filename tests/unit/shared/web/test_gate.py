"""Who is turned away at the door."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from shared.web.gate import is_foreign, is_loopback

OURS, THEIRS, DESK = "https://news.example", "https://evil.example", "https://desk.example"


@pytest.mark.parametrize(
    ("sent", "foreign"),
    [
        ({}, False),  # no browser
        ({"sec-fetch-site": "same-origin", "origin": OURS}, False),
        ({"sec-fetch-site": "none"}, False),  # typed by a person
        ({"sec-fetch-site": "cross-site", "origin": THEIRS}, True),
        ({"sec-fetch-site": "same-site", "origin": "https://other.news.example"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": DESK}, False),  # allowed by name
        ({"origin": OURS}, False),
        ({"origin": "http://news.example"}, False),  # behind a proxy we do not know the scheme
        ({"origin": "https://news.example:8443"}, True),
        ({"origin": THEIRS}, True),
        ({"origin": "null"}, True),
        ({"origin": ""}, True),
        ({"origin": f"{OURS}.evil.example"}, True),
    ],
)
def test_a_page_of_another_origin_is_told_by_what_the_browser_says(sent: dict[str, str], foreign: bool) -> None:
    assert is_foreign(Headers({"host": "news.example", **sent}), (DESK,)) == foreign


@pytest.mark.parametrize(
    ("host", "is_this_machine"),
    [
        *[(host, True) for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost")],
        *[(host, False) for host in ("0.0.0.0", "::", "192.168.0.1", "localhost.evil.example", "")],
    ],
)
def test_loopback(host: str, is_this_machine: bool) -> None:
    assert is_loopback(host) == is_this_machine
