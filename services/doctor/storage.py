"""Checks of what is kept: databases reachable and migrated, blobs writable, room on the disk."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from services.doctor.findings import Finding, error, in_words, ok, warning
from services.doctor.limits import JOINING_ADVICE, JOINING_WAITS
from services.ingest import schema as ingest_schema
from services.ingest.settings import IngestSettings
from services.store import schema as store_schema
from services.store.condition import Condition, condition
from services.store.settings import StoreSettings
from shared.blobs import BlobDamagedError, BlobMissingError, Blobs
from shared.migrations import schema_versions

LEAST_FREE_BYTES, LEAST_FREE_SHARE = 2 * 2**30, 0.05
_PROBE = b"claimwire doctor was here"


def check_databases(ingest: IngestSettings, store: StoreSettings) -> list[Finding]:
    """Both databases."""
    return [
        check_database("ledger database", ingest.ingest_database_url, ingest_schema),
        check_database("claims database", store.store_database_url, store_schema),
    ]


def check_database(about: str, url: str, schema: object) -> Finding:
    """Whether the database at `url` answers and has the newest tables of `schema` (a service's schema module)."""
    shown = make_url(url).render_as_string(hide_password=True)
    folder = Path(str(schema.__file__)).parent / "migrations"  # type: ignore[attr-defined]
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return warning(about, f"{shown} is not there yet", "`claimwire run` or `claimwire migrate` makes it.")
    try:
        now, newest = schema_versions(url, folder, str(schema.VERSION_TABLE))  # type: ignore[attr-defined]
    except (SQLAlchemyError, OSError) as away:
        said = str(getattr(away, "orig", away)).strip().splitlines() or [type(away).__name__]
        return error(about, f"{shown} does not answer: {said[0][:300]}", "Start the database, or correct its URL.")
    if now != newest:
        words = f"its tables are of version {now or 'none'}, the newest is {newest}"
        return error(about, words, "Run `claimwire migrate` (docker compose runs it at every start).")
    return ok(about, f"{shown}, version {now}")


def check_joining(engine: Engine, now: datetime) -> Finding:
    """Whether what is stored joins its series."""
    return judge_joining(condition(engine), now)


def judge_joining(state: Condition, now: datetime) -> Finding:
    """Whether an article has waited too long for its figures to join their series."""
    if state.unjoined_since is None:
        return ok("joining", "nothing waits")
    waited = now - state.unjoined_since
    words = f"{state.unjoined} articles wait, the longest for {in_words(waited)}"
    return warning("joining", words, JOINING_ADVICE) if waited > JOINING_WAITS else ok("joining", words)


def check_blobs(url: str) -> list[Finding]:
    """Whether pages can be kept and read again, and how much room there is (for folders)."""
    try:
        blobs = Blobs(url)
        if blobs.get(blobs.put(_PROBE)) != _PROBE:
            return [error("blob storage", f"{url} gives back other bytes", "Look at its disk.")]
    except (OSError, BlobMissingError, BlobDamagedError, ValueError, ImportError) as away:
        return [error("blob storage", f"{url}: {away}", "Pages cannot be kept: correct CLAIMWIRE_BLOB_URL or its permissions.")]
    return [ok("blob storage", f"{url} can be written and read"), *(_room(Path(url)) if "://" not in url else [])]


def _room(folder: Path) -> list[Finding]:
    disk = shutil.disk_usage(folder)
    return [judge_room(disk.free, disk.total)]


def judge_room(free: int, total: int) -> Finding:
    """Whether a disk has room for the pages of some days."""
    words = f"{free / 2**30:.1f} of {total / 2**30:.1f} GB free"
    if free < LEAST_FREE_BYTES or free < LEAST_FREE_SHARE * total:
        return warning("disk", words, "Make room, or move CLAIMWIRE_BLOB_URL: a full disk stops fetching.")
    return ok("disk", words)
