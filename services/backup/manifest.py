"""The manifest of a backup: what must be there. It is written last, so a folder without one is no backup."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

FILE = "manifest.json"
Service = Literal["ingest", "store"]
SERVICES: tuple[Service, ...] = ("ingest", "store")


class NoBackupError(Exception):
    """The folder is no complete backup, or a damaged one; the message says why."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Content(_Frozen):
    """How many there are, and their digest: equal digests, equal contents, whatever the order (`tables.Sum`)."""

    count: int
    digest: str


class Database(_Frozen):
    """One service's tables: the version that they have, and the rows of each."""

    version: str
    tables: dict[str, Content]


class Manifest(_Frozen):
    """What a backup holds."""

    format: Literal[1] = 1
    made: datetime
    databases: dict[Service, Database]
    blobs: Content


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises NoBackupError."""
    try:
        return Manifest.model_validate_json((folder / FILE).read_bytes())
    except OSError as error:
        raise NoBackupError(f"{folder} is no complete backup: {FILE}: {error.strerror}") from error
    except ValidationError as error:
        raise NoBackupError(f"{folder}/{FILE} is not what this Claimwire writes: {error.errors()[0]['msg']}") from error


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, which makes the folder a backup."""
    aside = folder / f"{FILE}.part"
    aside.write_text(manifest.model_dump_json(indent=1) + "\n")
    aside.replace(folder / FILE)


def of_digests(digests: Iterable[str]) -> Content:
    """The content of a set of blobs: they are named by what they hold."""
    names = sorted(digests)
    return Content(count=len(names), digest=hashlib.sha256("\n".join(names).encode()).hexdigest())
