"""A new source: an address, a look around, a choice of what the site offers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from services.ingest import ledger
from services.ingest.adding import address_of, name_of, spec_of, watch_new
from services.ingest.api.common import Ledger
from services.ingest.sources import SourcesError
from services.ingest.web.common import show
from services.ingest.web.forms import OptionsForm, Text
from services.ingest.web.looks import Look, Looks, TooMany
from shared.web.desk import done
from shared.web.params import Url

router = APIRouter(prefix="/desk/sources/new")


class ChoiceForm(OptionsForm):
    """Which offers to watch, and under which name."""

    name: Text = ""
    offers: list[int] = Field(default=[], max_length=200)


def looks(request: Request) -> Looks:
    """The looks of this process."""
    kept: Looks = request.app.state.looks
    return kept


@router.get("")
def show_form(request: Request) -> Response:
    """An address is asked for."""
    return show(request, "source_new.html", url="", wrong=None)


@router.post("")
def begin(request: Request, url: Annotated[Url, Form()]) -> Response:
    """Begin to look around."""
    try:
        begun = looks(request).begin(address_of(url.strip()))
    except TooMany:
        wrong = "Several sites are being looked at just now: try again in a minute."
        return show(request, "source_new.html", 429, url=url, wrong=wrong)
    return RedirectResponse(f"/desk/sources/new/{begun.id}", 303)


@router.get("/{look}")
def show_look(request: Request, look: str) -> Response:
    """What is asked, again each second, until there are offers to choose from."""
    one = looks(request).get(look)
    if one is None:
        return _forgotten(request)
    if not one.over:
        answer = show(request, "source_looking.html", look=one)
        answer.headers["Refresh"] = "1"
        return answer
    if one.found is None or not one.found.offers:
        return show(request, "source_nothing.html", look=one)
    return _choice(request, one, ChoiceForm(name=name_of(one.url, one.found.offers), offers=[1]), None)


@router.post("/{look}")
def add(request: Request, engine: Ledger, look: str, form: Annotated[ChoiceForm, Form()]) -> Response:
    """Watch what was chosen; what is wrong with the choice is told on the form."""
    one = looks(request).get(look)
    if one is None or one.found is None:
        return _forgotten(request)
    offers = one.found.offers
    chosen = [offers[number - 1] for number in dict.fromkeys(form.offers) if 1 <= number <= len(offers)]
    if not chosen:
        return _choice(request, one, form, "Choose at least one of what the site offers.")
    try:
        spec = spec_of(one.url, form.name.strip() or None, chosen, form.options())
        watch_new(engine, spec, datetime.now(UTC))
    except SourcesError as error:
        return _choice(request, one, form, str(error))
    return done(f"/desk/sources/{ledger.sources_by_name(engine)[spec.name]}", "added")


def _choice(request: Request, one: Look, form: ChoiceForm, wrong: str | None) -> Response:
    return show(request, "source_offers.html", 422 if wrong else 200, look=one, form=form, wrong=wrong)


def _forgotten(request: Request) -> Response:
    wrong = "What was found is not kept any more: look again."
    return show(request, "source_new.html", 404, url="", wrong=wrong)
