"""What requests may ask: the filter of all lists as query parameters, pages, ids."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.store.queries import Filter
from shared.claims import Modality
from shared.cursors import MAX_INT
from shared.web.params import PAGE, Cursor, Int, Limit, Moment, Number, PageQuery, Words

SeriesId = Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9_-]+$")]
Since = Annotated[int, Field(ge=0, le=MAX_INT)] | None


class FilterQuery(BaseModel):
    """What a list is narrowed to; all that is given must hold."""

    model_config = ConfigDict(extra="forbid")

    words: Words | None = Field(None, description='Full text: words in any form, "phrases", -without, either OR other.')
    source: Words | None = Field(None, description="Only this source, by its whole name.")
    publisher: Words | None = Field(None, description="Only sources of this publisher.")
    article: Int | None = Field(None, description="Only this article.")
    speaker: Words | None = Field(None, description="Only speakers with a name that contains this, under all their names.")
    speaker_id: Int | None = Field(None, description="Only the speaker with this id.")
    place: Words | None = Field(None, description="Only about this place: a name, or a country's ISO code.")
    unit: Words | None = Field(None, description="Only with a figure in this unit: count, percent, USD, mm ...")
    low: Number | None = Field(None, description="Only with a figure that may be this or more.")
    high: Number | None = Field(None, description="Only with a figure that may be this or less.")
    modality: Modality | None = Field(None, description="Only claims of this modality.")
    series: Words | None = Field(None, description="Only with a figure of this series.")
    current: bool | None = Field(None, description="Only claims that the newest version tells, or only those it does not.")
    after: Moment | None = Field(None, description="Only articles published at or after this moment.")
    before: Moment | None = Field(None, description="Only articles published before this moment.")
    changed_since: Since = Field(
        None, description="Only what was saved after this change, in that order: start at 0, go on at `changed_through`."
    )

    def filter(self) -> Filter:
        """The filter that all lists of the store take."""
        return Filter(**{name: getattr(self, name) for name in FilterQuery.model_fields})


class ListQuery(FilterQuery):
    """A filter and which page."""

    limit: Limit = PAGE
    cursor: Cursor = None


class WalkQuery(PageQuery):
    """Which page of a list that is walked."""

    cursor: Cursor = None


Filtered = Annotated[FilterQuery, Query()]
Listed = Annotated[ListQuery, Query()]
