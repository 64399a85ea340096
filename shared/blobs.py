"""The blob store: bytes under their SHA-256, compressed with Zstandard, in a folder or any fsspec file system.

A blob is written before the row or the message that names it, and never changed: the same bytes are the same blob, so a
repeated write is harmless. Reading checks the digest, so a damaged blob is an error and never a wrong article.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import fsspec
import zstandard

from shared.errors import UnavailableError

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MAX_BLOB = 64 * 2**20


class BlobMissingError(Exception):
    """No blob has this digest."""


class BlobDamagedError(Exception):
    """The bytes under a digest are not the bytes that were written."""


class StorageError(UnavailableError, OSError):
    """The storage is full, forbidden or away."""


class Blobs:
    """Content-addressed bytes at `url`: a folder, or an fsspec URL ("s3://bucket/prefix")."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened: tuple[int, Any, str] | None = None
        self._open()  # a wrong URL is told now

    def _open(self) -> tuple[Any, str]:
        """The file system and the root in it; made anew in a forked worker, which must not share its parent's connections."""
        if self._opened is None or self._opened[0] != os.getpid():
            # Listings are not kept: what another machine wrote or removed meanwhile is to be seen.
            options = {"use_listings_cache": False} if self._remote else {"auto_mkdir": True}
            fs, root = fsspec.core.url_to_fs(self._url, **options)
            self._opened = (os.getpid(), fs, str(root).rstrip("/"))
        return self._opened[1:]

    @property
    def _remote(self) -> bool:
        return "://" in self._url

    def _path(self, root: str, digest: str) -> str:
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"no SHA-256 digest: {digest!r}")
        return f"{root}/{digest[:2]}/{digest[2:4]}/{digest}.zst"

    def put(self, content: bytes) -> str:
        """Keep `content` and return its digest. Raises StorageError (an OSError) when the storage is full or away."""
        fs, root = self._open()
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(root, digest)
        with _telling_apart():
            if not fs.exists(path):
                packed = zstandard.compress(content, 3)
                if self._remote:
                    fs.pipe_file(path, packed)  # an object store shows an object when it is whole
                else:
                    _write_whole(fs, path, packed)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of `digest`. Raises BlobMissingError or BlobDamagedError, and StorageError when the storage is away."""
        fs, root = self._open()
        try:
            with _telling_apart():
                packed = fs.cat_file(self._path(root, digest))
        except FileNotFoundError as error:
            raise BlobMissingError(digest) from error
        try:
            if zstandard.frame_content_size(packed) > _MAX_BLOB:  # what the frame says is believed before `max_output_size`
                raise BlobDamagedError(f"{digest}: larger than any blob")
            content = zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MAX_BLOB)
        except zstandard.ZstdError as error:
            raise BlobDamagedError(f"{digest}: {error}") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise BlobDamagedError(f"{digest}: digest does not match")
        return content

    def digests(self) -> Iterator[str]:
        """The digests of all blobs, in no order. What is written meanwhile may be among them or not. Raises StorageError."""
        fs, root = self._open()
        with _telling_apart():
            paths = fs.find(root)
        for path in paths:
            name = str(path).rpartition("/")[2].removesuffix(".zst")
            if _DIGEST.fullmatch(name):
                yield name


def _write_whole(fs: Any, path: str, content: bytes) -> None:
    """Written aside and moved into place, so that a reader or a crash never meets half a blob."""
    aside = f"{path}.{uuid.uuid4().hex}"
    try:
        with fs.open(aside, "wb") as file:
            file.write(content)
        fs.mv(aside, path)
    except BaseException:
        if fs.exists(aside):
            fs.rm(aside)
        raise


@contextmanager
def _telling_apart() -> Iterator[None]:
    """What a file system raises becomes FileNotFoundError, a ValueError of ours, or else StorageError."""
    try:
        yield
    except (FileNotFoundError, ValueError):
        raise
    except Exception as error:
        raise StorageError(str(error)) from error
