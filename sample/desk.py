"""The newsroom at work: answers paths with pages and feeds, counts readers, and edits its stories after so many of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from threading import Lock

from sample import feeds, pages
from sample.content import FOLDER, Outlet, Story, StoryKind, Version, load_newsroom

HTML = "text/html; charset=utf-8"
ROBOTS = "User-agent: *\nDisallow: /print/\nDisallow: /newsletter\n"


@dataclass(frozen=True)
class Reply:
    """An HTTP answer without its conditional part. `changed` becomes Last-Modified; null where nobody can honestly say."""

    status: int
    content_type: str
    body: bytes
    changed: datetime | None = None

    @property
    def etag(self) -> str:
        return f'"{sha256(self.body).hexdigest()[:20]}"'


def error_page(status: int, title: str) -> Reply:
    return Reply(status, HTML, pages.simple_page(title, f"<p>{escape(title)}.</p>").encode())


FIXED = {
    "/robots.txt": Reply(200, "text/plain; charset=utf-8", ROBOTS.encode()),
    "/style.css": Reply(200, "text/css; charset=utf-8", (FOLDER / "style.css").read_bytes()),
}
VANISHED: dict[StoryKind, Reply] = {
    "missing": error_page(404, "This page cannot be found"),
    "gone": error_page(410, "This page has been removed"),
}


class Newsroom:
    """All outlets at one "now", with the number of times that each story was read.

    With a `state` file both survive a restart: without it a restarted newsroom would redate all its stories.
    """

    def __init__(self, now: datetime | None = None, state: Path | None = None) -> None:
        saved = json.loads(state.read_text("utf-8")) if state and state.exists() else {}
        self.now = now or (datetime.fromisoformat(saved["now"]) if saved else datetime.now(UTC).replace(microsecond=0))
        self.outlets = load_newsroom(self.now)
        self.fetches: dict[str, int] = saved.get("fetches", {})
        self._state = state
        self._lock = Lock()
        self._save()

    def get(self, outlet: Outlet, path: str, base_url: str, consented: bool = False, peek: bool = False) -> Reply:
        """The answer to a GET of `path` (no query). A story's page counts as read unless `peek` (a HEAD request)."""
        if path == outlet.feed_path:
            return self._feed(outlet, base_url)
        if path in FIXED:
            return FIXED[path]
        if path == "/":
            return Reply(200, HTML, pages.front_page(outlet).encode())
        story = next((story for story in outlet.stories if story.path == path), None)
        if story is None or story.kind in VANISHED:
            return VANISHED[story.kind if story else "missing"]
        return self._story(outlet, story, base_url, consented, peek)

    def edit_all(self) -> None:
        """Puts up the last version of every story at once, whoever has read it."""
        with self._lock:
            for outlet in self.outlets:
                for story in outlet.stories:
                    self.fetches[story_id(outlet, story)] = len(story.versions) * (story.edit_after or 0)
            self._save()

    def reset(self) -> None:
        """Back to the first version of every story."""
        with self._lock:
            self.fetches.clear()
            self._save()

    def state(self) -> dict[str, object]:
        with self._lock:
            return {"now": self.now.isoformat(), "fetches": dict(self.fetches)}

    def _story(self, outlet: Outlet, story: Story, base_url: str, consented: bool, peek: bool) -> Reply:
        if story.kind == "consent" and not consented:
            return Reply(200, HTML, pages.consent_page(outlet, base_url).encode())
        version = story.version_after(self._read(outlet, story, peek))
        return Reply(200, HTML, pages.story_page(outlet, story, version, base_url).encode(), version.changed)

    def _read(self, outlet: Outlet, story: Story, peek: bool) -> int:
        with self._lock:
            earlier = self.fetches.get(story_id(outlet, story), 0)
            if not peek:
                self.fetches[story_id(outlet, story)] = earlier + 1
                self._save()
            return earlier

    def _feed(self, outlet: Outlet, base_url: str) -> Reply:
        entries = [(story, self._current(outlet, story)) for story in outlet.stories]
        newest = max(version.modified or story.published for story, version in entries)
        return Reply(200, feeds.CONTENT_TYPES[outlet.feed_format], feeds.feed(outlet, entries, base_url), newest)

    def _current(self, outlet: Outlet, story: Story) -> Version:
        return story.version_after(self.fetches.get(story_id(outlet, story), 0))

    def _save(self) -> None:
        if self._state:
            self._state.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._state.with_suffix(".new")
            fresh.write_text(json.dumps({"now": self.now.isoformat(), "fetches": self.fetches}), "utf-8")
            fresh.replace(self._state)


def story_id(outlet: Outlet, story: Story) -> str:
    return f"{outlet.key}/{story.slug}"
