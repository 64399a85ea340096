from __future__ import annotations

import re
import signal
import time
from contextlib import suppress
from threading import Thread

import pytest

from services.extract.limits import PageTimeoutError, time_limit


def spin(seconds: float) -> None:
    """Work for so many seconds of processor time."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_a_page_that_takes_too_long_is_stopped() -> None:
    started = time.process_time()
    with pytest.raises(PageTimeoutError, match=r"0\.1 s"), time_limit(0.1):
        spin(5)
    assert time.process_time() - started < 2


def test_a_library_that_swallows_every_exception_is_stopped_too() -> None:
    with pytest.raises(PageTimeoutError), time_limit(0.1):
        with suppress(Exception):
            spin(5)
        spin(5)


def test_a_bare_except_is_rung_again() -> None:
    rung = 0
    with pytest.raises(PageTimeoutError), time_limit(0.05):
        try:
            spin(5)
        except BaseException:  # noqa: BLE001 what is tested
            rung += 1
        spin(5)
    assert rung == 1


def test_a_runaway_expression_is_stopped() -> None:
    with pytest.raises(PageTimeoutError), time_limit(0.2):
        re.match(r"(a+)+$", "a" * 40 + "b")


def test_a_quick_page_leaves_no_alarm_behind() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with time_limit(0.2):
        pass
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGPROF) is before


def test_waiting_for_the_processor_is_not_counted() -> None:
    with time_limit(0.1):
        time.sleep(0.5)


def test_the_outer_limit_goes_on_after_an_inner_one() -> None:
    with pytest.raises(PageTimeoutError, match=r"0\.4 s"), time_limit(0.4) as outer:
        with pytest.raises(PageTimeoutError, match=r"0\.1 s") as inner, time_limit(0.1):
            spin(5)
        assert inner.value.limit is not outer
        spin(5)


def test_an_outer_limit_that_ends_sooner_rings_inside_the_inner_one() -> None:
    with pytest.raises(PageTimeoutError) as found, time_limit(0.1) as outer, time_limit(5):
        spin(5)
    assert found.value.limit is outer


def test_what_the_inner_block_took_counts_outside() -> None:
    started = time.process_time()
    with pytest.raises(PageTimeoutError, match=r"0\.4 s"), time_limit(0.4):
        with time_limit(0.3):
            spin(0.2)
        spin(5)
    assert time.process_time() - started < 1.5


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
