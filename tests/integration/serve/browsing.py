"""A browser for tests without one: it keeps cookies, reads forms as they stand on pages, and sends them."""

from __future__ import annotations

from typing import Any

import httpx2
import lxml.html
from starlette.testclient import TestClient

HTML = {"Accept": "text/html,application/xhtml+xml"}


def page(browser: TestClient, path: str, status: int = 200) -> lxml.html.HtmlElement:
    """A page as its elements."""
    got = browser.get(path, headers=HTML)
    assert got.status_code == status, got.text[:2000]
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    return lxml.html.document_fromstring(got.text)


def text(element: lxml.html.HtmlElement) -> str:
    """The words of an element, as a person reads them."""
    return " ".join(" ".join(element.itertext()).split())


def fields(browser: TestClient, path: str, action: str) -> dict[str, Any]:
    """The fields of the form on a page that sends to `action`, as they are filled in."""
    (form, *_) = [form for form in page(browser, path).forms if form.action == action]
    filled: dict[str, Any] = {}
    for name, value in form.form_values():
        filled.setdefault(name, []).append(value)
    return filled


def send(browser: TestClient, path: str, action: str, **changed: Any) -> httpx2.Response:
    """Open the page, fill in the form that sends to `action`, and send it as a browser would."""
    filled = fields(browser, path, action) | changed
    return browser.post(action, data=filled, headers=HTML | {"Origin": str(browser.base_url).rstrip("/")})


def log_in(browser: TestClient, key: str) -> None:
    """Log in by the form."""
    assert send(browser, "/login", "/login", key=key).status_code == 303
