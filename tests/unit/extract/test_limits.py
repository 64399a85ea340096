from __future__ import annotations

import signal
import time
from contextlib import suppress
from threading import Thread

import pytest

from services.extract.limits import PageTimeoutError, time_limit


def spin(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_a_page_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(PageTimeoutError, match=r"0\.1 s"), time_limit(0.1):
        spin(5)


def test_a_library_that_swallows_every_exception_is_stopped_too() -> None:
    with pytest.raises(PageTimeoutError), time_limit(0.1):
        with suppress(Exception):
            spin(5)
        spin(5)


def test_a_quick_page_leaves_no_alarm_behind() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with time_limit(0.2):
        pass
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGPROF) is before


def test_waiting_for_the_processor_is_not_counted() -> None:
    with time_limit(0.1):
        time.sleep(0.5)


def test_outside_the_main_thread_it_does_nothing() -> None:
    done = []

    def work() -> None:
        with time_limit(0.01):
            spin(0.1)
        done.append(True)

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert done
