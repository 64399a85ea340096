"""`claimwire series | speakers | contradictions`: how figures develop, who is who, who disagrees; and operators' decisions."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from services.store import answers, judgements, queries
from services.store.plot import Bar, draw
from services.store.queries import QueryError
from services.store.search import catch_up
from services.store.settings import StoreSettings
from shared.database import connect
from shared.settings import load_or_exit, stop
from shared.terminal import as_json, show, stdout

app = typer.Typer()
series = typer.Typer(no_args_is_help=True, help="Figure series: the same measured thing over time, by claimant.")
speakers = typer.Typer(no_args_is_help=True, help="Who is attributed, under all their names.")
app.add_typer(series, name="series")
app.add_typer(speakers, name="speakers")

Json = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]
Limit = Annotated[int, typer.Option(min=1, help="Most rows to show.")]
Id = Annotated[str, typer.Argument(help="A series' id.")]


def _engine() -> Engine:
    return connect(load_or_exit(StoreSettings).store_database_url)


@series.command(name="list")
def list_series(
    text: Annotated[str | None, typer.Argument(help="Only series with these words in their name or claims.")] = None,
    contested: Annotated[bool, typer.Option(help="Only series with an open contradiction.")] = False,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List figure series, the most told first."""
    columns = ("id", "name", "unit", "figures", "articles", "claimants", "contradictions", "last_at")
    rows = _found(_engine(), text, contested=contested, limit=limit)
    show(rows, {name: name for name in columns}, json_lines=json)


@series.command(name="show")
def show_series(
    id: Annotated[str, typer.Argument(help="A series' id, or words: the most told series that has them.")],
    json: Json = False,
) -> None:
    """Show how a figure developed: every point, who puts it forward, who tells it, who disagrees."""
    engine = _engine()
    history = answers.series_history(engine, id)
    if history is None and (most_told := _found(engine, id, limit=1)):
        history = answers.series_history(engine, most_told[0]["id"])
    if history is None:
        stop(f"claimwire: no series {id}: `claimwire series list` shows them", 1)
    if json:
        typer.echo(as_json(history))
        return
    _print_history(history)


def _found(engine: Engine, words: str | None, *, contested: bool = False, limit: int) -> list[dict[str, Any]]:
    if words is not None:
        catch_up(engine)
    try:
        return answers.series_list(engine, text=words, contested=contested, limit=limit)
    except QueryError as error:
        stop(f"claimwire: {error}")


def _print_history(history: dict[str, Any]) -> None:
    unit = "" if history["unit"] == "count" else f", in {history['unit']}"
    stdout.print(f"{history['name']}{unit}", style="bold", highlight=False, markup=False)
    told = f"{history['figures']} figures in {history['articles']} articles by {history['claimants']} claimants"
    stdout.print(f"{history['id']}: {told}", highlight=False)
    lines = draw([Bar(p["low"], p["high"], p["comparator"]) for p in history["points"]])
    rows = [_row(point, line) for point, line in zip(history["points"], lines, strict=True)]
    columns = {"when": "when", "who": "who", "figure": "figure", "plot": "", "told": "told by (independent)"}
    show(rows, columns, json_lines=False)
    for dispute in history["disputes"]:
        alone, *others = (f"{side['speaker']} ({side['figure']})" for side in (dispute["alone"], *dispute["others"]))
        stdout.print(f"{alone} contradicts {', '.join(others)}", highlight=False, markup=False)


def _row(point: dict[str, Any], line: str) -> dict[str, Any]:
    sources = ", ".join(dict.fromkeys(telling["source"] for telling in point["tellings"]))
    firmness = [word for word in (point["modality"],) if word != "asserted"]
    if not any(telling["current"] for telling in point["tellings"]):
        firmness.append("edited out")
    elif not point["standing"]:
        firmness.append("superseded")
    words = point["tellings"][0]["words"]
    return {
        "when": point["first"],
        "who": point["speaker"] or f"({sources})",
        "figure": words + (f" [{', '.join(firmness)}]" if firmness else ""),
        "plot": line,
        "told": f"{sources} ({point['independent']})",
    }


@app.command()
def contradictions(
    series: Annotated[str | None, typer.Option(help="Only those of this series.")] = None, limit: Limit = 50, json: Json = False
) -> None:
    """List open contradictions, the newest first."""
    rows = queries.contradictions(_engine(), limit, series=series).rows
    if not json:
        rows = [{**row, "a": _side(row["a"]), "b": _side(row["b"])} for row in rows]
    columns = {"series": "series", "name": "name", "a": "one says", "b": "another says", "reason": "why", "since": "since"}
    show(rows, columns, json_lines=json)


def _side(side: dict[str, Any]) -> str:
    return f"{side['speaker']}: {side['words']}"


@series.command()
def merge(ids: Annotated[list[str], typer.Argument(help="Series that are one.")]) -> None:
    """Say that several series are one. It lasts, also when pages are read anew."""
    _decide(lambda engine: judgements.merge_series(engine, ids, by=_who(), now=_now()))


@series.command()
def split(figures: Annotated[list[str], typer.Argument(help="Keys of figures that leave their series together.")]) -> None:
    """Say that some figures (keys from `series show --json`) are a series of their own."""
    _decide(lambda engine: judgements.split_figures(engine, figures, by=_who(), now=_now()))


@series.command()
def pin(figure: Annotated[str, typer.Argument(help="A figure's key.")], id: Id) -> None:
    """Say that a figure belongs to a series, whatever the rules say."""
    _decide(lambda engine: judgements.pin_figure(engine, figure, id, by=_who(), now=_now()))


@series.command()
def rename(id: Id, name: Annotated[str, typer.Argument(help="The new name.")]) -> None:
    """Give a series a name."""
    _decide(lambda engine: judgements.rename_series(engine, id, name, by=_who(), now=_now()))


@series.command()
def undo(decision: Annotated[int, typer.Argument(help="A decision's number.")]) -> None:
    """Take back a decision about series or speakers."""
    _decide(lambda engine: judgements.undo(engine, decision, now=_now()))


@speakers.command(name="list")
def list_speakers(
    text: Annotated[str | None, typer.Argument(help="Only names that contain this.")] = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List speakers with all their names, those with the most claims first."""
    columns = {"identity": "key", "name": "name", "kind": "kind", "names": "also as", "claims": "claims"}
    show(answers.speaker_list(_engine(), text=text, limit=limit), columns, json_lines=json)


Keys = Annotated[list[str], typer.Argument(help="Speakers' keys.")]


@speakers.command(name="merge")
def merge_speakers(keys: Keys) -> None:
    """Say that these are one speaker. It lasts."""
    _decide(lambda engine: judgements.decide_speakers(engine, "merge", keys, by=_who(), now=_now()))


@speakers.command(name="split")
def split_speakers(keys: Keys) -> None:
    """Say that these two are not one speaker. It lasts."""
    _decide(lambda engine: judgements.decide_speakers(engine, "split", keys, by=_who(), now=_now()))


def _decide(work: Any) -> None:
    try:
        typer.echo(work(_engine()))
    except judgements.UnknownError as error:
        stop(f"claimwire: {error}", 1)


def _who() -> str:
    return getpass.getuser()


def _now() -> datetime:
    return datetime.now(UTC)
