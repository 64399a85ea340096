"""What may be asked of pages. A form sends its empty fields too: they ask nothing; what a page does not know is left aside."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from services.store.queries import Filter
from services.store.queries.points import Wanted
from shared.claims import Modality


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


Order = Literal["latest", "told", "contested"]
Among = Literal["claims", "articles"]
PageNumber = Annotated[int, Field(ge=1, le=1000)]
Cursor = Annotated[Annotated[str, StringConstraints(max_length=2000)] | None, BeforeValidator(_given)]
Number = Annotated[Annotated[float, Field(allow_inf_nan=False)] | None, BeforeValidator(_given)]


class Paged(Asked):
    """Which page of a list that is counted through."""

    page: PageNumber = 1


class SeriesListAsked(Paged):
    """Which series, in which order."""

    words: Words = None
    order: Order = "latest"


class SpeakersAsked(Asked):
    """Which speakers."""

    name: Words = None
    cursor: Cursor = None


class Walked(Asked):
    """Which page of a list that is walked with a cursor."""

    cursor: Cursor = None


class ContradictionsAsked(Walked):
    """Which contradictions."""

    series: Words = None


class SearchAsked(Period):
    """What to look for: words, and what a claim must have."""

    words: Words = None
    among: Among = "claims"
    speaker: Words = None
    source: Words = None
    place: Words = None
    unit: Words = None
    modality: Annotated[Modality | None, BeforeValidator(_given)] = None
    low: Number = None
    high: Number = None
    cursor: Cursor = None

    def filter(self) -> Filter:
        """The same as all lists of the store are narrowed."""
        own = ("words", "speaker", "source", "place", "unit", "modality", "low", "high")
        return Filter(**{name: getattr(self, name) for name in own}, after=self.starts, before=self.ends)


class SeriesAsked(Period, Paged):
    """How to look at a series."""

    claimant: list[Word] = []
    source: Words = None
    sort: Sort = "when"
    scale: Literal["linear", "log", ""] = ""

    def wanted(self) -> Wanted:
        """The same as points are narrowed and ordered."""
        return Wanted(frozenset(self.claimant), self.source or "", self.starts, self.ends, self.sort, self.scale)
