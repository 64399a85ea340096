"""The OpenAPI document: FastAPI's own, with the problems that every operation may answer."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from shared.web.problems import MEDIA_TYPE, Problem

_REF = "#/components/schemas/{model}"
_ALWAYS = {
    "400": "The request is no request, or names a host that this API does not answer for.",
    "422": "A parameter, cursor or body is wrong; `errors` says which.",
    "429": "Too many requests; `Retry-After` says when to come again.",
    "503": "The database does not answer, or stopped a query that took too long.",
}
_WITH_KEY = {"401": "No key, or one that opens nothing.", "403": "The key does not allow this."}
_OF_ONE = {"404": "There is none."}
_WITH_BODY = {"413": "The body is too large."}


def describe(app: FastAPI) -> None:
    """Let the app describe itself with all its problems."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _with_problems(_plain(app))
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign]


def _plain(app: FastAPI) -> dict[str, Any]:
    return get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
        license_info=app.license_info,
    )


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    made = Problem.model_json_schema(ref_template=_REF)
    schemas |= made.pop("$defs") | {"Problem": made}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            told = dict(_ALWAYS)
            told |= _WITH_KEY if operation.get("security") else {}
            told |= _OF_ONE if "{" in path else {}
            told |= _WITH_BODY if "requestBody" in operation else {}
            operation["responses"] |= {status: _response(words) for status, words in told.items()}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document


def _response(words: str) -> dict[str, Any]:
    return {"description": words, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
