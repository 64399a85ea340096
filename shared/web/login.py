"""Logging in with a key, and out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from shared.web.guards import doorkeeper
from shared.web.pages import Pages
from shared.web.sessions import forget, remember, session_secret

log = structlog.get_logger()
router = APIRouter()
PAGES = Pages()


@router.get("/login")
def show_login(request: Request, next: str = "/") -> Response:
    """The form; whoever needs none is sent on."""
    if doorkeeper(request).open_to_all:
        return RedirectResponse(own_path(next), 303)
    return PAGES.answer(request, "login.html", next=own_path(next), wrong=None)


@router.post("/login")
def log_in(request: Request, key: Annotated[str, Form(max_length=200)] = "", next: Annotated[str, Form()] = "/") -> Response:
    """Begin a session. Wrong keys are counted by address, ten a minute, whether their form is ours or not."""
    keeper, now = doorkeeper(request), datetime.now(UTC)
    address = request.client.host if request.client else "unknown"
    if wait := keeper.login_tries.seconds_to_wait(address):
        told = f"Too many tries: come again in {wait} seconds."
        answer = PAGES.answer(request, "login.html", 429, next=own_path(next), wrong=told)
        answer.headers["Retry-After"] = str(wait)
        return answer
    holder = keeper.keys.holder(key.strip(), now)
    if holder is None:
        log.warning("login.refused", address=address)
        return PAGES.answer(request, "login.html", 401, next=own_path(next), wrong="This key opens nothing.")
    hours = request.app.state.settings.session_hours
    secret = keeper.keys.begin_session(holder, now, now + timedelta(hours=hours))
    log.info("login.done", key=holder.id, address=address)
    answer = RedirectResponse(own_path(next), 303)
    remember(answer, request, secret, hours * 3600)
    return answer


@router.post("/logout")
def log_out(request: Request) -> Response:
    """End the session, here and wherever else its cookie may be."""
    if secret := session_secret(request):
        doorkeeper(request).keys.end_session(secret)
    answer = RedirectResponse("/login", 303)
    forget(answer, request)
    return answer


def own_path(address: str) -> str:
    """The address if it leads into our own pages, else the front page: nobody is sent elsewhere after logging in."""
    parts = urlsplit(address)
    plain = address.isprintable() and "\\" not in address and not address.startswith("//")
    return address if plain and address.startswith("/") and not (parts.scheme or parts.netloc) else "/"
