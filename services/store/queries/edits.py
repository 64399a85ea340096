"""The latest edits: versions of articles that came after a first one, with what each did to the claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, and_, or_, select, tuple_

from services.store.models import Article, ArticleVersion, Change, Claim, ClaimSpan
from services.store.queries.filters import columns
from services.store.queries.listing import Page, Row
from services.store.queries.versions import changes
from shared import cursors
from shared.database import reading

_QUERY = "edits"


def edits(engine: Engine, limit: int = 20, cursor: str | None = None) -> Page:
    """Versions after a first one, the last saved first, each with `changes` as `versions.changes` gives them.

    In a change `before` and `after` are claims with id and JSON. Raises CursorError.
    """
    statement = (
        select(Change.number.label("change"), Change.article_id.label("article"), Change.version)
        .add_columns(*columns(Article, ("url", "source", "publisher")), Article.versions)
        .add_columns(ArticleVersion.id.label("version_id"), *columns(ArticleVersion, ("title", "fetched_at", "modified")))
        .join(Article, Article.id == Change.article_id)
        .join(ArticleVersion, and_(ArticleVersion.article_id == Article.id, ArticleVersion.number == Change.version))
        .where(Change.version > 1)
        .order_by(Change.number.desc(), Change.article_id.desc(), Change.version.desc())
    )
    if cursor is not None:
        number, article, version = cursors.decode(cursor, _QUERY, [int, int, int])
        same = and_(Change.number == number, tuple_(Change.article_id, Change.version) < (article, version))
        statement = statement.where(Change.number <= number, or_(Change.number < number, same))
    with reading(engine) as connection:
        rows = [dict(row._mapping) for row in connection.execute(statement.limit(limit + 1))]
        _tell(connection, rows[:limit])
    place = [rows[limit - 1][name] for name in ("change", "article", "version")] if len(rows) > limit else None
    return Page(rows[:limit], cursors.encode(_QUERY, place) if place else None)


def _tell(connection: Connection, rows: Sequence[Row]) -> None:
    """Give each edit what it did to the claims; all claims are loaded at once."""
    pairs = [(row["article"], number) for row in rows for number in (row["version"] - 1, row["version"])]
    ids = select(ArticleVersion.id, ArticleVersion.article_id, ArticleVersion.number).where(
        tuple_(ArticleVersion.article_id, ArticleVersion.number).in_(pairs)
    )
    version = {(row.article_id, row.number): row.id for row in connection.execute(ids)} if pairs else {}
    told = _claims(connection, list(version.values()))
    for row in rows:
        before, after = (told[version[row["article"], n]] for n in (row["version"] - 1, row["version"]))
        known = {each["id"]: each for each in (*before, *after)}
        found = changes(before, after)
        row["changes"] = [{**c, "before": known.get(c["before"]), "after": known.get(c["after"])} for c in found]
        del row["version_id"]


def _claims(connection: Connection, versions: Sequence[int]) -> dict[int, list[Row]]:
    statement = (
        select(ClaimSpan.version_id, Claim.id, Claim.data)
        .join(Claim, Claim.id == ClaimSpan.claim_id)
        .where(ClaimSpan.version_id.in_(versions))
        .order_by(ClaimSpan.part.desc(), ClaimSpan.start, Claim.id)
    )
    found: dict[int, list[Row]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.version_id].append({"id": row.id, "claim": row.data})
    return found
