"""What routers share: the ledger's engine."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.ledger
    return engine


Ledger = Annotated[Engine, Depends(_engine)]
