"""The order of changes: every saved version gets a number, and whoever reads up to a number misses nothing.

A clock or a plain sequence would not do: a transaction that took its number early may commit late, and a reader who went by
in between would never see it. So the number is taken as the last act of a transaction, from one row that stays locked until the
commit: numbers become visible in their order, and the lock is held for one statement only.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from services.store.models import Change, Position
from shared.writing import write

COMMITS = "commits"


def record(connection: Connection, saved: Sequence[tuple[int, int]]) -> None:
    """Number what this transaction saved, as (article id, version number). To be called last before the commit."""
    if not saved:
        return
    taken = update(Position).where(Position.name == COMMITS).values(number=Position.number + 1).returning(Position.number)
    number = connection.execute(taken).scalar_one()
    write(connection, Change, [{"number": number, "article_id": article, "version": version} for article, version in saved])


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
