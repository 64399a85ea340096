"""What requests of any service may ask: words, moments, numbers, ids, pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import HTTPException, Path, Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from shared.cursors import MAX_INT

PAGE, MOST = 50, 500


def _representable(moment: datetime) -> datetime:
    if not 1000 <= moment.year <= 9998:
        raise ValueError("the year must be between 1000 and 9998")
    return moment


def _no_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")
    return value


def _given(value: object) -> object:
    return None if value == "" else value


Filled = BeforeValidator(_given)
"""For fields of forms, which send what is left empty too: that is null."""

# No database keeps a NUL character.
Words = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Url = Annotated[str, StringConstraints(min_length=1, max_length=8000, pattern=r"^[^\x00]*$")]
Moment = Annotated[AwareDatetime, AfterValidator(_representable)]
Day = Annotated[date, Field(ge=date(1000, 1, 1), le=date(9998, 12, 31))]
Number = Annotated[float, BeforeValidator(_no_bool), Field(allow_inf_nan=False)]
Int = Annotated[int, BeforeValidator(_no_bool), Field(ge=1, le=MAX_INT)]
Id = Annotated[int, Path(ge=1, le=MAX_INT)]
Limit = Annotated[int, Field(ge=1, le=MOST, description="Most rows of a page.")]
Cursor = Annotated[
    str | None,
    Field(max_length=2000, pattern=r"^[A-Za-z0-9_-]+$", description="`next` of the page before; all else unchanged."),
]


class PageQuery(BaseModel):
    """How many rows."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = PAGE


def given_once(request: Request) -> None:
    """A dependency of the API: a parameter that is given twice could be meant either way, so it is refused."""
    if len(request.query_params) != len(request.query_params.multi_items()):
        raise HTTPException(422, "a parameter is given more than once")
