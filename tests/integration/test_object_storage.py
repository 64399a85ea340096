"""The blob store on S3-compatible storage: one bucket, many processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.blobs import BlobMissingError, Blobs, StorageError
from shared.errors import UnavailableError
from tests.support.servers import object_store

ROOT = Path(__file__).parents[2]


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[dict[str, str]]:
    with object_store(tmp_path) as environment:
        yield environment


def python(code: str, environment: dict[str, str]) -> str:
    """What a Python process of its own prints: s3fs keeps a thread for ever, which a test run should not."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


SETUP = """
import os, sys
from shared.blobs import BlobDamagedError, BlobMissingError, Blobs, StorageError
blobs = Blobs(os.environ["CLAIMWIRE_BLOB_URL"])
"""


def test_what_one_process_puts_another_gets(storage: dict[str, str]) -> None:
    digest = python(SETUP + "print(blobs.put(b'a page'))", storage)
    assert python(SETUP + f"print(blobs.put(b'a page') == {digest!r}, blobs.get({digest!r}))", storage) == "True b'a page'"


def test_a_missing_blob_is_named_and_found_once_it_is_there(storage: dict[str, str]) -> None:
    code = """
try:
    blobs.get("ab" * 32)
except BlobMissingError as error:
    print(error)
digest = blobs.put(b"late")
print(blobs.get(digest))
"""
    assert python(SETUP + code, storage).splitlines() == ["ab" * 32, "b'late'"]


def test_a_forked_worker_uses_the_storage_that_its_parent_opened(storage: dict[str, str]) -> None:
    code = """
digest = blobs.put(b"the parent's")
child = os.fork()
if child == 0:
    os._exit(0 if blobs.get(digest) == b"the parent's" and blobs.put(b"the child's") else 1)
print(os.waitpid(child, 0)[1], blobs.get(digest))
"""
    assert python(SETUP + code, storage) == """0 b"the parent's\""""


def test_storage_that_is_away_is_waited_for_and_never_a_missing_page(storage: dict[str, str]) -> None:
    code = """
for ask in (lambda: blobs.put(b"a page"), lambda: blobs.get("ab" * 32)):
    try:
        ask()
    except StorageError as error:
        print(type(error).__name__)
"""
    away = storage | {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"}
    assert python(SETUP + code, away).splitlines() == ["StorageError"] * 2
    assert issubclass(StorageError, UnavailableError) and issubclass(StorageError, OSError)


def test_a_folder_that_cannot_be_written_is_storage_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        Blobs(str(tmp_path / "file" / "blobs")).put(b"a page")
    with pytest.raises(BlobMissingError):
        Blobs(str(tmp_path / "blobs")).get("ab" * 32)
