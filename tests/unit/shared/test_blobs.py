from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.blobs import BlobDamagedError, BlobMissingError, Blobs


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(str(tmp_path / "blobs"))


def only_file(tmp_path: Path) -> Path:
    (found,) = (path for path in (tmp_path / "blobs").rglob("*") if path.is_file())
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.binary(max_size=5000))
def test_what_is_put_is_got(blobs: Blobs, content: bytes) -> None:
    digest = blobs.put(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert blobs.get(digest) == content


def test_the_same_bytes_are_one_blob(blobs: Blobs, tmp_path: Path) -> None:
    blobs.put(b"a page")
    blobs.put(b"a page")
    only_file(tmp_path)


def test_a_missing_blob_is_named(blobs: Blobs) -> None:
    with pytest.raises(BlobMissingError, match="ab" * 32):
        blobs.get("ab" * 32)


@pytest.mark.threat("blob-tampered")
def test_a_damaged_blob_is_an_error_and_never_another_page(blobs: Blobs, tmp_path: Path) -> None:
    digest = blobs.put(b"a page")
    other = blobs.put(b"another page")
    path = next(p for p in (tmp_path / "blobs").rglob(f"{digest}*"))
    path.write_bytes(next(p for p in (tmp_path / "blobs").rglob(f"{other}*")).read_bytes())
    with pytest.raises(BlobDamagedError):
        blobs.get(digest)
    path.write_bytes(b"not zstd")
    with pytest.raises(BlobDamagedError):
        blobs.get(digest)


@pytest.mark.threat("blob-path")
@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "AB" * 32, "ab" * 31, "ab" * 32 + "/x"])
def test_only_a_digest_is_a_name(blobs: Blobs, digest: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        blobs.get(digest)


def test_a_failed_write_leaves_nothing_behind(blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fsspec.implementations.local.LocalFileSystem.mv", full)
    with pytest.raises(OSError, match="No space"):
        blobs.put(b"a page")
    assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


def test_any_fsspec_file_system_serves() -> None:
    blobs = Blobs("memory://pages")
    assert blobs.get(blobs.put(b"a page")) == b"a page"
