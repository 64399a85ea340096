"""`claimwire import | archive`: pages that someone fetched before, through the same line; and kept pages, out again as WARC."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Engine

from services.ingest import ledger
from services.ingest.archives import ArchiveWriter, KeptPage, SavedPage, Unusable, find_files, read_pages, total_bytes
from services.ingest.ledger.backfill import Imported, kept_pages, room, take
from services.ingest.settings import IngestSettings
from services.ingest.tasks import PAGES_A_MESSAGE
from services.ingest.urls import NotAUrl
from shared.blobs import BlobDamagedError, BlobMissingError, Blobs
from shared.bus import Bus, create_app
from shared.database import connect
from shared.messages import PagesFetched
from shared.settings import load_or_exit, stop
from shared.terminal import as_json, cell, stderr

app = typer.Typer()
BATCH, WAIT_SECONDS = 64, 0.25
Pulse = Callable[[], None]


class Importer:
    """Takes saved pages into the line, never more than there is room for."""

    def __init__(self, engine: Engine, settings: IngestSettings, source: str | None, pulse: Pulse) -> None:
        self._engine = engine
        self._settings = settings
        self._source = source
        self._pulse = pulse
        self._blobs = Blobs(settings.blob_url)
        self._bus = Bus(create_app("ingest", settings), settings)
        self._batch: list[Imported] = []
        self._later: list[Imported] = []
        self.counts: Counter[str] = Counter()

    def add(self, page: SavedPage) -> None:
        """One page, sent on with the next batch."""
        digest = self._blobs.put(page.body)
        self._batch.append(Imported(page.url, digest, len(page.body), page.content_type, page.fetched_at))
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Send what was added, as soon as there is room."""
        while self._batch:
            free = self._await_room()
            now, rest = self._batch[:free], self._batch[free:]
            self._send(now)
            self._batch = rest

    def finish(self, deadline: float) -> None:
        """Send the rest: further versions of pages whose earlier version is still being read. Until `deadline` (monotonic)."""
        self.flush()
        while self._later and time.monotonic() < deadline:
            self._batch, self._later = self._later, []
            before = len(self._batch)
            self.flush()
            if len(self._later) == before:
                self._wait()
        self.counts["left"] = len(self._later)

    def _await_room(self) -> int:
        while (free := room(self._engine, self._settings)) <= 0:
            self._wait()
        return free

    def _wait(self) -> None:
        self._pulse()
        time.sleep(WAIT_SECONDS)

    def _send(self, pages: list[Imported]) -> None:
        now = datetime.now(UTC)
        taken = take(self._engine, pages, self._source, self._settings, now)
        self._later += taken.later
        self.counts += Counter(imported=len(taken.to_read), known=taken.known, older=taken.older)
        messages = ledger.pages_to_read(self._engine, taken.to_read, now)
        for start in range(0, len(messages), PAGES_A_MESSAGE):
            self._bus.publish(PagesFetched(pages=tuple(messages[start : start + PAGES_A_MESSAGE])))


@app.command(name="import")
def import_pages(
    paths: Annotated[list[Path], typer.Argument(help="WARC files (.warc, .warc.gz), saved HTML pages, or folders of them.")],
    source: Annotated[str | None, typer.Option(help="The source of all pages; else the one that watches their host.")] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds after which to stop waiting for outcomes.")] = 86_400,
    json: Annotated[bool, typer.Option("--json", help="The summary as one JSON object.")] = False,
) -> None:
    """Send saved pages through the line as if they were fetched on the day on which they were.

    May be stopped and started again: what is known already is passed over. Exit status: 0; 1 if there is nothing to read;
    2 for a wrong path; 4 if the time ran out.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        stop(f"claimwire: {missing[0]} is not there")
    files = find_files(paths)
    if not files:
        stop("claimwire: no .warc, .warc.gz or .html file there", 1)
    settings = load_or_exit(IngestSettings)
    deadline = time.monotonic() + timeout
    with _line() as pulse:
        engine = connect(load_or_exit(IngestSettings).ingest_database_url)
        importer = Importer(engine, load_or_exit(IngestSettings), source, pulse)
        _read_all(files, paths, importer, settings.fetch_max_bytes)
        importer.finish(deadline)
        late = not _settled(engine, deadline, pulse)
    _tell(importer.counts, json)
    raise typer.Exit(4 if late or importer.counts["left"] else 0)


def _read_all(files: list[Path], paths: list[Path], importer: Importer, max_bytes: int) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task, done = bar.add_task("importing", total=total_bytes(files)), 0
        for file in files:
            for page in _pages(file, _root(file, paths), max_bytes):
                _add(page, importer)
                bar.update(task, completed=done + page.position)
            done += file.stat().st_size
            bar.update(task, completed=done)


def _pages(file: Path, root: Path, max_bytes: int) -> Iterator[SavedPage | Unusable]:
    try:
        yield from read_pages(file, root, max_bytes)
    except OSError as error:
        yield Unusable(str(file), str(error.strerror))


def _root(file: Path, paths: list[Path]) -> Path:
    return next((path for path in paths if path.is_dir() and file.is_relative_to(path)), file.parent)


def _add(page: SavedPage | Unusable, importer: Importer) -> None:
    if isinstance(page, SavedPage):
        try:
            importer.add(page)
            return
        except NotAUrl as error:
            page = Unusable(page.url[:200], f"no URL: {error}")
    importer.counts["skipped"] += 1
    stderr.print(cell(f"skipped {page.place}: {page.why}"), soft_wrap=True)


def _settled(engine: Engine, deadline: float, pulse: Pulse) -> bool:
    """Wait until every imported page has its outcome; false where the time runs out first."""
    while ledger.reading_backfill(engine):
        if time.monotonic() > deadline:
            return False
        pulse()
        time.sleep(WAIT_SECONDS)
    return True


def _tell(counts: Counter[str], json: bool) -> None:
    kinds = ("imported", "known", "older", "skipped", "left")
    if json:
        typer.echo(as_json({kind: counts[kind] for kind in kinds}))
    else:
        typer.echo(", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind] or kind == "imported"))


@app.command()
def archive(
    file: Annotated[Path, typer.Argument(help="The WARC file to write: pages.warc.gz.")],
    source: Annotated[str | None, typer.Option(help="Only pages of this source.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only pages fetched since then (UTC).")] = None,
) -> None:
    """Write the pages that are kept as a WARC file, each content of a URL once, with what is known of its fetch."""
    if not file.name.endswith(".warc.gz"):
        stop("claimwire: the file's name must end in .warc.gz")
    settings = load_or_exit(IngestSettings)
    blobs, written = Blobs(settings.blob_url), 0
    aside = file.with_name(f"{file.name}.part")
    with aside.open("wb") as out:
        writer = ArchiveWriter(out, file.name, "Claimwire")
        for row in kept_pages(connect(settings.ingest_database_url), source, since.replace(tzinfo=UTC) if since else None):
            try:
                body = blobs.get(row.page)
            except (BlobMissingError, BlobDamagedError) as error:
                stderr.print(cell(f"left out {row.found_url}: {type(error).__name__} {error}"), soft_wrap=True)
                continue
            writer.write(_kept(row, body))
            written += 1
    aside.replace(file)
    typer.echo(f"{written} pages written to {file}")


def _kept(row: Any, body: bytes) -> KeptPage:
    """What the ledger knows of a page; validators and type only where they belong to these bytes."""
    names = {"Content-Type": "content_type", "ETag": "etag", "Last-Modified": "last_modified"} if row.newest else {}
    about = {"source": "source", "title": "title", "final-url": "final_url", "outcome": "outcome", "fetch-seconds": "seconds"}
    return KeptPage(
        row.found_url,
        body,
        row.at,
        {header: str(value) for header, name in names.items() if (value := getattr(row, name)) is not None},
        {field: str(value) for field, name in about.items() if (value := getattr(row, name)) is not None},
    )


@contextmanager
def _line() -> Iterator[Pulse]:
    """A running line: the operator's where a broker is named, else the embedded one."""
    if "redis_url" in load_or_exit(IngestSettings).model_fields_set:
        yield lambda: None
        return
    from services import local  # noqa: PLC0415 - not in every image

    try:
        with local.line() as line:
            yield line.watch if line else lambda: None
    except local.StartError as error:
        stop(f"claimwire: {error}", 1)
