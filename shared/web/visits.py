"""Who visits a page: let in by session, or sent to log in; and what a page's own forms may change."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import HTTPException, Request
from starlette.responses import RedirectResponse, Response

from shared.web.guards import SAFE_METHODS, Access, doorkeeper
from shared.web.holders import Holder
from shared.web.sessions import is_own_form, session_secret


class LoginNeeded(Exception):
    """Nobody has logged in, or the session has ended."""


def visits(access: Access) -> Callable[[Request], Holder]:
    """A dependency of pages: the visitor, who must have this access. `request.state.holder` is theirs from then on."""

    def admitted(request: Request) -> Holder:
        try:
            holder = doorkeeper(request).admit(access, None, session_secret(request))
        except HTTPException as refused:
            if refused.status_code == 401:
                raise LoginNeeded from refused
            raise
        request.state.holder = holder
        return holder

    return admitted


async def own_form(request: Request) -> None:
    """A dependency of pages: what changes something must be a form of ours, from the browser that we gave it to."""
    if request.method in SAFE_METHODS:
        return
    token = (await request.form()).get("form_token")
    if not (isinstance(token, str) and is_own_form(request, token)):
        raise HTTPException(403, "this form is out of date: open its page again, and send it from there")


async def to_login(request: Request, _: Exception) -> Response:
    """The way to the login, and from there back to what was asked for."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?next={quote(asked, safe='')}" if request.method == "GET" and asked != "/" else ""
    return RedirectResponse(f"/login{back}", 303)
