"""Checks of the ledger: is time passing, does anything wait too long, which sources are in trouble."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from services.doctor.findings import Finding, error, in_words, ok, warning
from services.doctor.limits import ENTRY_WAITS, PAGE_WAITS, TICKS_MISSED
from services.ingest import ledger
from services.ingest.ledger.condition import Condition, condition
from services.ingest.ledger.watch import state_of
from services.ingest.ledger.yields import find_stalls

SHOWN = 20


def check_ledger(engine: Engine, now: datetime) -> list[Finding]:
    """All that the ledger tells."""
    stalls = {name: str(stall) for name, stall in find_stalls(engine, now).items()}
    return [*judge_condition(condition(engine, now), now), *judge_sources(ledger.list_sources(engine), stalls)]


def judge_condition(state: Condition, now: datetime) -> Iterator[Finding]:
    """Whether what is due is taken up, and how much waits for a person."""
    late = now - state.due_poll if state.due_poll else timedelta()
    if late > TICKS_MISSED:
        advice = "Start the clock: `claimwire run`, or `docker compose up -d beat ingest`. It sends what is due each second."
        yield error("clock", f"a feed has been due for {in_words(late)} and nobody polls it", advice)
    else:
        yield ok("clock", "no feed is overdue")
    if state.due_entry and now - state.due_entry > ENTRY_WAITS:
        words = f"{state.pending} pages are pending; the oldest has been due for {in_words(now - state.due_entry)}"
        advice = (
            "Many of one host: that is its pace (see `claimwire ledger --days 2`). Of many hosts: start more ingest workers."
        )
        yield warning("waiting pages", words, advice)
    if state.reading_since and now - state.reading_since > PAGE_WAITS:
        words = f"{state.reading} pages wait to be read, the oldest for {in_words(now - state.reading_since)}"
        yield warning("waiting pages", words, "Start more extract workers, or look at the logs of extract and store.")
    if state.quarantine:
        words = ", ".join(f"{count} {reason}" for reason, count in sorted(state.quarantine.items()))
        advice = "See `claimwire quarantine list`; then `claimwire quarantine replay --reason X` or `discard`."
        yield warning("quarantine", words, advice)


_ADVICE = {
    "ended": "Its feed is gone: `claimwire sources add` finds the new one, `sources edit --drop` forgets the old.",
    "stalled": "Open its feed and one of its pages in a browser; `claimwire ledger --days 14 --source NAME` shows since when.",
    "failing": "Open its feed in a browser; it is asked again, ever more rarely, until it works.",
}


def judge_sources(sources: list[Mapping[str, Any]] | list[dict[str, Any]], stalls: Mapping[str, str]) -> Iterator[Finding]:
    """Sources that fail, have ended, or have fallen silent; at most SHOWN by name."""
    states = [(source["name"], state_of(source, stalls.get(source["name"]))) for source in sources]
    troubled = [(name, state) for name, state in states if state not in ("ok", "paused")]
    for name, state in troubled[:SHOWN]:
        advice = next((words for word, words in _ADVICE.items() if word in state), "See `claimwire sources show`.")
        yield warning(f"source {name}", state, advice)
    if len(troubled) > SHOWN:
        yield warning("sources", f"and {len(troubled) - SHOWN} more", "See `claimwire sources list`.")
    if not sources:
        yield warning("sources", "nothing is watched yet", "`claimwire sources add URL`, or `claimwire sources import FILE`.")
    elif not troubled:
        yield ok("sources", f"{len(sources)} watched, none in trouble")
