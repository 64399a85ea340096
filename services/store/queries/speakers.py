"""Speakers: persons and bodies under all their names, with what is kept of how much they are told (`SpeakerTally`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from services.store.models import Speaker, SpeakerTally
from services.store.queries.listing import By, Listing, Page, Row, page_of
from shared.database import reading


def speakers(
    engine: Engine,
    name: str | None = None,
    limit: int = 100,
    cursor: str | None = None,
    *,
    changed_since: int | None = None,
) -> Page:
    """Speakers by identity, narrowed to those with a name that contains `name`; unnamed ones are left out. With `changed_since`
    those of whom a name was grouped anew later, by joining or by an operator, in that order, with `change`. Raises CursorError.
    """
    change = func.max(Speaker.change)
    found = select(Speaker.identity, change.label("change")).where(Speaker.kind != "unnamed").group_by(Speaker.identity)
    if name is not None:
        found = found.where(Speaker.name.icontains(name, autoescape=True))
    if changed_since is not None:
        found = found.having(change > changed_since)
    each = found.subquery()
    order = (By(each.c.change),) if changed_since is not None else ()
    listing = Listing(select(each.c.identity, each.c.change), (*order, By(each.c.identity)))
    with reading(engine) as connection:
        page = page_of(connection, listing, f"speakers.{name or ''}.{changed_since}", limit, cursor)
        described = _described(connection, [row["identity"] for row in page.rows])
    changes = [{"change": row["change"]} if changed_since is not None else {} for row in page.rows]
    return Page([{**row, **change} for row, change in zip(described, changes, strict=True)], page.next)


def speaker(engine: Engine, id: int) -> Row | None:
    """The speaker that has this id among their names, or null."""
    with reading(engine) as connection:
        identity = connection.execute(select(Speaker.identity).where(Speaker.id == id)).scalar()
        if identity is None:
            return None
        (row,) = _described(connection, [identity])
        ids = [name["id"] for name in row["names"]]
        seen = (
            select(func.min(SpeakerTally.first_seen).label("first_seen"), func.max(SpeakerTally.last_seen).label("last_seen"))
            .add_columns(func.count(func.distinct(SpeakerTally.publisher)).label("publishers"))
            .where(SpeakerTally.speaker_id.in_(ids), SpeakerTally.claims > 0)
        )
        return {**row, **connection.execute(seen).one()._mapping}


def _described(connection: Connection, identities: Sequence[str]) -> list[Row]:
    tallies = select(func.coalesce(func.sum(SpeakerTally.claims), 0)).where(SpeakerTally.speaker_id == Speaker.id)
    statement = select(Speaker.id, Speaker.identity, Speaker.name, Speaker.kind, tallies.scalar_subquery().label("claims"))
    named: dict[str, list[Any]] = {identity: [] for identity in identities}
    for row in connection.execute(statement.where(Speaker.identity.in_(identities)).order_by(Speaker.id)):
        named[row.identity].append(row)
    return [_speaker(identity, rows) for identity, rows in named.items()]


def _speaker(identity: str, rows: Iterable[Any]) -> Row:
    names = list(rows)
    most = max(names, key=lambda row: (row.claims, -row.id))
    return {
        "id": names[0].id,
        "identity": identity,
        "name": most.name,
        "kind": most.kind,
        "claims": sum(row.claims for row in names),
        "names": [{"id": row.id, "name": row.name, "kind": row.kind, "claims": row.claims} for row in names],
    }
