"""Bringing the store's tables to their newest version."""

from __future__ import annotations

from pathlib import Path

from services.store.joining import sum_up_old
from shared.database import connect
from shared.migrations import migrate

VERSION_TABLE = "store_schema"
SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str, version: str = "head") -> None:
    """Create or upgrade the store's tables at `url`, to their newest version or up to another one.

    To the newest one with what follows from other rows: series that an older version summed up are summed up anew.
    """
    migrate(url, SCRIPTS, VERSION_TABLE, version)
    if version == "head":
        engine = connect(url)
        sum_up_old(engine)
        engine.dispose()


def modelled(name: str | None, kind: str, parents: object) -> bool:
    """Whether Alembic is to compare this with the models: all but what each kind of database has in its own way.

    The signature is Alembic's `include_name`.
    """
    return not (kind in ("table", "index") and name is not None and name.startswith(_BY_DATABASE))


_BY_DATABASE = ("claim_words", "version_words", "ix_claim_places", "ix_series_words")
