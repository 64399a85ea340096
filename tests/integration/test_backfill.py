"""`claimwire import` and `archive` through the whole line: what goes out comes in again, once."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.integration.test_line import Newsdesk, bridges
from tests.support.site import Site

pytestmark = pytest.mark.timeout(420)


def write(writer: WARCWriter, url: str, body: bytes, date: str, kind: str) -> None:
    http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    dated = {"WARC-Date": date}
    stream = io.BytesIO(body)
    made = writer.create_warc_record(url, "response", stream, length=len(body), http_headers=http, warc_headers_dict=dated)
    writer.write_record(made)


def old_pages(folder: Path) -> Path:
    """Ten articles of 2019, one in two versions, and some rubbish."""
    file = folder / "old.warc.gz"
    versions = [(n, 6) for n in range(10)] + [(3, 9)]
    with file.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number, hour in versions:
            url, date = f"https://harbour.example/{number}", f"2019-05-17T{hour:02}:30:00Z"
            write(writer, url, bridges(number + 10 + hour).body, date, "text/html")
        write(writer, "https://harbour.example/x.png", b"\x89PNG\r\n\x1a\n\x00\x00", "2019-05-17T06:30:00Z", "image/png")
    return file


def desk_in(folder: Path) -> Newsdesk:
    folder.mkdir()
    return Newsdesk(folder, Site())


def summary(desk: Newsdesk, file: Path) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(desk.run("import", str(file), "--json"))
    return whole


def articles(desk: Newsdesk) -> list[tuple[str, int, str]]:
    return sorted((row["url"], row["versions"], row["title"]) for row in desk.rows("articles", "--limit", "100"))


def fetches(desk: Newsdesk) -> list[tuple[str, str, str]]:
    with sqlite3.connect(desk.folder / "var/ingest.db") as connection:
        rows = connection.execute("SELECT e.url, f.at, f.page FROM fetch f JOIN entry e ON e.id = f.entry_id").fetchall()
    connection.close()
    return sorted(rows)


def test_saved_pages_go_through_the_line_once_and_come_out_again(tmp_path: Path) -> None:
    one, other = desk_in(tmp_path / "one"), desk_in(tmp_path / "other")
    assert summary(one, old_pages(tmp_path)) == {"imported": 11, "known": 0, "older": 0, "skipped": 1, "left": 0}
    stored = articles(one)
    assert len(stored) == 10
    assert [(versions, title) for url, versions, title in stored if url.endswith("/3")] == [(2, "Storm closes 22 bridges")]
    history = json.loads(one.run("ledger", "https://harbour.example/0", "--json"))
    assert history["fetched_at"].startswith("2019-05-17T06:30") and history["recheck_at"] is None
    assert history["source"] == "harbour.example"
    again = summary(one, tmp_path / "old.warc.gz")
    assert (again["imported"], again["known"]) == (0, 11)
    out = tmp_path / "out.warc.gz"
    assert one.run("archive", str(out)) == f"11 pages written to {out}\n"
    assert summary(other, out)["imported"] == 11
    assert articles(other) == stored
    assert fetches(other) == fetches(one)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    desk = desk_in(tmp_path / "one")
    process = desk.start("import", "nowhere.warc.gz")
    _, err = process.output(60)
    assert process.returncode == 2 and "nowhere.warc.gz is not there" in err
