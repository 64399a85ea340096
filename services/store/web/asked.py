"""What may be asked of pages. A form sends its empty fields too: they ask nothing; what a page does not know is left aside."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _given(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


# No database keeps a NUL character.
Word = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Words = Annotated[Word | None, BeforeValidator(_given)]
Day = Annotated[Annotated[date, Field(ge=date(1000, 1, 1), le=date(9998, 12, 31))] | None, BeforeValidator(_given)]
Sort = Literal["when", "-when", "who", "-who", "figure", "-figure", "voices", "-voices"]


class Asked(BaseModel):
    """A form's fields."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class Period(Asked):
    """From one day until another, both included, in UTC."""

    since: Day = Field(None, alias="from")
    until: Day = Field(None, alias="to")

    @property
    def starts(self) -> datetime | None:
        """The first moment of the period."""
        return datetime.combine(self.since, time(), UTC) if self.since else None

    @property
    def ends(self) -> datetime | None:
        """The first moment after the period."""
        return datetime.combine(self.until, time(), UTC) + timedelta(days=1) if self.until else None


class SeriesAsked(Period):
    """How to look at a series."""

    claimant: list[Word] = []
    source: Words = None
    sort: Sort = "when"
    scale: Literal["linear", "log", ""] = ""
