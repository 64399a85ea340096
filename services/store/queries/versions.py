"""The versions of an article, and what each did to its claims."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, select

from services.store.models import ArticleVersion, Claim, ClaimSpan
from services.store.queries.filters import columns
from services.store.queries.listing import Row
from services.store.versions import describe_change, pair_up
from shared.claims import Claim as ClaimJson
from shared.database import reading

_BRIEF = ("number", "fetched_at", "title", "published", "modified", "claims_status", "extractor", "page")
_WHOLE = (*_BRIEF, "dek", "authors", "published_precision", "language", "section", "tags", "wire", "text")


def versions(engine: Engine, article: int) -> list[Row]:
    """The versions of an article, the first one first; none if there is no such article."""
    statement = select(*columns(ArticleVersion, _BRIEF)).where(ArticleVersion.article_id == article)
    with reading(engine) as connection:
        return [dict(row._mapping) for row in connection.execute(statement.order_by(ArticleVersion.number))]


def version(engine: Engine, article: int, number: int) -> Row | None:
    """One version whole, with its claims and what became of those of the version before; null if there is none."""
    statement = select(ArticleVersion.id, *columns(ArticleVersion, _WHOLE)).where(
        ArticleVersion.article_id == article, ArticleVersion.number.in_((number - 1, number))
    )
    with reading(engine) as connection:
        found = {row.number: row for row in connection.execute(statement)}
        if number not in found:
            return None
        told = claims_of(connection, found[number].id)
        before = claims_of(connection, found[number - 1].id) if number - 1 in found else None
    row = {name: getattr(found[number], name) for name in _WHOLE}
    return {**row, "claims": told, "changes": changes(before, told) if before is not None else []}


def claims_of(connection: Connection, version_id: int) -> list[Row]:
    """The claims that a version tells, with where each stands in it, in reading order."""
    statement = (
        select(Claim.id, Claim.data, ClaimSpan.part, ClaimSpan.start, ClaimSpan.end)
        .join(ClaimSpan, ClaimSpan.claim_id == Claim.id)
        .where(ClaimSpan.version_id == version_id)
        .order_by(ClaimSpan.part.desc(), ClaimSpan.start, Claim.id)
    )
    rows = (dict(row._mapping) for row in connection.execute(statement))
    return [
        {"id": row["id"], "part": row["part"], "start": row["start"], "end": row["end"], "claim": row["data"]} for row in rows
    ]


def changes(before: list[Row], after: list[Row]) -> list[Row]:
    """What an edit did to the claims: added, removed and changed ones with their ids; those that stay are left out.

    A claim that both versions tell has one id in both, and its `claim` is not looked at.
    """
    stay = {row["id"] for row in before} & {row["id"] for row in after}
    old, new = (
        {i: ClaimJson.model_validate(row["claim"]) for i, row in enumerate(rows) if row["id"] not in stay}
        for rows in (before, after)
    )
    pairs = pair_up(old, new)
    found: list[Row] = []
    for j, claim in new.items():
        if j in pairs:
            reason = describe_change(old[pairs[j]], claim)
            found.append({"kind": "changed", "before": before[pairs[j]]["id"], "after": after[j]["id"], "reason": reason})
        else:
            found.append({"kind": "added", "before": None, "after": after[j]["id"], "reason": ""})
    gone = (i for i in old if i not in set(pairs.values()))
    return found + [{"kind": "removed", "before": before[i]["id"], "after": None, "reason": ""} for i in gone]


def wording_of(engine: Engine, article: int, number: int) -> Row | None:
    """The words of a version (title, dek, text) with where its page is kept, without its claims; null if there is none."""
    shown = columns(ArticleVersion, ("number", "title", "dek", "text", "page", "fetched_at"))
    statement = select(*shown).where(ArticleVersion.article_id == article, ArticleVersion.number == number)
    with reading(engine) as connection:
        row = connection.execute(statement).first()
    return dict(row._mapping) if row else None


def kept_page(engine: Engine, digest: str) -> Row | None:
    """Of which article and version a kept page is, the newest that has it; null if it is no page of a version."""
    statement = (
        select(ArticleVersion.article_id.label("article"), ArticleVersion.number, ArticleVersion.fetched_at)
        .where(ArticleVersion.page == digest)
        .order_by(ArticleVersion.id.desc())
        .limit(1)
    )
    with reading(engine) as connection:
        row = connection.execute(statement).first()
    return dict(row._mapping) if row else None
