"""Full text over claims and articles: one query language on both kinds of database.

Words in any form, "phrases", `-without`, `either OR other`, as PostgreSQL's `websearch_to_tsquery` has them; for SQLite they
are put into the language of FTS5. Words are kept beside the tables and filled along the changes (see `services.store.search`).
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, cast, column, func, literal, literal_column, select, table
from sqlalchemy.dialects.postgresql import REGCONFIG

from services.store.models import Article, ArticleVersion, Claim, FigureSeries

LANGUAGE = "english"
_TERM = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')
_WORD = re.compile(r"\w")


class QueryError(ValueError):
    """Words that cannot be looked for; the message says why."""


def parse(query: str) -> list[list[tuple[bool, str]]]:
    """The alternatives of a query, each a list of terms that must hold: (wanted or not, words in this order).

    Raises QueryError where there is no alternative that wants a word: everything but something is no search.
    """
    alternatives: list[list[tuple[bool, str]]] = [[]]
    for match in _TERM.finditer(query):
        minus, words = match[1] or match[3] or "", match[2] if match[2] is not None else match[4]
        if match[4] is not None and words.lower() == "or" and not minus:
            alternatives.append([])
        elif _WORD.search(words):
            alternatives[-1].append((not minus, words))
    found = [terms for terms in alternatives if any(wanted for wanted, _ in terms)]
    if not found:
        raise QueryError("there is no word to look for")
    return found


def as_fts5(query: str) -> str:
    """The query in the language of SQLite's FTS5. Raises QueryError as `parse` does."""
    return " OR ".join(f"({_alternative(terms)})" for terms in parse(query))


def _alternative(terms: list[tuple[bool, str]]) -> str:
    wanted = " AND ".join(_quoted(words) for is_wanted, words in terms if is_wanted)
    return " NOT ".join([f"({wanted})", *(_quoted(words) for is_wanted, words in terms if not is_wanted)])


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""').replace("\0", " ") + '"'


def as_websearch(query: str) -> str:
    """The query as PostgreSQL's websearch syntax, without what it would read otherwise. Raises QueryError as `parse` does."""
    return " or ".join(" ".join(("" if wanted else "-") + f'"{words}"' for wanted, words in terms) for terms in parse(query))


def claims_with(connection: Connection, query: str) -> ColumnElement[bool]:
    """The condition that a claim has these words. Raises QueryError."""
    return Claim.id.in_(_matching(connection, "claim_words", query))


def newest_with(connection: Connection, query: str, look: int) -> Select[Any]:
    """The ids of the `look` claims that were saved last among those that have these words. Raises QueryError."""
    found = _matching(connection, "claim_words", query)
    return found.order_by(found.selected_columns[0].desc()).limit(look)


def articles_with(connection: Connection, query: str) -> ColumnElement[bool]:
    """The condition that an article's newest version has these words, in headline, standfirst or text. Raises QueryError."""
    found = _matching(connection, "version_words", query)
    newest = (ArticleVersion.article_id == Article.id) & (ArticleVersion.number == Article.versions)
    return select(ArticleVersion.id).where(newest, ArticleVersion.id.in_(found)).exists().correlate(Article)


def series_named(connection: Connection, query: str) -> ColumnElement[bool]:
    """The condition that a series' name has these words, in SQLite letter by letter. Raises QueryError."""
    if connection.dialect.name == "postgresql":
        language = cast(literal(LANGUAGE), REGCONFIG)
        words = func.to_tsvector(literal_column(f"'{LANGUAGE}'"), FigureSeries.name)  # as migration 0005 has it in an index
        return words.op("@@")(func.websearch_to_tsquery(language, as_websearch(query)))
    return FigureSeries.name.icontains(query, autoescape=True)


def _matching(connection: Connection, name: str, query: str) -> Select[Any]:
    if connection.dialect.name == "postgresql":
        words = table(name, column("id"), column("words"))
        asked = func.websearch_to_tsquery(cast(literal(LANGUAGE), REGCONFIG), as_websearch(query))
        return select(words.c.id).where(words.c.words.op("@@")(asked))
    words = table(name, column("rowid"), column(name))
    return select(words.c.rowid).where(words.c[name].op("MATCH")(as_fts5(query)))
