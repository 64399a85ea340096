"""Reads the body of an answer within its caps: bytes, inflation, kind of content."""

from __future__ import annotations

from typing import cast

import requests
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from services.ingest.failures import failure, status_error
from services.ingest.responses import Accept, Limits
from services.ingest.sniff import SNIFF_BYTES, declared_useless, sniff, usable
from shared.outcomes import DropReason, PageDropped

_CHUNK = 65_536
_RATIO_FLOOR = 262_144  # below this an inflated body is harmless, whatever its ratio
_SMALL_BODY = 16_384  # read to its end, so that the connection can serve again


def _encodings() -> tuple[str, ...]:
    """The content codings asked for: those that urllib3 inflates piece by piece within bounds.

    Not zstd: its window may take 128 MB before the first byte comes out. Brotli only from 1.2 on, which can stop in the middle.
    """
    codings = ["gzip", "deflate"]
    if "br" in BaseHTTPResponse.CONTENT_DECODERS:
        import brotli  # noqa: PLC0415 - optional

        if tuple(int(part) for part in brotli.__version__.split(".")[:2]) >= (1, 2):
            codings.append("br")
    return tuple(codings)


ENCODINGS = _encodings()


def read_body(response: requests.Response, accept: Accept, caps: Limits) -> bytes | None:
    """The decoded body, None for 304. Raises for every status but 2xx, and for bodies past the caps."""
    status = response.status_code
    if status == 304:
        return None
    if not 200 <= status < 300:
        finish_small(response)
        raise status_error(status, response.headers)
    declared = response.headers.get("Content-Type")
    if declared_useless(declared, accept):
        raise PageDropped(DropReason.UNSUPPORTED_TYPE, f"declared as {declared}")
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > caps.body_bytes and not caps.truncate:
        raise PageDropped(DropReason.TOO_LARGE, f"{length} bytes announced")
    unknown = _codings(response) - {*ENCODINGS, "x-gzip", "identity"}
    if unknown:
        raise PageDropped(DropReason.UNSUPPORTED_TYPE, f"content coding {', '.join(sorted(unknown))}")
    try:
        return _read(response, accept, caps)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise failure(error, response.url) from error


def _codings(response: requests.Response) -> set[str]:
    value = response.headers.get("Content-Encoding", "").lower()
    return {coding.strip() for coding in value.split(",") if coding.strip()}


def _read(response: requests.Response, accept: Accept, caps: Limits) -> bytes:
    raw = cast("BaseHTTPResponse", response.raw)
    body = bytearray()
    sniffed = False
    while chunk := raw.read(_CHUNK, decode_content=True):
        body += chunk
        _check_inflation(len(body), raw.tell(), caps)
        if not sniffed:
            sniffed = True
            _check_kind(bytes(body[:SNIFF_BYTES]), response.headers.get("Content-Type"), accept)
        if len(body) > caps.body_bytes:
            if caps.truncate:
                return bytes(body[: caps.body_bytes])
            raise PageDropped(DropReason.TOO_LARGE, f"more than {caps.body_bytes} bytes")
    return bytes(body)


def _check_inflation(decoded: int, wire: int, caps: Limits) -> None:
    if decoded > _RATIO_FLOOR and decoded > caps.inflation * max(wire, 1):
        raise PageDropped(DropReason.DECOMPRESSION_BOMB, f"{wire} bytes inflate to more than {decoded}")


def _check_kind(start: bytes, declared: str | None, accept: Accept) -> None:
    kind = sniff(start, declared)
    if not usable(kind, accept):
        raise PageDropped(DropReason.UNSUPPORTED_TYPE, f"{kind.value}, declared as {declared}")


def finish_small(response: requests.Response) -> None:
    """Reads what is left of a short body (of a redirect, an error), so that its connection is kept."""
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) <= _SMALL_BODY:
        try:
            cast("BaseHTTPResponse", response.raw).read(decode_content=False)
        except (HTTPError, OSError):
            response.close()
