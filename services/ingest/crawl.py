"""Following a crawl to its end: everything is made due, and the ledger is watched until nothing is pending."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from services.ingest import ledger
from services.ingest.ledger.accounts import Account, account, progress, total
from shared.terminal import stderr, stdout


class CrawlTimeoutError(Exception):
    """The crawl did not end in time; what is pending stays in the ledger and goes on when workers run."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one crawl brought."""

    whole: Account
    sources: list[Account]

    @property
    def status(self) -> int:
        """The exit status: 0, or 3 if something is quarantined."""
        return 3 if self.whole.quarantined else 0

    def as_dict(self) -> dict[str, object]:
        return {"total": self.whole.as_dict(), "sources": [one.as_dict() for one in self.sources]}


def crawl(engine: Engine, *, recheck: bool, timeout: float, pulse: Callable[[], None], since: datetime) -> Summary:
    """Poll all sources now and follow every entry to its outcome, with progress on a terminal's stderr.

    `pulse` is called about four times a second: the embedded line watches its workers there. Told is what was settled after
    `since`: workers that start with the command may settle what was due before they are all up.
    Raises CrawlTimeoutError after `timeout` seconds.
    """
    began = datetime.now(UTC)
    ledger.make_all_due(engine, began, recheck=recheck)
    follow(engine, began, timeout, pulse)
    accounts = [one for one in account(engine, since=since) if one.discovered]
    return Summary(total(accounts), accounts)


def follow(engine: Engine, since: datetime, timeout: float, pulse: Callable[[], None]) -> None:
    """Wait until every poll since `since` is done and no entry is pending."""
    deadline = time.monotonic() + timeout
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task("polling sources", total=None)
        most = 0
        while True:
            pulse()
            now = progress(engine, since)
            most = max(most, now.pending)
            words = f"polling {now.polls_left} feeds" if now.polls_left else "following entries"
            bar.update(task, description=words, total=most or None, completed=most - now.pending)
            if not now.polls_left and not now.pending:
                return
            if time.monotonic() > deadline:
                raise CrawlTimeoutError(f"{now.polls_left} polls and {now.pending} entries are still pending")
            time.sleep(0.25)


def show_summary(summary: Summary) -> None:
    """The summary for people."""
    whole = summary.whole
    reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(whole.reasons.items()))
    stdout.print(
        f"Crawled {len(summary.sources)} sources: discovered {whole.discovered}, stored {whole.stored}, "
        f"unchanged {whole.unchanged}, dropped {whole.dropped}, quarantined {whole.quarantined}"
        + (f" ({reasons})" if reasons else ""),
        highlight=False,
        soft_wrap=True,
    )
