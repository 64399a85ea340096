"""Sources as an operator writes them: a YAML list, or OPML. Pure: text in, specifications out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, field_validator

from services.ingest.documents import DocumentRefused
from services.ingest.opml import OpmlFeed, OpmlSource, read_opml, write_opml

FeedKind = Literal["feed", "sitemap", "front_page"]


class SourcesError(Exception):
    """A file of sources that cannot be used; the message says where and why."""


class SourceOptions(BaseModel):
    """What an operator may set for one source; all of it is optional.

    `include` and `exclude` are regular expressions searched in the URL; `interval_seconds` is the least time between two
    requests to a host; `min_poll_minutes` and `max_poll_minutes` bound the adaptive schedule.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    interval_seconds: float | None = Field(None, ge=0, le=3600)
    min_poll_minutes: float = Field(5, ge=0.01, le=1440)
    max_poll_minutes: float = Field(1440, ge=0.01, le=10080)
    headers: dict[str, str] = Field(default_factory=dict)

    @field_validator("include", "exclude")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"no regular expression: {pattern!r} ({error})") from error
        return patterns

    def wants(self, url: str) -> bool:
        """Whether an entry's URL passes the include and exclude patterns."""
        if any(re.search(p, url) for p in self.exclude):
            return False
        return not self.include or any(re.search(p, url) for p in self.include)


class SourceSpec(SourceOptions):
    """One source: its name, its owner's name (`publisher`, the family; the source's own name when left out), where it lists."""

    name: str = Field(min_length=1, max_length=200)
    publisher: str | None = Field(None, max_length=200)
    home: HttpUrl | None = None
    feeds: tuple[HttpUrl, ...] = ()
    sitemaps: tuple[HttpUrl, ...] = ()
    language: str | None = Field(None, max_length=35)
    paused: bool = False

    @property
    def options(self) -> SourceOptions:
        return SourceOptions.model_validate({name: getattr(self, name) for name in SourceOptions.model_fields})

    @property
    def listings(self) -> list[tuple[str, FeedKind]]:
        """Where its articles are listed; the front page alone where it has neither feed nor sitemap."""
        found: list[tuple[str, FeedKind]] = [(str(url), "feed") for url in self.feeds]
        found += [(str(url), "sitemap") for url in self.sitemaps]
        if not found and self.home:
            found.append((str(self.home), "front_page"))
        return found


def read_yaml(content: str, origin: str = "sources") -> list[SourceSpec]:
    """The sources of a YAML document: a list, or a mapping with `sources`. Raises SourcesError."""
    try:
        data = yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise SourcesError(f"{origin}: not YAML: {error}") from error
    rows = data.get("sources") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not rows:
        raise SourcesError(f"{origin}: expected a list of sources, or `sources:` with one")
    return [make_spec(row, f"{origin}, source {number}") for number, row in enumerate(rows, 1)]


def make_spec(row: object, where: str) -> SourceSpec:
    """One source from plain values; `where` begins the message of a SourcesError."""
    try:
        spec = SourceSpec.model_validate(row)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors())
        raise SourcesError(f"{where}: {wrong}") from error
    if not spec.listings:
        raise SourcesError(f"{where} ({spec.name}): needs feeds, sitemaps or a home page")
    return spec


def parse_headers(lines: Sequence[str]) -> dict[str, str]:
    """`Name: value` lines as a mapping. Raises SourcesError for a line without a name or colon."""
    pairs = [line.partition(":") for line in lines]
    wrong = [name for name, colon, _ in pairs if not colon or not name.strip()]
    if wrong:
        raise SourcesError(f"a header is 'Name: value', not {wrong[0]!r}")
    return {name.strip(): value.strip() for name, _, value in pairs}


def write_yaml(specs: list[SourceSpec]) -> str:
    """The same sources as YAML that `read_yaml` reads back to equal specifications."""
    rows = [spec.model_dump(mode="json", exclude_defaults=True) for spec in specs]
    return yaml.safe_dump({"sources": rows}, sort_keys=False, allow_unicode=True)


def read_file(path: Path) -> list[SourceSpec]:
    """The sources of a YAML or OPML file. Raises SourcesError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourcesError(f"{path}: {error.strerror}") from error
    if content.lstrip().startswith(b"<") or path.suffix.lower() == ".opml":
        return read_opml_sources(content, str(path))
    return read_yaml(content.decode("utf-8", "replace"), str(path))


def read_opml_sources(content: bytes, origin: str = "sources") -> list[SourceSpec]:
    """The sources of an OPML document, any reader's or our own. Raises SourcesError."""
    try:
        listed = read_opml(content).sources
    except DocumentRefused as error:
        raise SourcesError(f"{origin}: {error}") from error
    rows = [
        {
            **source.settings,
            "name": source.name,
            "home": source.home,
            "feeds": [feed.url for feed in source.feeds if feed.kind == "feed"],
            "sitemaps": [feed.url for feed in source.feeds if feed.kind in ("sitemap", "news_sitemap")],
        }
        for source in listed
    ]
    return [make_spec(row, f"{origin}, source {number}") for number, row in enumerate(rows, 1)]


def write_opml_sources(specs: list[SourceSpec], now: datetime) -> bytes:
    """The same sources as OPML that `read_opml_sources` reads back to equal specifications, and any feed reader reads."""
    own = ("name", "home", "feeds", "sitemaps")
    return write_opml(
        [
            OpmlSource(
                spec.name,
                str(spec.home) if spec.home else None,
                tuple(
                    [OpmlFeed(str(url)) for url in spec.feeds] + [OpmlFeed(str(url), kind="sitemap") for url in spec.sitemaps]
                ),
                {k: v for k, v in spec.model_dump(mode="json", exclude_defaults=True).items() if k not in own},
            )
            for spec in specs
        ],
        "Claimwire sources",
        now,
    )
