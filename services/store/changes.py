"""The order of changes: every saved version, and every series, speaker and decision that changes, gets a number, and who reads
up to a number misses nothing.

A clock or a plain sequence would not do: a transaction that took its number early may commit late, and a reader who went by
in between would never see it. So the number is taken as the last act of a transaction, from one row that stays locked until the
commit: numbers become visible in their order, and the lock is held for one statement only.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from services.store.models import Change, Decision, FigureSeries, Position, SeriesAlias, Speaker
from shared.writing import write

COMMITS = "commits"
FOLLOWED = (FigureSeries, SeriesAlias, Decision, Speaker)
"""What has a `change` of its own, beside the versions of articles."""


def record(connection: Connection, saved: Sequence[tuple[int, int]]) -> None:
    """Number what this transaction saved, as (article id, version number). To be called last before the commit."""
    if not saved:
        return
    number = _take(connection)
    write(connection, Change, [{"number": number, "article_id": article, "version": version} for article, version in saved])


def number(connection: Connection) -> None:
    """Number what joining and operators have changed. To be called last before the commit.

    Whoever writes a row of these tables leaves its `change` null; so do new speakers, who are told when they are first joined.
    """
    pending = [model for model in FOLLOWED if connection.execute(select(model).where(model.change.is_(None)).limit(1)).first()]
    if pending:
        taken = _take(connection)
        for model in pending:
            connection.execute(update(model).where(model.change.is_(None)).values(change=taken))


def _take(connection: Connection) -> int:
    taken = update(Position).where(Position.name == COMMITS).values(number=Position.number + 1).returning(Position.number)
    return int(connection.execute(taken).scalar_one())


def newest(connection: Connection) -> int:
    """The number of the last commit that this transaction sees; all that come later are greater."""
    return connection.execute(select(Position.number).where(Position.name == COMMITS)).scalar_one()


def position(connection: Connection, name: str, *, lock: bool = False) -> int:
    """How far `name` has come; with `lock` nobody else moves it until this transaction ends."""
    wanted = select(Position.number).where(Position.name == name)
    return connection.execute(wanted.with_for_update() if lock else wanted).scalar_one()


def move(connection: Connection, name: str, number: int) -> None:
    """Note that `name` has come as far as `number`."""
    connection.execute(update(Position).where(Position.name == name).values(number=number))
