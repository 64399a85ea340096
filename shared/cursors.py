"""Opaque cursors: where a walk stands in its order, and which query it belongs to."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

MAX_INT = 2**63 - 1


class CursorError(ValueError):
    """What came as a cursor is none, or belongs to another query."""


def encode(query: str, place: Sequence[Any]) -> str:
    """A cursor for the query with this digest, standing after the row with these values of the order."""
    values = [value.isoformat() if isinstance(value, datetime) else value for value in place]
    packed = json.dumps([query, *values], separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(cursor: str, query: str, types: Sequence[type]) -> tuple[Any, ...]:
    """The values that `encode` was given. Raises CursorError for anything else, whatever it is."""
    try:
        packed = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise CursorError("this is no cursor") from error
    if not isinstance(packed, list) or len(packed) != len(types) + 1:
        raise CursorError("this is no cursor")
    if packed[0] != query:
        raise CursorError("this cursor belongs to another query: keep all parameters but `cursor` as they were")
    return tuple(_value(value, wanted) for value, wanted in zip(packed[1:], types, strict=True))


def _value(value: Any, wanted: type) -> Any:
    if wanted is datetime and isinstance(value, str):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise CursorError("this is no cursor") from error
    if type(value) is not wanted or (isinstance(value, int) and abs(value) > MAX_INT) or "\0" in str(value):
        raise CursorError("this is no cursor")
    return value
