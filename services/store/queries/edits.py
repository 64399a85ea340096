"""Edits: versions of articles that came after a first one, with what each did to the claims, or to figures alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, and_, select
from sqlalchemy.orm import aliased

from services.store.corrections import notes
from services.store.models import Article, ArticleVersion, Claim, ClaimSpan
from services.store.queries.filters import ALL, Filter, columns, of_article
from services.store.queries.listing import By, Listing, Page, Row, page_of
from services.store.queries.versions import changes
from shared.database import reading

_ROUNDS = 10  # pages of edits that are looked through for one page of edits of figures
_BEFORE = aliased(ArticleVersion)


def edits(engine: Engine, wanted: Filter = ALL, limit: int = 20, cursor: str | None = None) -> Page:
    """Versions after a first one, the last saved first, each with `changes` as `versions.changes` gives them; of the filter
    source, publisher, article, after and before count.

    In a change `before` and `after` are claims with id and JSON. Raises CursorError.
    """
    with reading(engine) as connection:
        return _walk(connection, wanted, limit, cursor)


def edits_of_figures(engine: Engine, wanted: Filter = ALL, limit: int = 50, cursor: str | None = None) -> Page:
    """Those edits that changed figures, or took claims with figures out. `note` is what the outlet says of it, null where it
    says nothing; in a change `before` and `after` are ids, `was` and `is` the claims' words.

    A page may hold fewer than `limit`, and still have a next one. Raises CursorError.
    """
    found: list[Row] = []
    with reading(engine) as connection:
        for _ in range(_ROUNDS):
            page = _walk(connection, wanted, limit - len(found), cursor)
            told = [(row, some) for row in page.rows if (some := [c for c in row["changes"] if _of_figures(c)])]
            said = _notes(connection, [row for row, _ in told])
            found += [_of_figures_only(row, some, said[row["id"]]) for row, some in told]
            cursor = page.next
            if cursor is None or len(found) >= limit:
                break
    return Page(found, cursor)


def _walk(connection: Connection, wanted: Filter, limit: int, cursor: str | None) -> Page:
    shown: Any = (
        select(ArticleVersion.id, _BEFORE.id.label("before"), ArticleVersion.article_id.label("article"))
        .add_columns(ArticleVersion.number.label("version"), *columns(Article, ("url", "source", "publisher")))
        .add_columns(*columns(ArticleVersion, ("title", "fetched_at")))
        .join(Article, Article.id == ArticleVersion.article_id)
        .join(_BEFORE, and_(_BEFORE.article_id == Article.id, _BEFORE.number == ArticleVersion.number - 1))
        .where(ArticleVersion.number > 1, *of_article(wanted))
    )
    listing = Listing(shown, (By(ArticleVersion.id, descending=True),))
    page = page_of(connection, listing, f"edits.{wanted.digest}", limit, cursor)
    _tell(connection, page.rows)
    return page


def _tell(connection: Connection, rows: Sequence[Row]) -> None:
    """Give each edit what it did to the claims; those that it left as they were are not loaded."""
    told = _told(connection, [id for row in rows for id in (row["before"], row["id"])])
    of = {row["id"]: (told[row["before"]], told[row["id"]]) for row in rows}
    touched = {id for before, after in of.values() for id in {*before} ^ {*after}}
    data = connection.execute(select(Claim.id, Claim.data).where(Claim.id.in_(touched)))
    known = {row.id: {"id": row.id, "claim": row.data} for row in data}
    for row in rows:
        before, after = ([known.get(id, {"id": id}) for id in ids] for ids in of[row["id"]])
        found = changes(before, after)
        row["changes"] = [{**c, "before": known.get(c["before"]), "after": known.get(c["after"])} for c in found]


def _told(connection: Connection, versions: Sequence[int]) -> dict[int, list[int]]:
    """The ids of the claims that versions tell, in reading order."""
    statement = (
        select(ClaimSpan.version_id, ClaimSpan.claim_id)
        .where(ClaimSpan.version_id.in_(versions))
        .order_by(ClaimSpan.part.desc(), ClaimSpan.start, ClaimSpan.claim_id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.version_id].append(row.claim_id)
    return found


def _notes(connection: Connection, rows: Sequence[Row]) -> dict[int, Row | None]:
    """What the outlets say of these edits, by the version's id: a note that the version before did not have."""
    ids = [id for row in rows for id in (row["before"], row["id"])]
    texts = connection.execute(select(ArticleVersion.id, ArticleVersion.text).where(ArticleVersion.id.in_(ids)))
    said = {row.id: notes(row.text) for row in texts}
    found: dict[int, Row | None] = {}
    for row in rows:
        before = {note.text for note in said[row["before"]]}
        new = (note for note in said[row["id"]] if note.text not in before)
        found[row["id"]] = next(({"kind": note.kind, "text": note.text} for note in new), None)
    return found


def _of_figures_only(row: Row, changed: Sequence[Row], note: Row | None) -> Row:
    shown = ("article", "url", "source", "publisher", "title", "version")
    told = [
        {**c, "before": _id(c["before"]), "after": _id(c["after"]), "was": _words(c["before"]), "is": _words(c["after"])}
        for c in changed
    ]
    return {**{name: row[name] for name in shown}, "at": row["fetched_at"], "note": note, "changes": told}


def _of_figures(change: Row) -> bool:
    return change["kind"] != "added" and _figures(change["before"]) != _figures(change["after"])


def _figures(claim: Row | None) -> list[tuple[Any, ...]]:
    quantities = claim["claim"]["quantities"] if claim else []
    return [(q["low"], q["high"], q["comparator"], q["unit"]) for q in quantities]


def _id(claim: Row | None) -> int | None:
    return claim["id"] if claim else None


def _words(claim: Row | None) -> str | None:
    return claim["claim"]["text"] if claim else None
