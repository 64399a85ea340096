"""The newsroom as data: outlets, their stories and the versions of each story, read from `sample/newsroom/`.

A story is a file `<slug>.md`: TOML between two `+++` lines, then paragraphs. `<slug>.v2.md`, `<slug>.v3.md` are its later
versions; what they leave out of their TOML stays as it was. Times are hours relative to the newsroom's "now", so that the
sample is always fresh; `{weekday N}` in a text is the name of the day N days after publication.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).with_name("newsroom")
ORDER = ("meridian", "herald", "gazette", "quickline")

StoryKind = Literal["article", "missing", "gone", "consent"]
FeedFormat = Literal["rss", "rss-undated", "atom", "json"]


@dataclass(frozen=True)
class Version:
    """One state of a story. `changed` is when the outlet put it up; `modified` is set only where the outlet admits an edit."""

    title: str
    dek: str
    body: str
    changed: datetime
    modified: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Story:
    """A page of an outlet. After every `edit_after` fetches the next version is served; null: the first one for ever."""

    slug: str
    path: str
    kind: StoryKind
    section: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    wire: str | None
    published: datetime
    versions: tuple[Version, ...]
    edit_after: int | None

    def version_after(self, fetches: int) -> Version:
        """The version that a reader sees who comes after `fetches` earlier ones."""
        if not self.edit_after:
            return self.versions[0]
        return self.versions[min(fetches // self.edit_after, len(self.versions) - 1)]


@dataclass(frozen=True)
class Outlet:
    """An invented outlet with its stories, newest first."""

    key: str
    name: str
    publisher: str
    language: str
    tagline: str
    feed_format: FeedFormat
    feed_path: str
    feed_link_suffix: str
    stories: tuple[Story, ...]


def load_newsroom(now: datetime, folder: Path = FOLDER) -> tuple[Outlet, ...]:
    """All outlets in their fixed order, every time counted back from `now` (which must carry a zone)."""
    return tuple(load_outlet(folder / key, now) for key in ORDER)


def load_outlet(folder: Path, now: datetime) -> Outlet:
    facts = tomllib.loads((folder / "outlet.toml").read_text("utf-8"))
    first_files = [file for file in sorted(folder.glob("*.md")) if "." not in file.stem]
    stories = [load_story(file, facts["paths"], now) for file in first_files]
    feed = facts["feed"]
    return Outlet(
        key=folder.name,
        name=facts["name"],
        publisher=facts["publisher"],
        language=facts["language"],
        tagline=facts["tagline"],
        feed_format=feed["format"],
        feed_path=feed["path"],
        feed_link_suffix=feed.get("link_suffix", ""),
        stories=tuple(sorted(stories, key=lambda story: story.published, reverse=True)),
    )


def load_story(file: Path, path_pattern: str, now: datetime) -> Story:
    front, body = read_front_matter(file)
    published = now + timedelta(hours=front["published"])
    later = [read_front_matter(edition) for edition in sorted(file.parent.glob(f"{file.stem}.v*.md"))]
    versions = [make_version(front, body, published, now)]
    versions += [make_version({**front, **changes}, text, published, now) for changes, text in later]
    return Story(
        slug=file.stem,
        path=front.get("path") or fill_path(path_pattern, file.stem, published),
        kind=front.get("kind", "article"),
        section=front["section"],
        authors=tuple(front["authors"]),
        tags=tuple(front.get("tags", ())),
        wire=front.get("wire"),
        published=published,
        versions=tuple(versions),
        edit_after=front.get("edit_after"),
    )


def make_version(front: dict[str, Any], body: str, published: datetime, now: datetime) -> Version:
    modified = now + timedelta(hours=front["modified"]) if "modified" in front else None
    changed = now + timedelta(hours=front["changed"]) if "changed" in front else modified or published
    return Version(
        title=front["title"],
        dek=front.get("dek", ""),
        body=fill_weekdays(body, published),
        changed=changed,
        modified=modified,
        note=front.get("note", ""),
    )


def read_front_matter(file: Path) -> tuple[dict[str, Any], str]:
    _, front, body = file.read_text("utf-8").split("+++\n", 2)
    return tomllib.loads(front), body.strip()


def fill_path(pattern: str, slug: str, published: datetime) -> str:
    return pattern.format(slug=slug, year=f"{published:%Y}", month=f"{published:%m}", day=f"{published:%d}")


def fill_weekdays(text: str, published: datetime) -> str:
    return re.sub(r"\{weekday (-?\d+)\}", lambda found: f"{published + timedelta(days=int(found[1])):%A}", text)
