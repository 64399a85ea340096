"""The worker that the embedded driver starts: the service's own, with plugs that make it suffer. The product knows of none.

    CHAOS_SERVICE=extract CHAOS_PLUGS=poison,twice celery -A tests.chaos.worker worker ...

disk: while the file CHAOS_FOLDER/full exists, blobs find no room. clock: time is that of the machine plus the seconds in
CHAOS_FOLDER/clock. twice: every message is published twice. slow, poison: what reading does with articles of such kinds.
"""

from __future__ import annotations

import errno
import importlib
import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SERVICE, FOLDER = os.environ["CHAOS_SERVICE"], Path(os.environ.get("CHAOS_FOLDER", "."))
PLUGS = [plug for plug in os.environ.get("CHAOS_PLUGS", "").split(",") if plug]
LOOP_SECONDS = 12.0  # a minute and more as delivered, four times before such a page is set aside
SLOW_SECONDS = 25.0  # longer than shared.transit.VISIBILITY_SECONDS


def disk() -> None:
    from shared import blobs

    write_whole = blobs._write_whole

    def write_if_there_is_room(fs: Any, path: str, content: bytes) -> None:
        if (FOLDER / "full").exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(fs, path, content)

    blobs._write_whole = write_if_there_is_room


def clock() -> None:
    """Before Celery is imported, so that it takes its time from here too."""
    real = time.time

    def ahead() -> float:
        try:
            return float((FOLDER / "clock").read_text())
        except (OSError, ValueError):
            return 0.0

    time.time = lambda: real() + ahead()
    if SERVICE == "ingest":
        from services.ingest import visiting

        visiting.utc_now = lambda: datetime.now(UTC) + timedelta(seconds=ahead())


def twice() -> None:
    from shared.bus import Bus

    publish = Bus.publish

    def publish_twice(self: Bus, event: Any, **options: Any) -> None:
        publish(self, event, **options)
        publish(self, event, **options)

    Bus.publish = publish_twice  # type: ignore[method-assign]


def reading(spoil: Callable[[str], None]) -> None:
    """Let `spoil` see the URL of every page before it is read."""
    if SERVICE != "extract":
        return
    from services.extract import extraction, tasks

    read = extraction.extract_page

    def read_spoilt(page: bytes, url: str, **options: Any) -> Any:
        spoil(url)
        return read(page, url, **options)

    tasks.extract_page = read_spoilt  # type: ignore[attr-defined]


def slow() -> None:
    reading(lambda url: time.sleep(SLOW_SECONDS) if "/slow-" in url else None)


def poison() -> None:
    def spoil(url: str) -> None:
        if "/crash-" in url:
            os.kill(os.getpid(), signal.SIGKILL)
        if "/loop-" in url:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPROF, signal.SIGTERM})  # as C code that never looks up
            while True:
                pass

    reading(spoil)


for plug in PLUGS:
    {"disk": disk, "clock": clock, "twice": twice, "slow": slow, "poison": poison}[plug]()
app = importlib.import_module(f"services.{SERVICE}.app").app
if SERVICE == "extract" and "poison" in PLUGS:
    app.tasks["extract.read"].time_limit = LOOP_SECONDS
