"""Other settings for one source."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from services.ingest import ledger
from services.ingest.api.common import Ledger
from services.ingest.ledger.sources import source_specs
from services.ingest.sources import SourcesError
from services.ingest.web.common import show
from services.ingest.web.forms import SourceForm, filled
from services.ingest.web.routes.sources import find
from shared.web.answers import found
from shared.web.desk import done
from shared.web.params import Id

router = APIRouter(prefix="/desk/sources")


@router.get("/{id}/edit")
def show_form(request: Request, engine: Ledger, id: Id) -> Response:
    """The settings as they are."""
    source = find(engine, id)
    spec = found(next(iter(source_specs(engine, source["name"])), None), "source with feeds")
    return _form(request, source["id"], source["name"], filled(spec), None)


@router.post("/{id}/edit")
def save(request: Request, engine: Ledger, id: Id, form: Annotated[SourceForm, Form()]) -> Response:
    """The settings as they are to be; what is wrong with them is told on the form."""
    source = find(engine, id)
    try:
        spec = form.spec(source["name"], paused=source["paused"])
    except SourcesError as error:
        return _form(request, source["id"], source["name"], form, str(error))
    ledger.sync_sources(engine, [spec], datetime.now(UTC))
    return done(f"/desk/sources/{id}", "saved")


def _form(request: Request, id: int, name: str, form: SourceForm, wrong: str | None) -> Response:
    file = request.app.state.ingest.sources
    return show(request, "source_edit.html", 422 if wrong else 200, id=id, name=name, form=form, wrong=wrong, file=file)
