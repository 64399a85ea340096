"""A hard limit on the time that one page may take, inside a worker process."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

# While an expiry is not heeded (caught by a bare `except`), it is repeated this often.
_AGAIN = 1.0
# An outer limit that ran out inside rings so many seconds after.
_SOON = 0.01


@dataclass(eq=False, slots=True)
class TimeLimit:
    """One `with time_limit(...)` block: how long it may take, and whether it is done."""

    seconds: float
    done: bool = False


class PageTimeoutError(BaseException):
    """The page took too long. Not an Exception, so that no library's `except Exception` swallows it.

    `limit` is the block whose time was up: where limits nest, each block can tell its own expiry from that of one outside it.
    """

    def __init__(self, limit: TimeLimit) -> None:
        super().__init__(f"took longer than {limit.seconds:g} s")
        self.limit = limit


@contextmanager
def time_limit(seconds: float) -> Iterator[TimeLimit]:
    """Raise PageTimeoutError in the block after `seconds`, and each second from then on while it is not heeded.

    Seconds of the process's own processor time: a page is not given up because the machine is busy with others.
    Limits nest: an outer one goes on counting inside, and rings there when it has less left than the inner one.
    Python's signals reach the main thread only, between two bytecodes: a prefork worker's task runs there. SIGPROF is free in
    Celery's pool (its own soft limit is SIGUSR1). Elsewhere, and within one call of C code, this has no effect; the task's
    own time limit is the last resort.
    """
    limit = TimeLimit(seconds)
    outer, _ = signal.getitimer(signal.ITIMER_PROF)
    if threading.current_thread() is not threading.main_thread() or 0 < outer <= seconds:
        yield limit
        return

    def expire(_number: int, _frame: FrameType | None) -> None:
        if not limit.done:
            raise PageTimeoutError(limit)

    before = signal.signal(signal.SIGPROF, expire)
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield limit
    finally:
        limit.done = True
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if outer:
            left = outer - (time.process_time() - started)
            signal.setitimer(signal.ITIMER_PROF, max(left, _SOON), _AGAIN)
