"""Saved pages in and out: WARC files (CC-NEWS style, by warcio) and folders of HTML. Reads and writes files, nothing else.

What cannot be used is told as `Unusable` with its place, and reading goes on: archives are never wholly clean.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from services.ingest.documents import parse_moment
from services.ingest.responses import Accept
from services.ingest.sniff import SNIFF_BYTES, sniff, usable

_WARC = re.compile(r"\.warc(?:\.gz)?$", re.I)
_PAGE = re.compile(r"\.x?html?$", re.I)
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+?)\s*-->", re.I)
_HOST = re.compile(r"^(?:[a-z0-9-]+\.)+[a-z]{2,}$", re.I)
_CHUNK = 65_536
_BROKEN = (ArchiveLoadFailed, EOFError, OSError, zlib.error, ValueError, KeyError, IndexError, AttributeError, TypeError)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as someone fetched it. `position`: how many bytes of its file are read."""

    url: str
    body: bytes
    content_type: str | None
    fetched_at: datetime
    position: int = 0


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something in an archive that is no page for us, with its place and why."""

    place: str
    why: str
    position: int = 0


def find_files(paths: list[Path]) -> list[Path]:
    """The WARC files and HTML files at `paths`, folders with all that is in them, in a stable order.

    A link inside a folder that leads out of it is not followed: somebody else may have packed the folder.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file() and _within(p, path)) if path.is_dir() else [path]
        found |= dict.fromkeys(p for p in inside if _WARC.search(p.name) or _PAGE.search(p.name))
    return list(found)


def _within(path: Path, folder: Path) -> bool:
    """Whether a file is really in the folder, and no link to somewhere else on this machine."""
    return path.resolve().is_relative_to(folder.resolve())


def read_pages(path: Path, root: Path, max_bytes: int) -> Iterator[SavedPage | Unusable]:
    """The pages of one file below `root`, each at most `max_bytes` long after decompression. Raises OSError."""
    if _WARC.search(path.name):
        with path.open("rb") as file:
            yield from _warc_pages(file, path.name, max_bytes)
    else:
        yield _html_file(path, root, max_bytes)


def _warc_pages(file: BinaryIO, name: str, max_bytes: int) -> Iterator[SavedPage | Unusable]:
    records = ArchiveIterator(file, ensure_http_headers=False)
    for number in count(1):
        place = f"{name}, record {number}"
        try:
            record = next(records, None)
            if record is None:
                return
        except _BROKEN as error:
            yield Unusable(place, f"the file is damaged from here on: {_words(error)}", file.tell())
            return
        try:
            page = _record_page(record, max_bytes, place, file.tell())
        except _BROKEN as error:
            page = Unusable(place, f"damaged record: {_words(error)}", file.tell())
        if page:
            yield page


def _record_page(record: Any, max_bytes: int, place: str, position: int) -> SavedPage | Unusable | None:
    """The page of a response or resource record; null for records of other kinds, which no one expects to be pages."""
    if record.rec_type not in ("response", "resource"):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if not url.startswith(("http://", "https://")):
        return None
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return Unusable(place, f"{url}: status {status}", position)
    declared = (record.http_headers or record.rec_headers).get_header("Content-Type")
    fetched_at = parse_moment(record.rec_headers.get_header("WARC-Date"))
    if fetched_at is None:
        return Unusable(place, f"{url}: no WARC-Date", position)
    body = _body(record.content_stream(), max_bytes)
    return _judged(url, body, declared, fetched_at, max_bytes, place, position)


def _body(stream: Any, max_bytes: int) -> bytes:
    """At most one byte more than allowed, read piece by piece: an inflated record never stands in memory whole."""
    body = bytearray()
    while len(body) <= max_bytes and (chunk := stream.read(_CHUNK)):
        body += chunk
    return bytes(body[: max_bytes + 1])


def _judged(
    url: str, body: bytes, declared: str | None, fetched_at: datetime, max_bytes: int, place: str, position: int
) -> SavedPage | Unusable:
    if len(body) > max_bytes:
        return Unusable(place, f"{url}: more than {max_bytes} bytes", position)
    kind = sniff(body[:SNIFF_BYTES], declared)
    if not body.strip() or not usable(kind, Accept.PAGE):
        return Unusable(place, f"{url}: {kind.value}, no page", position)
    return SavedPage(url, body, declared, fetched_at, position)


def _html_file(path: Path, root: Path, max_bytes: int) -> SavedPage | Unusable:
    size = path.stat().st_size
    if size > max_bytes:
        return Unusable(str(path), f"more than {max_bytes} bytes", size)
    body = path.read_bytes()
    url = url_of_saved(body, path.relative_to(root) if path.is_relative_to(root) else path)
    if url is None:
        return Unusable(str(path), "it does not say from where it was saved", size)
    fetched_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return _judged(url, body, None, fetched_at, max_bytes, str(path), size)


def url_of_saved(body: bytes, path: Path) -> str | None:
    """Where a saved page comes from: the comment that browsers write, what the page says of itself, or the folders of a mirror
    (`news.example/2026/a.html`, as wget makes them)."""
    comment = _SAVED_FROM.search(body[:4096])
    if comment:
        return comment[1].decode("utf-8", "replace")
    tree = _tree(body)
    for query in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content") if tree is not None else ():
        found = tree.xpath(query)
        if found and str(found[0]).startswith(("http://", "https://")):
            return str(found[0]).strip()
    host, *rest = path.parts
    return f"https://{host}/{'/'.join(rest)}" if rest and _HOST.match(host) else None


def _tree(body: bytes) -> Any:
    try:
        return etree.fromstring(body, etree.HTMLParser(no_network=True))
    except (etree.LxmlError, ValueError):
        return None


def _words(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that we keep, with what the ledger knows of its fetch."""

    url: str
    body: bytes
    fetched_at: datetime
    headers: dict[str, str]
    about: dict[str, str]


class ArchiveWriter:
    """Writes kept pages as WARC 1.1, compressed record by record: a response and its metadata for each page."""

    def __init__(self, file: BinaryIO, name: str, software: str) -> None:
        self._writer = WARCWriter(file, gzip=True, warc_version="1.1")
        info = {"software": software, "format": "WARC File Format 1.1"}
        self._writer.write_record(self._writer.create_warcinfo_record(name, info))

    def write(self, page: KeptPage) -> None:
        """One page. Headers that the ledger does not keep are not made up."""
        date = page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        lines = [("Content-Length", str(len(page.body))), *page.headers.items()]
        headers = StatusAndHeaders("200 OK", lines, protocol="HTTP/1.1")
        response = self._record(page.url, "response", page.body, {"WARC-Date": date}, http_headers=headers)
        fields = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in page.about.items()).encode()
        concurrent = {"WARC-Date": date, "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
        self._record(page.url, "metadata", fields, concurrent, warc_content_type="application/warc-fields")

    def _record(self, url: str, kind: str, content: bytes, headers: dict[str, str], **more: Any) -> Any:
        record = self._writer.create_warc_record(
            url, kind, io.BytesIO(content), length=len(content), warc_headers_dict=headers, **more
        )
        self._writer.write_record(record)
        return record


def _one_line(value: str) -> str:
    return " ".join(value.split())


def total_bytes(files: list[Path]) -> int:
    """How much there is to read."""
    return sum(file.stat().st_size for file in files)
