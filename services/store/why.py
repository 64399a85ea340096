"""Why figures are of one series: what the model holds for and against it, in words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, select

from services.store.joining import settled_around
from services.store.joining.tellings import Told, load_told
from services.store.likeness import Side, model, side
from services.store.models import SeriesAlias
from shared.database import reading

Row = dict[str, Any]
LAST = 50  # how many figures before one it is compared with


def why(engine: Engine, series: str) -> list[Row] | None:
    """For each figure of a series but the first the earlier one that it is most like, how likely they are of one series
    (0 to 1), and what speaks most for it and against it; null if there is no series of this id, present or former.

    A likeness below the model's threshold means that others of the series, or an operator's decision, hold the two together.
    """
    with reading(engine) as connection:
        heir = connection.execute(select(SeriesAlias.series).where(SeriesAlias.old == series)).scalar()
        id = heir or series
        told = {t.telling.figure: t for t in load_told(connection, [id]).get(id, [])}
        cases = {c.figure.id: c for c in settled_around(connection, id)}
    members = [(side(cases[figure]), each) for figure, each in told.items()]
    return [_row(members[max(0, n - LAST) : n], *members[n]) for n in range(1, len(members))] if members else None


def _row(before: list[tuple[Side, Told]], mine: Side, told: Told) -> Row:
    judge = model()
    nearest, like = max(before, key=lambda other: judge.likeness(mine, other[0]))
    reasons = judge.reasons(mine, nearest)
    return {
        "figure": told.telling.figure,
        "words": told.words,
        "source": told.source,
        "like": like.words,
        "like_source": like.source,
        "likeness": round(judge.likeness(mine, nearest), 3),
        "for": [name for name, weight in reasons if weight > 0],
        "against": [name for name, weight in reasons if weight < 0],
    }
