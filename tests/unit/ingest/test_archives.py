"""WARC files and folders of saved pages, clean and damaged, read and written."""

from __future__ import annotations

import gzip
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from services.ingest.archives import (
    ArchiveWriter,
    KeptPage,
    SavedPage,
    Unusable,
    find_files,
    read_pages,
    url_of_saved,
)

THEN = datetime(2019, 5, 17, 6, 30, tzinfo=UTC)
PAGE = b"<!doctype html><html><body>Ferry hits crane</body></html>"
MAX = 100_000


def record(
    writer: WARCWriter,
    url: str,
    body: bytes = PAGE,
    status: str = "200 OK",
    kind: str = "response",
    date: str = "2019-05-17T06:30:00Z",
    **headers: str,
) -> None:
    lines = [("Content-Type", "text/html"), *((name.replace("_", "-"), value) for name, value in headers.items())]
    http = StatusAndHeaders(status, lines, protocol="HTTP/1.1") if kind == "response" else None
    dated = {"WARC-Date": date}
    made = writer.create_warc_record(url, kind, io.BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=dated)
    writer.write_record(made)


def archive(folder: Path, *, name: str = "a.warc.gz") -> Path:
    file = folder / name
    with file.open("wb") as out:
        writer = WARCWriter(out, gzip=name.endswith("gz"))
        writer.write_record(writer.create_warcinfo_record(name, {"software": "x"}))
        record(writer, "https://a.example/1")
        record(writer, "https://a.example/missing", status="404 Not Found")
        record(writer, "https://a.example/2", gzip.compress(PAGE), Content_Encoding="gzip")
        record(writer, "https://a.example/3", b"5\r\n<html\r\n4\r\n>abc\r\n0\r\n\r\n", Transfer_Encoding="chunked")
        record(writer, "https://a.example/pdf", b"%PDF-1.7 \xe2\xe3")
        record(writer, "https://a.example/empty", b"")
        record(writer, "https://a.example/large", b"<html>" + b"x" * MAX)
        record(writer, "https://a.example/bomb", gzip.compress(b"<html>" + b"x" * 30_000_000), Content_Encoding="gzip")
        record(writer, "dns:a.example", b"1.2.3.4", kind="resource")
        record(writer, "https://a.example/4")
    return file


def read(file: Path, root: Path | None = None) -> tuple[dict[str, SavedPage], list[Unusable]]:
    found = list(read_pages(file, root or file.parent, MAX))
    pages = {page.url.removeprefix("https://a.example/"): page for page in found if isinstance(page, SavedPage)}
    return pages, [page for page in found if isinstance(page, Unusable)]


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_a_warc_file_gives_its_pages_and_tells_what_it_passes_over(tmp_path: Path, name: str) -> None:
    pages, unusable = read(archive(tmp_path, name=name))
    assert {url: page.body for url, page in pages.items()} == {"1": PAGE, "2": PAGE, "3": b"<html>abc", "4": PAGE}
    assert {page.fetched_at for page in pages.values()} == {THEN}
    assert [bad.why.partition(": ")[2].removeprefix("//a.example/") for bad in unusable] == [
        "status 404",
        "binary, no page",
        "empty, no page",
        f"more than {MAX} bytes",
        f"more than {MAX} bytes",
    ]
    positions = [page.position for page in pages.values()]
    assert positions == sorted(positions) and positions[-1] > 0


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_gives_what_it_has(tmp_path: Path, cut: float) -> None:
    whole = archive(tmp_path)
    short = tmp_path / "short.warc.gz"
    short.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * cut)])
    pages, _ = read(short)
    assert "1" in pages and set(pages) <= {"1", "2", "3", "4"}


@pytest.mark.threat("warc-hostile")
@pytest.mark.parametrize("rubbish", [b"", b"\x00" * 5000, b"WARC/1.0\r\nnonsense", os.urandom(5000), gzip.compress(b"hello")])
def test_what_is_no_warc_file_is_told(tmp_path: Path, rubbish: bytes) -> None:
    file = tmp_path / "bad.warc"
    file.write_bytes(rubbish)
    pages, unusable = read(file)
    assert pages == {}
    assert len(unusable) <= 1


@pytest.mark.threat("warc-hostile")
def test_damage_in_the_middle_spares_what_came_before(tmp_path: Path) -> None:
    file = archive(tmp_path)
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2 : len(damaged) // 2 + 50] = os.urandom(50)
    file.write_bytes(bytes(damaged))
    pages, _ = read(file)
    assert pages["1"].body == PAGE


@pytest.mark.parametrize(
    ("body", "path", "url"),
    [
        (
            b"<!DOCTYPE html>\n<!-- saved from url=(0026)https://a.example/from?x=1 -->\n<html>",
            "x.html",
            "https://a.example/from?x=1",
        ),
        (b"<html><head><link rel='canonical' href='https://a.example/c'></head>", "x.html", "https://a.example/c"),
        (b"<html><head><meta property='og:url' content='https://a.example/o'></head>", "x.html", "https://a.example/o"),
        (b"<html><head><link rel='canonical' href='/c'></head>", "x.html", None),
        (b"<html>", "a.example/2026/ferry.html", "https://a.example/2026/ferry.html"),
        (b"<html>", "pages/ferry.html", None),
        (b"", "x.html", None),
    ],
)
def test_a_saved_page_tells_where_it_comes_from(body: bytes, path: str, url: str | None) -> None:
    assert url_of_saved(body, Path(path)) == url


def test_a_folder_gives_its_pages_with_the_time_of_their_files(tmp_path: Path) -> None:
    mirror = tmp_path / "a.example" / "2026"
    mirror.mkdir(parents=True)
    (mirror / "ferry.html").write_bytes(PAGE)
    (mirror / "notes.txt").write_text("no page")
    (tmp_path / "unknown.htm").write_bytes(PAGE)
    (tmp_path / "huge.html").write_bytes(b"<html>" + b"x" * MAX)
    os.utime(mirror / "ferry.html", (THEN.timestamp(), THEN.timestamp()))
    files = find_files([tmp_path, tmp_path / "unknown.htm"])
    assert [file.name for file in files] == ["ferry.html", "huge.html", "unknown.htm"]
    found = [page for file in files for page in read_pages(file, tmp_path, MAX)]
    assert found[0] == SavedPage("https://a.example/2026/ferry.html", PAGE, None, THEN, len(PAGE))
    assert [page.why for page in found[1:] if isinstance(page, Unusable)] == [
        f"more than {MAX} bytes",
        "it does not say from where it was saved",
    ]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "out.warc.gz"
    about = {"title": "Two\r\nlines: and <more>", "final-url": "https://a.example/1?x"}
    kept = [
        KeptPage(f"https://a.example/{n}", PAGE + bytes(str(n), "ascii"), THEN, {"Content-Type": "text/html"}, about)
        for n in range(3)
    ]
    with file.open("wb") as out:
        writer = ArchiveWriter(out, file.name, "Claimwire")
        for page in kept:
            writer.write(page)
    pages, unusable = read(file)
    assert unusable == []
    assert [(p.url, p.body, p.fetched_at, p.content_type) for p in pages.values()] == [
        (k.url, k.body, THEN, "text/html") for k in kept
    ]
