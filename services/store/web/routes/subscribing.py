"""Subscriptions from the page of what is to be followed, for operators: a webhook for what a filter finds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from services.store import subscriptions
from services.store.api.common import Store
from services.store.api.params import FilterQuery
from services.store.queries import QueryError
from services.store.subscriptions.book import SubscriptionError, Wish
from services.store.web.common import PAGES
from services.store.web.views.following import CONDITIONS, SubscriptionAsked, SubscriptionForm
from shared.web.answers import found
from shared.web.params import Id

router = APIRouter()


@router.get("/subscribe")
def show_form(request: Request, asked: Annotated[SubscriptionAsked, Query()]) -> Response:
    """The form, filled with what the page that led here shows."""
    return _form(request, asked.model_dump(exclude_none=True, mode="json"), SubscriptionForm(condition=asked.condition))


@router.post("/subscribe")
def subscribe(request: Request, engine: Store, form: Annotated[SubscriptionForm, Form()]) -> Response:
    """Subscribe, and show the secret once."""
    try:
        wanted = FilterQuery.model_validate(form.narrowed())
        wish = Wish(form.name[:100], form.url, form.condition, wanted.filter(), form.threshold)
        made, secret = subscriptions.add(engine, wish, datetime.now(UTC))
    except (SubscriptionError, QueryError, ValueError) as error:
        return _form(request, form.narrowed(), form, str(error), 422)
    answer = PAGES.answer(request, "subscribed.html", 201, made=made, secret=secret)
    answer.headers["Cache-Control"] = "no-store"  # the secret is shown once
    return answer


@router.get("/subscriptions")
def list_subscriptions(request: Request, engine: Store) -> Response:
    """All subscriptions."""
    return PAGES.answer(request, "subscriptions.html", rows=subscriptions.all_of(engine), conditions=CONDITIONS)


@router.get("/subscriptions/{id}")
def show_subscription(request: Request, engine: Store, id: Id) -> Response:
    """A subscription with its newest deliveries."""
    row = found(subscriptions.one(engine, id), "subscription")
    deliveries = subscriptions.deliveries(engine, id, 50)
    return PAGES.answer(request, "subscription.html", row=row, deliveries=deliveries, conditions=CONDITIONS)


@router.post("/subscriptions/{id}/end")
def end_subscription(engine: Store, id: Id) -> Response:
    """End a subscription; its log goes with it."""
    found(subscriptions.remove(engine, id) or None, "subscription")
    return RedirectResponse("/subscriptions", 303)


def _form(
    request: Request, narrowed: dict[str, Any], form: SubscriptionForm, wrong: str | None = None, status: int = 200
) -> Response:
    narrowed = {name: value for name, value in narrowed.items() if name != "condition"}
    shown: dict[str, Any] = {"narrowed": narrowed, "form": form, "wrong": wrong, "conditions": CONDITIONS}
    return PAGES.answer(request, "subscribe.html", status, **shown)
