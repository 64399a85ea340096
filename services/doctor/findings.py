"""What a check finds. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: nothing, something to look at, or something that does not work."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is so (`words`) about one part of the installation, and what to do (`advice`)."""

    level: Level
    about: str
    words: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        """The finding as JSON shows it."""
        return asdict(self)


def ok(about: str, words: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.OK, about, words)


def warning(about: str, words: str, advice: str) -> Finding:
    """Something to look at."""
    return Finding(Level.WARNING, about, words, advice)


def error(about: str, words: str, advice: str) -> Finding:
    """Something that does not work."""
    return Finding(Level.ERROR, about, words, advice)


def status(findings: Sequence[Finding]) -> int:
    """The exit status: 0 all is well, 1 there are warnings, 2 something does not work."""
    levels = {finding.level for finding in findings}
    return 2 if Level.ERROR in levels else 1 if Level.WARNING in levels else 0


def in_words(time: timedelta) -> str:
    """A span of time as people say it: 40 seconds, 12 minutes, 5 hours, 3 days."""
    seconds = max(time.total_seconds(), 0.0)
    for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
