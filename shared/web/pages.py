"""Pages: HTML from templates that escape whatever others wrote, with one layout, under one strict policy.

A service makes one `Pages` over its own folder of templates, which extend `base.html` here, and tells `install` what stands in
the navigation. Nothing is loaded from elsewhere, nothing runs that stands in a page itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from shared.web import words
from shared.web.guards import Access, may
from shared.web.holders import ANYONE, LOCAL, Holder
from shared.web.sessions import form_token, keep_visitor

HERE = Path(__file__).parent
STATIC = HERE / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation, or, with `desk`, of the desk: the operators' pages."""

    title: str
    path: str
    access: Access = Access.READERS
    desk: bool = False


class Pages:
    """The templates of a service in `folder`, over those that all share."""

    def __init__(self, folder: Path = HERE / "templates") -> None:
        self.templates = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(HERE / "templates")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.templates.globals["asset"] = asset
        self.templates.filters |= words.FILTERS

    def answer(self, request: Request, template: str, status: int = 200, **shown: Any) -> Response:
        """A page. `shown` is what the template is given, beside the request and the navigation."""
        visitor: Holder | None = getattr(request.state, "holder", None)
        links = [link for link in navigation(request.app) if may(visitor or ANYONE, link.access)]
        around = {
            "request": request,
            "visitor": visitor,
            "local": visitor == LOCAL,
            "navigation": [link for link in links if not link.desk],
            "desk": [link for link in links if link.desk],
            "form_token": lambda: _token_field(request),
        }
        made = self.templates.get_template(template).render(**around, **shown)
        answer = HTMLResponse(made, status, {"Content-Security-Policy": POLICY})
        keep_visitor(answer, request)
        return answer


def _token_field(request: Request) -> Markup:
    return Markup('<input type="hidden" name="form_token" value="{}">').format(form_token(request))


def install(app: FastAPI, links: Iterable[Link]) -> None:
    """Serve what pages load, and add to the navigation."""
    if not any(getattr(route, "name", "") == "static" for route in app.routes):
        app.mount("/static", _Static(directory=STATIC), name="static")
    app.state.navigation = (*navigation(app), *links)


def navigation(app: FastAPI) -> tuple[Link, ...]:
    """What stands in the navigation, in order."""
    return getattr(app.state, "navigation", ())


@cache
def asset(name: str) -> str:
    """The address of a static file. It names the content, so that it may be kept for ever."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


class _Static(StaticFiles):
    """Static files; those asked for by their content are kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200 and scope["query_string"].startswith(b"v="):
            answer.headers["Cache-Control"] = _FOR_EVER
        return answer
