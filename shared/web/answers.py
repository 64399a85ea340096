"""The shapes that answers of all services share."""

from __future__ import annotations

from typing import Generic, TypeVar

from fastapi import HTTPException
from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Answer(BaseModel):
    """Something that is told. Fields are only ever added within /api/v1."""

    model_config = ConfigDict(frozen=True)


class Page(Answer, Generic[T]):
    """Some rows of a list."""

    items: list[T]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class ListOf(Answer, Generic[T]):
    """A list that is given whole."""

    items: list[T]


def found(value: T | None, what: str) -> T:
    """The value, or 404."""
    if value is None:
        raise HTTPException(404, f"there is no such {what}")
    return value
