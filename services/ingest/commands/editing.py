"""`claimwire sources edit`: other settings for one source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from services.ingest import ledger
from services.ingest.commands.common import engine
from services.ingest.ledger.sources import source_specs
from services.ingest.sources import SourcesError, SourceSpec, make_spec, parse_headers, write_yaml
from shared.settings import stop

CLEARABLE = ("publisher", "home", "language", "include", "exclude", "interval_seconds", "headers")

Publisher = Annotated[str | None, typer.Option(help="The owner: outlets of one owner are no independent witnesses.")]
Language = Annotated[str | None, typer.Option(help="The language of its articles, as a BCP 47 tag: en, pt-BR.")]
Home = Annotated[str | None, typer.Option(help="Its front page.")]
Include = Annotated[list[str] | None, typer.Option(help="Only URLs in which this regular expression is found (repeatable).")]
Exclude = Annotated[list[str] | None, typer.Option(help="No URL in which this regular expression is found (repeatable).")]
Interval = Annotated[float | None, typer.Option(help="Least seconds between two requests to a host.")]
MinPoll = Annotated[float | None, typer.Option(help="Shortest time between two polls, in minutes.")]
MaxPoll = Annotated[float | None, typer.Option(help="Longest time between two polls, in minutes.")]
Header = Annotated[list[str] | None, typer.Option(help="An extra request header, 'Name: value' (repeatable).")]


def edit_source(  # noqa: PLR0913, PLR0917 - each is an option of the command
    name: Annotated[str, typer.Argument(help="The name of a source.")],
    publisher: Publisher = None,
    language: Language = None,
    home: Home = None,
    add_feed: Annotated[list[str] | None, typer.Option(help="A feed to watch too (repeatable).")] = None,
    add_sitemap: Annotated[list[str] | None, typer.Option(help="A sitemap to watch too (repeatable).")] = None,
    drop: Annotated[list[str] | None, typer.Option(help="A feed or sitemap to watch no more (repeatable).")] = None,
    include: Include = None,
    exclude: Exclude = None,
    interval_seconds: Interval = None,
    min_poll_minutes: MinPoll = None,
    max_poll_minutes: MaxPoll = None,
    header: Header = None,
    clear: Annotated[list[str] | None, typer.Option(help=f"Take a setting away: {', '.join(CLEARABLE)}.")] = None,
) -> None:
    """Change settings of a source. What is not named stays; patterns and headers replace those that were there."""
    database = engine()
    specs = source_specs(database, name)
    if not specs:
        stop(f"claimwire: no source with feeds is named {name!r}", 1)
    changes = given(
        publisher=publisher,
        language=language,
        home=home,
        include=include,
        exclude=exclude,
        interval_seconds=interval_seconds,
        min_poll_minutes=min_poll_minutes,
        max_poll_minutes=max_poll_minutes,
        headers=given_headers(header),
    )
    try:
        spec = edited(specs[0], changes, clear or (), (add_feed or (), add_sitemap or (), drop or ()))
    except SourcesError as error:
        stop(f"claimwire: {error}")
    ledger.sync_sources(database, [spec], datetime.now(UTC))
    typer.echo(write_yaml([spec]), nl=False)


def given(**values: Any) -> dict[str, Any]:
    """The options that were given at all."""
    return {name: value for name, value in values.items() if value is not None}


def given_headers(lines: Sequence[str] | None) -> dict[str, str] | None:
    """The headers that were given; a line without a colon ends the command."""
    try:
        return parse_headers(lines) if lines else None
    except SourcesError as error:
        stop(f"claimwire: {error}")


def edited(
    spec: SourceSpec,
    changes: dict[str, Any],
    clear: Sequence[str],
    lists: tuple[Sequence[str], Sequence[str], Sequence[str]],
) -> SourceSpec:
    """`spec` with other settings; `lists` are feeds to add, sitemaps to add, and either to drop. Raises SourcesError."""
    unknown = [name for name in clear if name not in CLEARABLE]
    if unknown:
        raise SourcesError(f"{unknown[0]!r} cannot be cleared; these can: {', '.join(CLEARABLE)}")
    row = spec.model_dump(mode="json", exclude_defaults=True)
    row = {key: value for key, value in row.items() if key not in clear} | changes
    add_feeds, add_sitemaps, drop = lists
    listed = {str(url) for url in (*spec.feeds, *spec.sitemaps)}
    strange = [url for url in drop if url not in listed]
    if strange:
        raise SourcesError(f"{spec.name} does not list {strange[0]}; it lists {', '.join(sorted(listed)) or 'its front page'}")
    for key, more in (("feeds", add_feeds), ("sitemaps", add_sitemaps)):
        row[key] = list(dict.fromkeys(url for url in (*row.get(key, ()), *more) if url not in drop))
    return make_spec(row, spec.name)
