"""Operators' decisions, as the pure modules take them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from services.store.models import Decision
from services.store.overrides import Overrides
from services.store.speakers import Aliases


def record(
    connection: Connection, subject: str, kind: str, keys: Sequence[str], by: str, now: datetime, name: str | None = None
) -> int:
    """Write down a decision about series (figure keys) or speakers (speaker keys); its id, by which it can be undone."""
    row = {"subject": subject, "kind": kind, "keys": list(keys), "name": name, "by": by, "at": now}
    return int(connection.execute(insert(Decision).values(**row).returning(Decision.id)).scalar_one())


def undo(connection: Connection, decision: int, now: datetime) -> bool:
    """Take a decision back; whether it stood."""
    standing = (Decision.id == decision, Decision.undone_at.is_(None))
    return connection.execute(update(Decision).where(*standing).values(undone_at=now, change=None)).rowcount == 1


def _standing(connection: Connection, subject: str) -> list[tuple[str, list[str], str | None]]:
    rows = connection.execute(
        select(Decision.kind, Decision.keys, Decision.name)
        .where(Decision.subject == subject, Decision.undone_at.is_(None))
        .order_by(Decision.id)
    )
    return [(row.kind, row.keys, row.name) for row in rows]


def overrides(connection: Connection) -> Overrides:
    """What stands about series."""
    rows = _standing(connection, "series")
    return Overrides(
        merges=tuple(frozenset(keys) for kind, keys, _ in rows if kind == "merge"),
        splits=tuple(frozenset(keys) for kind, keys, _ in rows if kind == "split"),
        pins=tuple((keys[0], keys[1]) for kind, keys, _ in rows if kind == "pin"),
        names=tuple((keys[0], name or "") for kind, keys, name in rows if kind == "rename"),
    )


def aliases(connection: Connection) -> Aliases:
    """What stands about speakers."""
    rows = _standing(connection, "speaker")
    return Aliases(
        merged=tuple(frozenset(keys) for kind, keys, _ in rows if kind == "merge"),
        split=frozenset(frozenset(keys) for kind, keys, _ in rows if kind == "split"),
    )
