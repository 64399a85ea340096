"""What outlets changed in figures after they had published them, with the note that says so, or without one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, select

from services.store.corrections import notes
from services.store.models import Article, ArticleVersion
from services.store.queries.filters import ALL, Filter, columns, of_article
from services.store.queries.listing import By, Listing, Page, Row, page_of
from services.store.queries.versions import changes, claims_of
from shared.database import reading

_ROUNDS = 10  # pages of versions that are looked through for one page of edits


def edits(engine: Engine, wanted: Filter = ALL, limit: int = 50, cursor: str | None = None) -> Page:
    """Versions that changed figures of the version before, or took claims with figures out, the newest first; of the filter
    source, publisher, article, after and before count. `note` is what the outlet says of it, null where it says nothing.

    A page may hold fewer than `limit`, and still have a next one. Raises CursorError.
    """
    found: list[Row] = []
    query = f"edits.{wanted.digest}"
    with reading(engine) as connection:
        for _ in range(_ROUNDS):
            page = page_of(connection, _versions(wanted), query, limit - len(found), cursor)
            found += [edit for row in page.rows if (edit := _edit(connection, row))]
            cursor = page.next
            if cursor is None or len(found) >= limit:
                break
    return Page(found, cursor)


def _versions(wanted: Filter) -> Listing:
    shown: Any = (
        select(ArticleVersion.id, ArticleVersion.number.label("version"), ArticleVersion.fetched_at.label("at"))
        .add_columns(Article.id.label("article"), *columns(Article, ("url", "source", "publisher")))
        .add_columns(*columns(ArticleVersion, ("title", "text")))
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(ArticleVersion.number > 1, *of_article(wanted))
    )
    return Listing(shown, (By(ArticleVersion.id, descending=True),))


def _edit(connection: Connection, row: Row) -> Row | None:
    """What a version did to the figures of the one before; null if nothing."""
    before = ArticleVersion.article_id == row["article"], ArticleVersion.number == row["version"] - 1
    old = connection.execute(select(ArticleVersion.id, ArticleVersion.text).where(*before)).one()
    was, now = claims_of(connection, old.id), claims_of(connection, row["id"])
    told = {claim["id"]: claim["claim"] for claim in (*was, *now)}
    found = [
        {**change, "was": _words(told, change["before"]), "is": _words(told, change["after"])}
        for change in changes(was, now)
        if _of_figures(told, change)
    ]
    if not found:
        return None
    said = {note.text for note in notes(old.text)}
    note = next(({"kind": n.kind, "text": n.text} for n in notes(row["text"]) if n.text not in said), None)
    shown = ("article", "url", "source", "publisher", "title", "version", "at")
    return {**{name: row[name] for name in shown}, "note": note, "changes": found}


def _of_figures(told: dict[int, Any], change: Row) -> bool:
    if change["kind"] == "added":
        return False
    was, now = (_figures(told, change[side]) for side in ("before", "after"))
    return was != now


def _figures(told: dict[int, Any], id: int | None) -> list[tuple[Any, ...]]:
    quantities = told[id]["quantities"] if id is not None else []
    return [(q["low"], q["high"], q["comparator"], q["unit"]) for q in quantities]


def _words(told: dict[int, Any], id: int | None) -> str | None:
    return told[id]["text"] if id is not None else None
