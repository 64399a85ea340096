"""Following a list by webhook: what the form asks, and what each condition means in plain words."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from services.store.api.params import FilterQuery
from services.store.subscriptions.book import Condition
from services.store.web.asked import Number

CONDITIONS = {
    Condition.NEW_CLAIM: "a claim that was never told before",
    Condition.NEW_CLAIMANT: "the first claim of a claimant",
    Condition.FIGURE_CROSSES: "a figure that crosses the threshold",
    Condition.FIGURE_EDITED: "an edit that changes a claim's figures",
    Condition.CONTRADICTION: "a new contradiction in a series",
}


class SubscriptionAsked(FilterQuery):
    """What the page shows from which the form is asked for: a filter, and the condition that fits."""

    model_config = ConfigDict(extra="ignore")

    condition: Condition = Condition.NEW_CLAIM


class SubscriptionForm(BaseModel):
    """The form's fields. What the list is narrowed to comes back under its own names."""

    model_config = ConfigDict(extra="allow")

    name: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    url: Annotated[str, Field(max_length=2000, pattern=r"^[^\s\x00]*$")] = ""
    condition: Condition = Condition.NEW_CLAIM
    threshold: Number = None

    def narrowed(self) -> dict[str, Any]:
        """The filter's fields, as they came."""
        given = self.model_extra or {}
        return {name: value for name, value in given.items() if name in FilterQuery.model_fields and value}
