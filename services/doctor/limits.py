"""From when on something is wrong: the same for `claimwire doctor` and for Prometheus' alert rules. Pure."""

from __future__ import annotations

from datetime import timedelta

QUEUE_LONG, TICKS_LONG = 1000, 30
"""Messages that wait in a queue; ticks, one a second, are told apart since they are short."""

MEMORY_SHARE = 0.8
"""Of Redis' memory limit."""

TICKS_MISSED = timedelta(minutes=3)
"""A feed is due, and nobody polls it."""

ENTRY_WAITS, PAGE_WAITS = timedelta(hours=1), timedelta(minutes=15)
"""A page is due to be fetched; a fetched page waits to be read or saved."""

JOINING_WAITS = timedelta(minutes=15)
"""A stored article waits for its figures to join their series."""

JOINING_ADVICE = "While an archive is read in that is well; else the log of the store workers says what keeps them."
