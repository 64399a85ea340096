"""Whether the application lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import text

from shared.database import reading

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """It is well; if not, the answer is a problem."""

    status: str = "ok"


@router.get("/livez")
def livez() -> Health:
    """Tell that the process lives."""
    return Health()


@router.get("/readyz")
def readyz(request: Request) -> Health:
    """Tell that every database answers; 503 if not."""
    for engine in filter(None, (part.engine for part in request.app.state.parts)):
        with reading(engine) as connection:
            connection.execute(text("SELECT 1"))
    return Health()
