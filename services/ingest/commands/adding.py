"""`claimwire sources add`: look around a site, show what it offers, and watch what is chosen."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from services.ingest.adding import NothingWatched, address_of, look, spec_of, watch_new
from services.ingest.commands.common import Json, engine
from services.ingest.commands.editing import (
    Exclude,
    Header,
    Include,
    Interval,
    Language,
    MaxPoll,
    MinPoll,
    Publisher,
    given,
    given_headers,
)
from services.ingest.discovery import Discovery, Offer
from services.ingest.responses import FetchFailed
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourcesError, SourceSpec
from shared.outcomes import PageDropped
from shared.settings import load_or_exit, stop
from shared.terminal import as_json, say, show, stderr

NOTHING_OFFERED = 1


def add_source(  # noqa: PLR0913, PLR0917 - each is an option of the command
    url: Annotated[str, typer.Argument(help="A site's front page, or one of its feeds or sitemaps.")],
    name: Annotated[str | None, typer.Option(help="Its name; the title of the feed or the host when left out.")] = None,
    pick: Annotated[str | None, typer.Option(help="Numbers of the offers to watch, as in the table: 1,3.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the best offer without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what the site offers.")] = False,
    publisher: Publisher = None,
    language: Language = None,
    include: Include = None,
    exclude: Exclude = None,
    interval_seconds: Interval = None,
    min_poll_minutes: MinPoll = None,
    max_poll_minutes: MaxPoll = None,
    header: Header = None,
    json: Json = False,
) -> None:
    """Look around a site for feeds, sitemaps and article links, and watch what you choose.

    Without a terminal nothing is asked: the best offer is taken, or what --pick names.
    Exit status: 0; 1 if the site offers nothing; 2 for a wrong option.
    """
    url = address_of(url)
    found = _look(url)
    if not json or dry_run:
        show_offers(found, json=json)
    if not found.offers:
        stop(f"claimwire: {url} offers nothing to watch" + "".join(f"\n  {note}" for note in found.notes[:20]), NOTHING_OFFERED)
    if dry_run:
        return
    chosen = choose(found.offers, pick, ask=not yes and not json and sys.stdin.isatty())
    settings = given(
        publisher=publisher,
        language=language,
        include=include,
        exclude=exclude,
        interval_seconds=interval_seconds,
        min_poll_minutes=min_poll_minutes,
        max_poll_minutes=max_poll_minutes,
        headers=given_headers(header),
    )
    try:
        spec = spec_of(url, name, chosen, settings)
    except SourcesError as error:
        stop(f"claimwire: {error}")
    _save(spec, json)


def _look(url: str) -> Discovery:
    with stderr.status(f"Looking around {url}") as status:
        try:
            return look(url, load_or_exit(IngestSettings), lambda asked: status.update(f"Asking {asked}"))
        except (PageDropped, FetchFailed) as error:
            stop(f"claimwire: {url}: {error}", NOTHING_OFFERED)


def show_offers(found: Discovery, *, json: bool) -> None:
    """What a site offers, as a table with the numbers for --pick."""
    names = ("kind", "url", "title", "entries", "newest", "found")
    rows: list[dict[str, Any]] = [
        {"number": number, **{name: getattr(offer, name) for name in names}} for number, offer in enumerate(found.offers, 1)
    ]
    if json:
        typer.echo(as_json({"offers": rows, "notes": found.notes}))
    elif rows:
        show(rows, {"number": "no.", **{name: name for name in names}}, json_lines=False)


def choose(offers: Sequence[Offer], pick: str | None, *, ask: bool) -> list[Offer]:
    """The offers that `pick` names ("1,3"); where it is null the person is asked, or the best is taken."""
    if pick is None and ask and len(offers) > 1:
        pick = str(typer.prompt("Which are to be watched? Numbers, or Enter for the best", default="1", err=True))
    words = [word for word in re.split(r"[,\s]+", pick or "1") if word]
    wrong = [word for word in words if not word.isdecimal() or not 1 <= int(word) <= len(offers)]
    if wrong or not words:
        stop(f"claimwire: there is no offer {(wrong or [pick])[0]!r}; there are 1 to {len(offers)}")
    return [offers[int(word) - 1] for word in dict.fromkeys(words)]


def _save(spec: SourceSpec, json: bool) -> None:
    try:
        watched = watch_new(engine(), spec, datetime.now(UTC))
    except NothingWatched as error:
        stop(f"claimwire: {error}", NOTHING_OFFERED)
    except SourcesError as error:
        stop(f"claimwire: {error}")
    if json:
        typer.echo(as_json(spec.model_dump(mode="json", exclude_defaults=True)))
    else:
        say(f"{spec.name}: watching {', '.join(watched)}")
