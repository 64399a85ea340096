"""A new source: a look around its site, and the specification that a choice of what it offers makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from services.ingest import ledger
from services.ingest.discovery import Discovery, Offer, OfferKind
from services.ingest.http import Fetcher
from services.ingest.looking import SiteReader, look_around
from services.ingest.responses import Limits
from services.ingest.settings import IngestSettings
from services.ingest.sources import SourcesError, SourceSpec, make_spec
from services.ingest.urls import registered_host


def address_of(typed: str) -> str:
    """The URL that a person means who leaves `https://` out."""
    return typed if "://" in typed else f"https://{typed}"


def look(url: str, settings: IngestSettings, told: Callable[[str], None]) -> Discovery:
    """What the site at `url` offers; `told` is called with each address that is asked.

    Raises PageDropped or FetchFailed where not even `url` answers.
    """
    limits = Limits(total_seconds=settings.fetch_seconds, body_bytes=settings.fetch_max_bytes)
    fetcher = Fetcher(settings.user_agent, limits=limits, allow=settings.fetch_allow)
    try:
        return look_around(url, SiteReader(fetcher, settings.host_interval_seconds, told))
    finally:
        fetcher.close()


def spec_of(url: str, name: str | None, chosen: Sequence[Offer], settings: dict[str, Any]) -> SourceSpec:
    """The source that a choice of offers makes. Raises SourcesError."""
    front = next((offer.url for offer in chosen if offer.kind is OfferKind.FRONT_PAGE), None)
    feeds = [offer.url for offer in chosen if offer.kind is OfferKind.FEED]
    sitemaps = [offer.url for offer in chosen if offer.kind in (OfferKind.SITEMAP, OfferKind.NEWS_SITEMAP)]
    given_is_list = url in (*feeds, *sitemaps)
    row = {
        "name": name or name_of(url, chosen),
        "home": front or (None if given_is_list else url),
        "feeds": feeds,
        "sitemaps": sitemaps,
        **settings,
    }
    return make_spec({key: value for key, value in row.items() if value}, "the new source")


def name_of(url: str, offers: Sequence[Offer]) -> str:
    """What a source is called that nobody named: as its feed is titled, else its host."""
    title = next((offer.title.strip() for offer in offers if offer.title.strip()), "")
    return title[:200] or registered_host(url)


def watch_new(engine: Engine, spec: SourceSpec, now: datetime) -> list[str]:
    """Watch a new source, and return what is polled for it. Raises SourcesError if its name is taken, or if all that it lists
    is watched for another source already (then it is known, and lists nothing)."""
    if spec.name in ledger.sources_by_name(engine):
        raise SourcesError(f"there is a source named {spec.name!r}: give another name, or edit that one")
    ledger.sync_sources(engine, [spec], now)
    watched = [feed["url"] for source in ledger.list_sources(engine) if source["name"] == spec.name for feed in source["feeds"]]
    if not watched:
        raise NothingWatched(f"{spec.name} was added, but another source watches {spec.listings[0][0]} already")
    return watched


class NothingWatched(SourcesError):
    """All that a new source lists is watched for another one."""
