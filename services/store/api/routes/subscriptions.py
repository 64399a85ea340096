"""Subscriptions: saved queries that call a webhook. They need a key with the scope `admin`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from services.store import subscriptions
from services.store.api.common import Store
from services.store.api.params import FilterQuery
from services.store.subscriptions.book import Condition, SubscriptionError, Wish
from shared.web.answers import ListOf, found
from shared.web.params import Id, Number, Words

router = APIRouter(prefix="/subscriptions", tags=["subscriptions"])


class NewSubscription(BaseModel):
    """What to subscribe to, and where to tell of it."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Words, Field(max_length=100)]
    url: Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s\x00@]+$", description="Where to send the webhooks.")]
    condition: Condition = Field(description=(Condition.__doc__ or "").partition("\n")[2].strip())
    query: FilterQuery = Field(default_factory=FilterQuery)
    threshold: Number | None = Field(None, description="For figure_crosses.")


class Subscription(BaseModel):
    """A subscription; its secret is not shown."""

    id: int
    name: str
    url: str
    condition: Condition
    query: dict[str, Any]
    threshold: float | None
    active: bool = Field(description="False after the receiver answered 410.")
    created: datetime


class SubscriptionMade(Subscription):
    """A new subscription with the secret that its webhooks are signed with (Standard Webhooks)."""

    secret: str = Field(description="Shown only here.")


class Try(BaseModel):
    """One try to deliver."""

    at: datetime
    seconds: float
    status: int | None
    error: str | None


class Delivery(BaseModel):
    """An event and what became of telling it."""

    id: int
    event: str
    state: Literal["pending", "delivered", "failed"]
    attempts: int
    due: datetime
    created: datetime
    settled: datetime | None
    tries: list[Try]


@router.get("", response_model=ListOf[Subscription])
def list_subscriptions(engine: Store) -> Any:
    """List all subscriptions."""
    return {"items": subscriptions.all_of(engine)}


@router.post("", response_model=SubscriptionMade, status_code=201)
def add_subscription(engine: Store, wish: NewSubscription) -> Any:
    """Subscribe, from now on. The answer holds the secret, which is shown only here."""
    asked = Wish(wish.name, wish.url, wish.condition, wish.query.filter(), wish.threshold)
    try:
        made, secret = subscriptions.add(engine, asked, datetime.now(UTC))
    except SubscriptionError as error:
        raise HTTPException(422, str(error)) from error
    return {**made, "secret": secret}


@router.get("/{id}", response_model=Subscription)
def get_subscription(engine: Store, id: Id) -> Any:
    """Get a subscription."""
    return found(subscriptions.one(engine, id), "subscription")


@router.delete("/{id}", status_code=204)
def remove_subscription(engine: Store, id: Id) -> None:
    """End a subscription; its log goes with it."""
    found(subscriptions.remove(engine, id) or None, "subscription")


@router.get("/{id}/deliveries", response_model=ListOf[Delivery])
def list_deliveries(engine: Store, id: Id) -> Any:
    """List the newest deliveries of a subscription, with every try."""
    found(subscriptions.one(engine, id), "subscription")
    return {"items": subscriptions.deliveries(engine, id)}
