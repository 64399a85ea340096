"""Speakers: persons and bodies under all their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from services.store.models import Article, Claim, Speaker
from services.store.queries.listing import Page, Row
from shared import cursors
from shared.database import reading


def speakers(engine: Engine, name: str | None = None, limit: int = 100, cursor: str | None = None) -> Page:
    """Speakers by identity, narrowed to those with a name that contains `name`; unnamed ones are left out.

    Raises CursorError.
    """
    query = f"speakers.{name or ''}"
    found = select(Speaker.identity).where(Speaker.kind != "unnamed").group_by(Speaker.identity).order_by(Speaker.identity)
    if name is not None:
        found = found.where(Speaker.name.icontains(name, autoescape=True))
    if cursor is not None:
        (after,) = cursors.decode(cursor, query, [str])
        found = found.where(Speaker.identity > after)
    with reading(engine) as connection:
        identities = list(connection.execute(found.limit(limit + 1)).scalars())
        rows = _described(connection, identities[:limit])
    following = cursors.encode(query, [identities[limit - 1]]) if len(identities) > limit else None
    return Page(rows, following)


def speaker(engine: Engine, id: int) -> Row | None:
    """The speaker that has this id among their names, or null."""
    with reading(engine) as connection:
        identity = connection.execute(select(Speaker.identity).where(Speaker.id == id)).scalar()
        if identity is None:
            return None
        (row,) = _described(connection, [identity])
        ids = [name["id"] for name in row["names"]]
        seen = (
            select(func.min(Claim.first_seen).label("first_seen"), func.max(Claim.last_seen).label("last_seen"))
            .add_columns(func.count(func.distinct(Article.publisher)).label("publishers"))
            .join(Article, Article.id == Claim.article_id)
            .where(Claim.speaker_id.in_(ids))
        )
        return {**row, **connection.execute(seen).one()._mapping}


def _described(connection: Connection, identities: Sequence[str]) -> list[Row]:
    counted = select(func.count()).where(Claim.speaker_id == Speaker.id).scalar_subquery().label("claims")
    statement = select(Speaker.id, Speaker.identity, Speaker.name, Speaker.kind, counted)
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
