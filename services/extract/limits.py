"""A hard limit on the time that one page may take, inside a worker process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class PageTimeoutError(BaseException):
    """The page took too long. Not an Exception, so that no library's `except Exception` swallows it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise PageTimeoutError in the block after `seconds`, and each second from then on while it is not heeded.

    Seconds of the process's own processor time: a page is not given up because the machine is busy with others.
    Python's signals reach the main thread only, between two bytecodes: a prefork worker's task runs there. Elsewhere, and
    within one call of C code, this has no effect; the task's own time limit is the last resort.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def expire(_number: int, _frame: FrameType | None) -> None:
        raise PageTimeoutError(f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, expire)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
