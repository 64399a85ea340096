"""Whether the API lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import text

from services.store.api.common import Store
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
def readyz(engine: Store) -> Health:
    """Tell that the database answers; 503 if not."""
    with reading(engine) as connection:
        connection.execute(text("SELECT 1"))
    return Health()
