"""How the store is doing as a whole: what has still to be done with what was saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from services.store.models import Article, Contradiction, Delivery
from shared.database import reading


@dataclass(frozen=True, slots=True)
class Condition:
    """Articles to be joined and since when the longest waits, open contradictions, webhooks that wait and when the oldest was
    due (null: none waits)."""

    unjoined: int
    unjoined_since: datetime | None
    contradictions: int
    webhooks: int
    webhook_due: datetime | None


def condition(engine: Engine) -> Condition:
    """The condition now; cheap however much is stored, since each question has an index of its own."""
    unjoined = select(func.count(), func.min(Article.last_seen)).where(Article.joined < Article.versions)
    waiting = select(func.count(), func.min(Delivery.due)).where(Delivery.state == "pending")
    with reading(engine) as connection:
        webhooks, due = connection.execute(waiting).one()
        open_ones = connection.scalar(select(func.count()).select_from(Contradiction))
        articles, since = connection.execute(unjoined).one()
        return Condition(articles, since, open_ones or 0, webhooks, due)
