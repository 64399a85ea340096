"""What routers share: the ledger's engine, and the look at its sources."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from services.ingest.ledger.watch import Watch


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.ledger
    return engine


def _watch(request: Request) -> Watch:
    watch: Watch = request.app.state.watch
    return watch


Ledger = Annotated[Engine, Depends(_engine)]
Watched = Annotated[Watch, Depends(_watch)]
