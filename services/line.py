"""Commands that concern the whole line: `claimwire run | crawl | submit | reextract | migrate`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy import Engine

from sample.desk import Newsroom
from sample.server import serving, sources_yaml
from services import local
from services.ingest import ledger
from services.ingest.crawl import CrawlTimeoutError, Summary, crawl, follow, show_summary
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourcesError, SourceSpec, read_file, read_yaml
from services.ingest.submit import submit_urls
from services.ingest.urls import NotAUrl, canonical_url
from services.reextract import reextract
from services.store.answers import series_list
from services.store.cli import figures as show_figures
from services.store.joining import join_all
from services.store.series_cli import list_series, show_series
from services.store.settings import StoreSettings
from shared.database import connect
from shared.settings import load_or_exit, stop
from shared.terminal import as_json, say, stderr, stdout

app = typer.Typer()
T = TypeVar("T")
QUARANTINED, TIMED_OUT = 3, 4

Sources = Annotated[Path | None, typer.Option(help="YAML or OPML file of sources; the known ones when left out.")]
Timeout = Annotated[float, typer.Option(min=1, help="Seconds after which to stop waiting.")]
Json = Annotated[bool, typer.Option("--json", help="The summary as one JSON object.")]
SAMPLE_PORT = 8100


@app.command()
def migrate() -> None:
    """Create the tables, or bring them to their newest version."""
    local.migrate_all()


@app.command(name="crawl")
def crawl_command(
    once: Annotated[bool, typer.Option("--once", help="End after one crawl; else go on by the schedule until Ctrl-C.")] = False,
    sources: Sources = None,
    recheck: Annotated[bool, typer.Option("--recheck", help="Fetch known articles again, whatever their schedule.")] = False,
    timeout: Timeout = 3600,
    json: Json = False,
) -> None:
    """Poll all sources now and follow every entry to its outcome.

    Exit status: 0; 2 for a wrong setting or file; 3 if something is quarantined; 4 if the time ran out.
    """
    specs, began = _specs(sources), datetime.now(UTC)
    with _line() as pulse:
        engine = _ledger(specs)
        summary = _crawl(engine, recheck, timeout, pulse, began)
        _join()
        if json:
            typer.echo(as_json(summary.as_dict()))
        else:
            show_summary(summary)
        if not once:
            _keep_running(pulse)
    raise typer.Exit(summary.status)


@app.command()
def run(
    sources: Sources = None,
    once: Annotated[bool, typer.Option("--once", help="End after the first crawl.")] = False,
    timeout: Timeout = 3600,
) -> None:
    """Start everything on this machine, crawl, show the figures found, and keep running until Ctrl-C, with the pages served.

    Without sources of your own, the sample newsroom that comes with Claimwire is served and crawled.
    """
    file, began = sources or _configured_sources(), datetime.now(UTC)
    with (
        _sample_newsroom() if file is None else nullcontext(_specs(file)) as specs,
        _line() as pulse,
        nullcontext() if once else _pages() as pages,
    ):
        summary = _crawl(_ledger(specs), False, timeout, pulse, began)
        _join()
        show_summary(summary)
        _show_harvest()
        if pages:
            stderr.print(f"Pages and API at {pages.address()}", highlight=False)
            _keep_running(pulse, pages.watch)
    raise typer.Exit(summary.status)


@app.command()
def submit(
    urls: Annotated[list[str], typer.Argument(help="Pages to send through the line.")],
    timeout: Timeout = 600,
    json: Json = False,
) -> None:
    """Send single pages through the line, and wait for their outcomes. Exit status as for `crawl`."""
    with _line() as pulse:
        engine = _ledger([])
        began = datetime.now(UTC)
        try:
            submit_urls(engine, urls, began)
        except NotAUrl as error:
            stop(f"claimwire: {error}")
        _wait(lambda: follow(engine, began, timeout, pulse))
        quarantined = False
        for url in urls:
            entry, _ = ledger.history(engine, canonical_url(url))
            assert entry is not None, "what was submitted is in the ledger"
            outcome = {"url": url, "outcome": entry.outcome, "reason": entry.reason, "detail": entry.detail}
            quarantined |= entry.outcome == "quarantined"
            words = " ".join(str(value) for value in (entry.outcome, entry.reason, entry.detail) if value)
            say(as_json(outcome) if json else f"{url}: {words}")
    raise typer.Exit(QUARANTINED if quarantined else 0)


@app.command(name="reextract")
def reextract_command(
    processes: Annotated[int | None, typer.Option(min=1, help="Processes; as many as cores when left out.")] = None,
    json: Json = False,
) -> None:
    """Read all kept pages anew with the present extractor, and tell what changed. Interrupted, it goes on where it stopped."""
    report = reextract(processes)
    _join()
    told = report.as_dict()
    if json:
        typer.echo(as_json(told))
        return
    stdout.print(
        f"{told['extractor']}: {told['articles']} articles read anew; claims: {told['same']} same, {told['gained']} gained, "
        f"{told['lost']} lost, {told['changed']} changed",
        highlight=False,
    )
    for url, why in report.left.items():
        stderr.print(f"left as it was: {url}: {why}", highlight=False, markup=False)


def _show_harvest() -> None:
    """What a first crawl brought: figures as they stand in the articles, the series they join, and one series told out."""
    show_figures(limit=8)
    list_series(limit=8)
    if told := series_list(connect(load_or_exit(StoreSettings).store_database_url), limit=1):
        show_series(told[0]["id"])
    stdout.print("More: claimwire figures, claims, series list, series show ID, contradictions, ledger; each with --json.")


def _specs(sources: Path | None) -> list[SourceSpec]:
    file = sources or _configured_sources()
    try:
        return read_file(file) if file else []
    except SourcesError as error:
        stop(f"claimwire: {error}")


def _configured_sources() -> Path | None:
    configured = load_or_exit(IngestSettings).sources
    return Path(configured) if configured else None


@contextmanager
def _line() -> Iterator[Callable[[], None]]:
    """A running line; yields what watches over it."""
    try:
        with local.line() as line:
            yield line.watch if line else lambda: None
    except local.StartError as error:
        stop(f"claimwire: {error}", 1)


@contextmanager
def _pages() -> Iterator[local.Pages]:
    """The pages, served meanwhile."""
    try:
        with local.Pages() as pages:
            yield pages
    except local.StartError as error:
        stop(f"claimwire: {error}", 1)


def _ledger(specs: list[SourceSpec]) -> Engine:
    engine = connect(load_or_exit(IngestSettings).ingest_database_url)
    ledger.sync_sources(engine, specs, datetime.now(UTC))
    return engine


def _crawl(engine: Engine, recheck: bool, timeout: float, pulse: Callable[[], None], since: datetime) -> Summary:
    if not ledger.sources_by_name(engine):
        stop("claimwire: no sources yet: name a file with --sources (see sources.example.yaml)")
    return _wait(lambda: crawl(engine, recheck=recheck, timeout=timeout, pulse=pulse, since=since))


def _join() -> None:
    """Have everything joined before the result is shown: the clock's next round would come too late for it."""
    join_all(connect(load_or_exit(StoreSettings).store_database_url))


def _wait(work: Callable[[], T]) -> T:
    try:
        return work()
    except CrawlTimeoutError as error:
        stop(f"claimwire: {error}", TIMED_OUT)


@contextmanager
def _sample_newsroom() -> Iterator[list[SourceSpec]]:
    os.environ.setdefault("CLAIMWIRE_FETCH_ALLOW", "127.0.0.0/8")
    local.VAR.mkdir(exist_ok=True)
    newsroom = Newsroom(None, local.VAR / "newsroom.json")
    with ExitStack() as open_doors:
        try:
            base_urls = open_doors.enter_context(serving(newsroom, port=SAMPLE_PORT))
        except OSError as error:
            stop(f"claimwire: the sample newsroom needs the ports {SAMPLE_PORT} to {SAMPLE_PORT + 4}: {error.strerror}", 1)
        stderr.print(f"Serving the sample newsroom at {base_urls['']}/")
        hurry = {"interval_seconds": 0.05, "min_poll_minutes": 1.0}
        yield [spec.model_copy(update=hurry) for spec in read_yaml(sources_yaml(base_urls))]


def _keep_running(*pulses: Callable[[], None]) -> None:
    stderr.print("Running on the schedule. Ctrl-C stops everything.")
    try:
        while True:
            for pulse in pulses:
                pulse()
            time.sleep(1)
    except KeyboardInterrupt:
        stderr.print("Stopping.")
