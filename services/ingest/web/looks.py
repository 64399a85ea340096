"""Looks around sites that go on while the page waits for them: a thread each, a few at a time, kept for an hour."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field

import structlog

from services.ingest.adding import look
from services.ingest.discovery import Discovery
from services.ingest.responses import FetchFailed
from services.ingest.settings import IngestSettings
from shared.outcomes import PageDropped

log = structlog.get_logger()
AT_A_TIME, KEPT, KEPT_SECONDS = 3, 30, 3600.0


class TooMany(Exception):
    """So many looks are under way that another one must wait."""


@dataclass(slots=True)
class Look:
    """A look at the site of `url`. `found` or `wrong` is set at its end; `asked` are the addresses asked so far."""

    id: str
    url: str
    began: float
    asked: list[str] = field(default_factory=list)
    found: Discovery | None = None
    wrong: str | None = None

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.found is not None or self.wrong is not None


class Looks:
    """The looks of one process, by their ids, which nobody can guess."""

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._looks: dict[str, Look] = {}

    def begin(self, url: str) -> Look:
        """Begin to look around. Raises TooMany."""
        made = Look(secrets.token_urlsafe(16), url, time.monotonic())
        with self._lock:
            self._tidy()
            if sum(not one.over for one in self._looks.values()) >= AT_A_TIME:
                raise TooMany
            self._looks[made.id] = made
        threading.Thread(target=self._run, args=(made,), name="look", daemon=True).start()
        return made

    def get(self, id: str) -> Look | None:
        """A look, or null for one that is kept no more."""
        with self._lock:
            return self._looks.get(id)

    def _tidy(self) -> None:
        oldest = time.monotonic() - KEPT_SECONDS
        over = [one.id for one in self._looks.values() if one.over]
        stale = [id for id in over if self._looks[id].began < oldest]
        for id in {*stale, *over[: max(0, len(self._looks) - KEPT + 1)]}:
            del self._looks[id]

    def _run(self, one: Look) -> None:
        try:
            one.found = look(one.url, self._settings, one.asked.append)
        except (PageDropped, FetchFailed) as error:
            one.wrong = str(error)
        except Exception as error:
            log.exception("look.failed", url=one.url)
            one.wrong = f"our fault: {type(error).__name__}"
