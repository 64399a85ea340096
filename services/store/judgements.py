"""What operators decide about series and speakers. A decision names figures or speakers, never series, so that it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select

from services.store.joining import decisions, rejoin
from services.store.joining.identities import regroup
from services.store.models import Claim, Decision, Figure, SeriesAlias, Speaker
from shared.database import transaction


class UnknownError(ValueError):
    """There is no such series, figure, speaker or decision."""


def merge_series(engine: Engine, ids: Sequence[str], *, by: str, now: datetime) -> str:
    """Several series are one. Raises UnknownError."""
    with transaction(engine) as connection:
        keys = [_first_figure(connection, series) for series in ids]
        number = decisions.record(connection, "series", "merge", keys, by, now)
        rejoin(connection, keys)
        return f"decision {number}: {_series_of(connection, keys[0])} holds them all"


def split_figures(engine: Engine, figures: Sequence[str], *, by: str, now: datetime) -> str:
    """These figures are a series of their own. Raises UnknownError."""
    with transaction(engine) as connection:
        for key in figures:
            _series_of(connection, key)
        number = decisions.record(connection, "series", "split", figures, by, now)
        rejoin(connection, figures)
        return f"decision {number}: {_series_of(connection, figures[0])} holds them"


def pin_figure(engine: Engine, figure: str, series: str, *, by: str, now: datetime) -> str:
    """A figure belongs to a series. Raises UnknownError."""
    with transaction(engine) as connection:
        _series_of(connection, figure)
        keys = [figure, _first_figure(connection, series)]
        number = decisions.record(connection, "series", "pin", keys, by, now)
        rejoin(connection, keys)
        return f"decision {number}: {_series_of(connection, figure)} holds it"


def rename_series(engine: Engine, series: str, name: str, *, by: str, now: datetime) -> str:
    """A series has a name. Raises UnknownError."""
    with transaction(engine) as connection:
        key = _first_figure(connection, series)
        number = decisions.record(connection, "series", "rename", [key], by, now, name)
        rejoin(connection, [key])
        return f"decision {number}: {_series_of(connection, key)} is called {name}"


def decide_speakers(engine: Engine, kind: str, keys: Sequence[str], *, by: str, now: datetime) -> str:
    """Speakers (keys) are one, or are not. Raises UnknownError."""
    with transaction(engine) as connection:
        rows = connection.execute(select(Speaker.key).where(Speaker.key.in_(keys))).scalars().all()
        if missing := sorted(set(keys) - set(rows)):
            raise UnknownError(f"no speaker {', '.join(missing)}")
        number = decisions.record(connection, "speaker", kind, keys, by, now)
        _regroup_and_rejoin(connection, keys)
        return f"decision {number}"


def undo(engine: Engine, decision: int, *, now: datetime) -> str:
    """A decision is taken back. Raises UnknownError."""
    with transaction(engine) as connection:
        row = connection.execute(select(Decision).where(Decision.id == decision)).first()
        if row is None or not decisions.undo(connection, decision, now):
            raise UnknownError(f"no standing decision {decision}")
        if row.subject == "series":
            rejoin(connection, row.keys)
        else:
            _regroup_and_rejoin(connection, row.keys)
        return f"decision {decision} undone"


def _regroup_and_rejoin(connection: Connection, keys: Sequence[str]) -> None:
    blocks = set(connection.execute(select(Speaker.block).where(Speaker.key.in_(keys))).scalars())
    changed = regroup(connection, blocks, decisions.aliases(connection))
    told = (
        select(Figure.key)
        .join(Claim, Claim.id == Figure.claim_id)
        .where(Claim.speaker_id.in_(changed), Figure.key.is_not(None))
    )
    rejoin(connection, [key for key in connection.execute(told).scalars() if key])


def _first_figure(connection: Connection, series: str) -> str:
    alias = select(SeriesAlias.series).where(SeriesAlias.old == series).scalar_subquery()
    key = connection.scalar(select(func.min(Figure.key)).where(Figure.series == func.coalesce(alias, series)))
    if key is None:
        raise UnknownError(f"no series {series}")
    return key


def _series_of(connection: Connection, figure: str) -> str:
    series = connection.scalar(select(Figure.series).where(Figure.key == figure).limit(1))
    if series is None:
        raise UnknownError(f"no figure {figure}")
    return series
