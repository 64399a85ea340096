"""Keeping the words of claims and articles for full text, along the changes.

Reading words into an index takes longer than saving them (measured: 2.7 ms an article against 1), so it is not done in the
transaction that saves: whoever wakes up first brings the index up to the last commit, a batch in a transaction, and moves the
position in the same transaction. It may be repeated, interrupted and done by many at a time.
"""

# ruff: noqa: S608 - the statements are made of the constants here, once

from __future__ import annotations

from sqlalchemy import Connection, Engine, func, select, text

from services.store import changes
from services.store.models import Change
from services.store.queries.words import LANGUAGE
from shared.database import reading, transaction

NAME = "search"
BATCH = 200

_FRESH = "change.number > :since AND change.number <= :until"
_CLAIMS = f"claim JOIN change ON change.article_id = claim.article_id AND change.version = claim.first_version WHERE {_FRESH}"
_VERSIONS = f"version JOIN change ON change.article_id = version.article_id AND change.version = version.number WHERE {_FRESH}"
# A vector holds a megabyte at most, and an article that does not fit must not stop all others.
_WORDS = "left(coalesce(version.title, '') || ' ' || coalesce(version.dek, '') || ' ' || version.text, 200000)"
_STATEMENTS = {
    "postgresql": (
        f"INSERT INTO claim_words (id, words) SELECT claim.id, to_tsvector('{LANGUAGE}', claim.text) FROM {_CLAIMS}",
        f"INSERT INTO version_words (id, words) SELECT version.id, to_tsvector('{LANGUAGE}', {_WORDS}) FROM {_VERSIONS}",
    ),
    "sqlite": (
        f"INSERT INTO claim_words (rowid, text) SELECT claim.id, claim.text FROM {_CLAIMS}",
        "INSERT INTO version_words (rowid, title, dek, text)"
        f" SELECT version.id, version.title, version.dek, version.text FROM {_VERSIONS}",
    ),
}


def catch_up(engine: Engine, batch: int = BATCH) -> int:
    """Index all that is saved and not yet indexed; how many versions that was."""
    done = 0
    while behind(engine) and (some := _index(engine, batch)):
        done += some
    return done


def behind(engine: Engine) -> bool:
    """Whether something is saved that is not yet indexed."""
    with reading(engine) as connection:
        return changes.position(connection, NAME) < changes.newest(connection)


def _index(engine: Engine, batch: int) -> int:
    with transaction(engine) as connection:
        since, newest = changes.position(connection, NAME, lock=True), changes.newest(connection)
        fresh = select(Change.number).where(Change.number > since, Change.number <= newest).order_by(Change.number).limit(batch)
        numbers = list(connection.execute(fresh).scalars())
        if not numbers:  # what came since has no words: series, speakers and decisions
            changes.move(connection, NAME, newest)
            return 0
        until = numbers[-1]  # the versions of one commit share a number: the last one is taken whole
        _insert(connection, since, until)
        changes.move(connection, NAME, until)
        some = select(func.count()).where(Change.number > since, Change.number <= until)
        return connection.execute(some).scalar_one()


def _insert(connection: Connection, since: int, until: int) -> None:
    for statement in _STATEMENTS[connection.dialect.name]:
        connection.execute(text(statement), {"since": since, "until": until})
