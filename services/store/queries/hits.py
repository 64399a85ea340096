"""Search results: claims or articles with the stretch of text in which the words stand."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Engine, select

from services.store.models import Article, ArticleVersion
from services.store.queries.filters import Filter
from services.store.queries.listing import Page, Row, page
from services.store.queries.snippets import snippet
from shared.database import reading

Among = Literal["claims", "articles"]


def search(engine: Engine, among: Among, wanted: Filter, limit: int = 20, cursor: str | None = None) -> Page:
    """Claims or articles that have the words of the filter, the newest first, each with its snippet.

    Raises QueryError where no words are given, and CursorError.
    """
    words = wanted.words or ""
    found = page(engine, among, wanted, limit, cursor)
    texts = _texts(engine, [row["id"] for row in found.rows]) if among == "articles" else {}
    rows = [_claim(row, words) if among == "claims" else _article(row, texts[row["id"]], words) for row in found.rows]
    return Page(rows, found.next)


def _claim(row: Row, words: str) -> Row:
    shown = snippet(row["claim"]["text"], words)
    hit = {"kind": "claim", "id": row["id"], "article": row["article"], "speaker": row["speaker"]}
    return {**hit, **_place(row), "snippet": shown.text, "matches": shown.matches, "current": row["current"]}


def _article(row: Row, text: str, words: str) -> Row:
    shown = snippet(text, words)
    hit = {"kind": "article", "id": row["id"], "article": row["id"], "title": row["title"], "speaker": None}
    return {**hit, **_place(row), "snippet": shown.text, "matches": shown.matches, "current": True}


def _place(row: Row) -> Row:
    return {name: row[name] for name in ("url", "source", "publisher", "published")}


def _texts(engine: Engine, articles: list[int]) -> dict[int, str]:
    newest = (ArticleVersion.article_id == Article.id) & (ArticleVersion.number == Article.versions)
    statement = select(Article.id, ArticleVersion.title, ArticleVersion.text).join(ArticleVersion, newest)
    with reading(engine) as connection:
        rows = connection.execute(statement.where(Article.id.in_(articles)))
        return {row.id: f"{row.title}\n{row.text}" for row in rows}
