"""Errors as RFC 9457 problem details, and as a page to who asked for a page: whatever goes wrong is told in one shape."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from shared.cursors import CursorError
from shared.errors import UnavailableError
from shared.web.pages import Pages
from shared.web.visits import LoginNeeded, to_login

log = structlog.get_logger()
Handler = Callable[[Request, Any], Awaitable[Response]]
MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one parameter or field."""

    where: str = Field(description="The parameter, or the path of the field in the body.")
    what: str


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="What kind of problem it is: `urn:claimwire:problem:` and a word that does not change.")
    title: str
    status: int
    detail: str | None = None
    errors: list[FieldProblem] = []


def problem(
    status: int,
    kind: str,
    detail: str | None = None,
    errors: Sequence[FieldProblem] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """An answer that tells a problem."""
    body = Problem(
        type=f"urn:claimwire:problem:{kind}", title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors)
    )
    return JSONResponse(body.model_dump(exclude_none=True), status, headers, media_type=MEDIA_TYPE)


_KINDS = {
    400: "bad-request",
    401: "no-key",
    403: "not-allowed",
    404: "not-found",
    405: "method",
    413: "too-large",
    422: "invalid",
    429: "too-many",
}


def install(app: FastAPI, errors: Mapping[type[Exception], str]) -> None:
    """Let the app tell all errors as problems; `errors` are a service's own, each with the parameter that it is about."""
    own: dict[type[Exception], str] = {CursorError: "cursor", **errors}
    for error, where in own.items():
        app.add_exception_handler(error, _refusal(where))
    app.add_exception_handler(LoginNeeded, to_login)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(UnavailableError, _away)
    app.add_exception_handler(OperationalError, _took_too_long)
    app.add_exception_handler(Exception, _unexpected)


PAGES = Pages()


def _tell(
    request: Request,
    status: int,
    kind: str,
    detail: str | None = None,
    errors: Sequence[FieldProblem] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem, or a page to who asked for a page."""
    if request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return problem(status, kind, detail, errors, headers)
    answer = PAGES.answer(request, "error.html", status, title=HTTPStatus(status).phrase, detail=detail or "")
    answer.headers.update(headers or {})
    return answer


def _refusal(where: str) -> Handler:
    async def refused(request: Request, error: Any) -> Response:
        return _tell(request, 422, where, str(error), [FieldProblem(where=where, what=str(error))])

    return refused


async def _http(request: Request, error: Any) -> Response:
    kind = _KINDS.get(error.status_code, "error")
    return _tell(request, error.status_code, kind, error.detail, headers=dict(error.headers or {}))


async def _invalid(request: Request, error: Any) -> Response:
    found = [FieldProblem(where=".".join(map(str, e["loc"][1:])) or str(e["loc"][0]), what=e["msg"]) for e in error.errors()]
    return _tell(request, 422, "invalid", "; ".join(f"{f.where}: {f.what}" for f in found[:5]), found)


async def _away(request: Request, error: Any) -> Response:
    log.warning("api.database_away", error=str(error))
    told = "the database does not answer: try again soon"
    return _tell(request, 503, "database-away", told, headers={"Retry-After": "5"})


async def _took_too_long(request: Request, error: Any) -> Response:
    log.warning("api.query_stopped", path=request.url.path, query=request.url.query, error=str(error.orig)[:300])
    told = "the query took too long and was stopped: narrow it"
    return _tell(request, 503, "took-too-long", told, headers={"Retry-After": "30"})


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("api.failed", path=request.url.path, query=request.url.query, exc_info=error)
    return _tell(request, 500, "failed", "this is our fault; the log tells more")
