"""Whole lists as files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query
from pydantic import Field
from starlette.responses import StreamingResponse

from services.store import queries
from services.store.api.common import Store
from services.store.api.params import FilterQuery
from services.store.exports import MEDIA_TYPES, Format, ParquetMissingError, write

router = APIRouter(prefix="/exports", tags=["exports"])
Kind = Literal["articles", "claims", "figures"]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file. An answer that ends before its last chunk is not complete: clients report it as an error.",
        "content": {media.partition(";")[0]: {"schema": {"type": "string"}} for media in MEDIA_TYPES.values()},
    },
    501: {"description": "This installation writes no Parquet."},
}


class ExportQuery(FilterQuery):
    """A filter and how to write."""

    trailer: bool = Field(False, description='End JSON lines with `{"complete": true, "rows": ...}`.')
    raw: bool = Field(False, description="Leave cells of CSV as they are that a spreadsheet would run as formulas.")


@router.get("/{kind}.{format}", response_class=StreamingResponse, responses=_FILE)
def export(engine: Store, kind: Kind, format: Format, asked: Annotated[ExportQuery, Query()]) -> StreamingResponse:
    """Get all that matches, in one snapshot, however much it is."""
    rows = queries.stream(engine, kind, asked.filter())
    pieces = write(rows, kind, format, trailer=asked.trailer, raw=asked.raw)
    try:
        begun = _begun(pieces)  # what is wrong with the query is told as a problem, before the answer begins
    except ParquetMissingError as error:
        raise HTTPException(501, str(error)) from error
    headers = {"Content-Disposition": f'attachment; filename="{kind}.{format.value}"'}
    return StreamingResponse(begun, media_type=MEDIA_TYPES[format], headers=headers)


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    return chain(list(islice(pieces, 1)), pieces)
