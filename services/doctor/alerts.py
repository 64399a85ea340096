"""The alert rules for Prometheus, with doctor's limits. `tools/alert_rules.py` writes them down. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from services.doctor.limits import (
    ENTRY_WAITS,
    JOINING_ADVICE,
    JOINING_WAITS,
    MEMORY_SHARE,
    PAGE_WAITS,
    QUEUE_LONG,
    TICKS_LONG,
    TICKS_MISSED,
)


@dataclass(frozen=True, slots=True)
class Alert:
    """One rule: `expression` in PromQL has held for `minutes`. `advice` says what to do; it may name labels."""

    name: str
    expression: str
    minutes: int
    severity: str
    summary: str
    advice: str

    def as_rule(self) -> dict[str, object]:
        """The rule as Prometheus' files have it."""
        return {
            "alert": self.name,
            "expr": self.expression,
            "for": f"{self.minutes}m",
            "labels": {"severity": self.severity},
            "annotations": {"summary": self.summary, "description": self.advice},
        }


def _seconds(time: timedelta) -> int:
    return int(time.total_seconds())


ALERTS = (
    Alert(
        "ClaimwireMetricsAway",
        'absent(up{job="claimwire"} == 1)',
        5,
        "critical",
        "Nobody tells how Claimwire is.",
        "Start `claimwire metrics`, and look at its log.",
    ),
    Alert(
        "ClaimwireServerAway",
        "claimwire_up == 0",
        2,
        "critical",
        "{{ $labels.part }} cannot be asked.",
        "Its server does not answer: `claimwire doctor` says which and why.",
    ),
    Alert(
        "ClaimwireNoWorkers",
        "claimwire_workers == 0",
        1,
        "critical",
        "No {{ $labels.service }} worker is alive.",
        "Start it, and look at its log.",
    ),
    Alert(
        "ClaimwireClockStopped",
        f'claimwire_overdue_seconds{{what="poll"}} > {_seconds(TICKS_MISSED)}',
        1,
        "critical",
        "A feed is due and nobody polls it.",
        "Start the clock (`beat`) and an ingest worker.",
    ),
    Alert(
        "ClaimwirePagesWait",
        f'claimwire_overdue_seconds{{what="fetch"}} > {_seconds(ENTRY_WAITS)}',
        10,
        "warning",
        "Pages have been due for {{ $value | humanizeDuration }}.",
        "Many of one host: that is its pace. Of many hosts: start more ingest workers.",
    ),
    Alert(
        "ClaimwireReadingWaits",
        f'claimwire_overdue_seconds{{what="read"}} > {_seconds(PAGE_WAITS)}',
        5,
        "warning",
        "Fetched pages have waited for {{ $value | humanizeDuration }}.",
        "Start more extract workers, or look at the logs of extract and store.",
    ),
    Alert(
        "ClaimwireJoiningWaits",
        f"claimwire_unjoined_seconds > {_seconds(JOINING_WAITS)}",
        5,
        "warning",
        "Figures have waited for {{ $value | humanizeDuration }} to join their series.",
        JOINING_ADVICE,
    ),
    Alert(
        "ClaimwireQueueLong",
        f'claimwire_queue_depth{{queue!="ingest.tick"}} > {QUEUE_LONG}'
        f' or claimwire_queue_depth{{queue="ingest.tick"}} > {TICKS_LONG}',
        5,
        "warning",
        "{{ $value }} messages wait in {{ $labels.queue }}.",
        "Start more workers of that service, or see in its log what they are waiting for.",
    ),
    Alert(
        "ClaimwireRedisFull",
        f"claimwire_redis_memory_bytes > {MEMORY_SHARE} * claimwire_redis_memory_limit_bytes"
        " and claimwire_redis_memory_limit_bytes > 0",
        5,
        "critical",
        "Redis has used {{ $value | humanize1024 }}B of its memory limit.",
        "Give it more memory (maxmemory), or look at the queues.",
    ),
    Alert(
        "ClaimwireQuarantine",
        "claimwire_quarantine > 0",
        5,
        "warning",
        "{{ $value }} in quarantine: {{ $labels.reason }}.",
        "See `claimwire quarantine list`; then `replay` or `discard`.",
    ),
    Alert(
        "ClaimwireSourceInTrouble",
        'claimwire_sources{state!~"ok|paused"} > 0',
        30,
        "warning",
        "{{ $value }} sources: {{ $labels.state }}.",
        "See `claimwire sources list`.",
    ),
)


def rules() -> dict[str, object]:
    """The whole file."""
    return {"groups": [{"name": "claimwire", "rules": [alert.as_rule() for alert in ALERTS]}]}
