"""The blob store: bytes under their SHA-256, compressed with Zstandard, in a folder or any fsspec file system.

A blob is written before the row or the message that names it, and never changed: the same bytes are the same blob, so a
repeated write is harmless. Reading checks the digest, so a damaged blob is an error and never a wrong article.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator

import fsspec
import zstandard

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MAX_BLOB = 64 * 2**20


class BlobMissingError(Exception):
    """No blob has this digest."""


class BlobDamagedError(Exception):
    """The bytes under a digest are not the bytes that were written."""


class Blobs:
    """Content-addressed bytes at `url`: a folder, or an fsspec URL ("s3://bucket/prefix")."""

    def __init__(self, url: str) -> None:
        self._fs, root = fsspec.core.url_to_fs(url, **({"auto_mkdir": True} if "://" not in url else {}))
        self._root = str(root).rstrip("/")

    def _path(self, digest: str) -> str:
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"no SHA-256 digest: {digest!r}")
        return f"{self._root}/{digest[:2]}/{digest[2:4]}/{digest}.zst"

    def put(self, content: bytes) -> str:
        """Keep `content` and return its digest. Raises OSError when the storage is full or away."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not self._fs.exists(path):
            # Written aside and moved into place, so that a reader or a crash never meets half a blob.
            aside = f"{path}.{uuid.uuid4().hex}"
            try:
                with self._fs.open(aside, "wb") as file:
                    file.write(zstandard.compress(content, 3))
                self._fs.mv(aside, path)
            except BaseException:
                if self._fs.exists(aside):
                    self._fs.rm(aside)
                raise
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of `digest`. Raises BlobMissingError or BlobDamagedError."""
        try:
            with self._fs.open(self._path(digest), "rb") as file:
                packed = file.read()
        except FileNotFoundError as error:
            raise BlobMissingError(digest) from error
        try:
            content = zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MAX_BLOB)
        except zstandard.ZstdError as error:
            raise BlobDamagedError(f"{digest}: {error}") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise BlobDamagedError(f"{digest}: digest does not match")
        return content

    def digests(self) -> Iterator[str]:
        """The digests of all blobs, in no order. What is written meanwhile may be among them or not."""
        for path in self._fs.find(self._root):
            name = str(path).rpartition("/")[2].removesuffix(".zst")
            if _DIGEST.fullmatch(name):
                yield name
