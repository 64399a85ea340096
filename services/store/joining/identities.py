"""Who is meant by a name, when all names that might mean the same are seen together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from services.store.identity import group
from services.store.models import Claim
from services.store.models import Speaker as SpeakerRow
from services.store.speakers import Aliases, Speaker


def settle_identities(connection: Connection, articles: Iterable[int], aliases: Aliases) -> set[int]:
    """Group the names that these articles brought with those they may mean; the ids of the speakers whose identity changed."""
    blocks = (
        select(SpeakerRow.block)
        .join(Claim, Claim.speaker_id == SpeakerRow.id)
        .where(Claim.article_id.in_(list(articles)), SpeakerRow.kind != "unnamed")
        .distinct()
    )
    named = set(connection.execute(blocks).scalars())
    return regroup(connection, named, aliases)


def regroup(connection: Connection, blocks: set[str], aliases: Aliases) -> set[int]:
    """Group the names of these blocks anew; the ids of the speakers whose identity changed."""
    bound = {key for group_ in aliases.merged for key in group_}
    merged = set(connection.execute(select(SpeakerRow.block).where(SpeakerRow.key.in_(bound))).scalars())
    wanted = SpeakerRow.block.in_(blocks | merged)
    rows = connection.execute(select(SpeakerRow).where(wanted, SpeakerRow.kind != "unnamed")).all()
    together = _bound(rows, aliases)
    by_block: dict[str, dict[int, Speaker]] = {}
    for row in rows:
        by_block.setdefault(together[row.block], {})[row.id] = Speaker(row.name, row.kind)
    identity = {row.id: row.identity for row in rows}
    changed: list[dict[str, Any]] = []
    for members in by_block.values():
        keys = group(members.values(), aliases)
        changed += [{"row": i, "meant": keys[one]} for i, one in members.items() if identity[i] != keys[one]]
    if changed:
        statement = update(SpeakerRow).where(SpeakerRow.id == bindparam("row"))
        connection.execute(statement.values(identity=bindparam("meant"), change=None), changed)
    return {row["row"] for row in changed}


def _bound(rows: Iterable[Any], aliases: Aliases) -> dict[str, str]:
    """For each block the one it is looked at with: blocks whose names an operator merged belong together."""
    root = {row.block: row.block for row in rows}
    block_of = {row.key: row.block for row in rows}
    for merged in aliases.merged:
        blocks = sorted({root[block_of[key]] for key in merged if key in block_of})
        root = {block: blocks[0] if found in blocks else found for block, found in root.items()}
    return root
