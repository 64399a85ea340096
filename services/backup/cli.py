"""`claimwire backup` and `claimwire restore`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import redis
import rich.progress
import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

from services.backup import line
from services.backup.line import NotReadyError, Part
from services.backup.manifest import FILE, Manifest, NoBackupError
from services.ingest.settings import IngestSettings
from services.store.settings import StoreSettings
from shared.blobs import Blobs
from shared.health import alive
from shared.settings import Settings, load_or_exit, stop
from shared.terminal import as_json, stderr

app = typer.Typer()
Folder = Annotated[Path, typer.Argument(help="The folder of the backup.")]
Json = Annotated[bool, typer.Option("--json", help="What was done as one JSON object.")]


@app.command()
def backup(
    folder: Folder,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the backup that is there; blobs it has are kept.")
    ] = False,
    json: Json = False,
) -> None:
    """Write both databases and all blobs into a folder, while the line goes on. It holds secrets: keep it as you keep those.

    Exit status: 0; 1 if blobs are damaged and were left out; 2 for a wrong setting, or a folder that is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        if not replace:
            stop(f"claimwire: {folder} is not empty; --replace replaces the backup in it")
        if not (folder / FILE).exists() and not (folder / line.BLOBS).is_dir():
            stop(f"claimwire: {folder} holds no backup, but something else")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _bar() as bar:
        try:
            made, damaged = line.back_up(folder, _parts(), Blobs(load_or_exit(Settings).blob_url), bar)
        except NotReadyError as error:
            stop(f"claimwire: {error}")
    _tell("backed up", folder, made, json)
    for digest in damaged:
        stderr.print(f"left out, missing or damaged: blob {digest}", highlight=False)
    raise typer.Exit(1 if damaged else 0)


@app.command()
def restore(
    folder: Folder,
    replace: Annotated[bool, typer.Option("--replace", help="Take away what the databases hold now.")] = False,
    json: Json = False,
) -> None:
    """Make both databases what a backup holds, whichever kind they are, and bring back its blobs. Stop the line first.

    Exit status: 0: every row and blob is there, compared by digest; 1: the backup is damaged or incomplete; 2 for a wrong
    setting, a line that is running, or databases that hold something.
    """
    if at_work := _at_work():
        stop(f"claimwire: {at_work} is running: stop the line first")
    parts = _parts()
    held = [part.name for part in parts if line.holds_something(part)]
    if held and not replace:
        stop(f"claimwire: there is data in the database of {' and that of '.join(held)}; --replace takes it away")
    with _bar() as bar:
        try:
            whole = line.restore(folder, parts, Blobs(load_or_exit(Settings).blob_url), bar)
        except NoBackupError as error:
            stop(f"claimwire: {error}", 1)
    _tell("restored", folder, whole, json)


def _parts() -> tuple[Part, Part]:
    return line.parts(load_or_exit(IngestSettings).ingest_database_url, load_or_exit(StoreSettings).store_database_url)


def _at_work() -> str | None:
    """A service of which a worker is running; null where there is none, or no broker to ask."""
    settings = load_or_exit(Settings)
    try:
        return next((service for service in ("ingest", "extract", "store") if alive(settings, service)), None)
    except redis.RedisError:
        return None


def _tell(what: str, folder: Path, made: Manifest, json: bool) -> None:
    rows = {name: {table: content.count for table, content in of.tables.items()} for name, of in made.databases.items()}
    if json:
        typer.echo(as_json({"folder": str(folder), "made": made.made, "rows": rows, "blobs": made.blobs.count}))
        return
    told = rows["ingest"]["entry"], rows["store"]["article"], rows["store"]["claim"], made.blobs.count
    typer.echo("{}: {:,} entries, {:,} articles, {:,} claims, {:,} blobs".format(what, *told))


class _Bar:
    """Progress on the terminal: one bar, for the step in hand."""

    def __init__(self, shown: rich.progress.Progress) -> None:
        self._shown = shown
        self._task = shown.add_task("", total=None)

    def begin(self, words: str, total: int) -> None:
        self._shown.reset(self._task, description=words, total=total)

    def tick(self, done: int) -> None:
        self._shown.advance(self._task, done)


@contextmanager
def _bar() -> Iterator[_Bar]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with rich.progress.Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as shown:
        yield _Bar(shown)
