from __future__ import annotations

import re
import signal
import threading
import time

import pytest

from services.extract.article import limits, read
from shared.outcomes import DropReason, PageDropped
from tests.corpus import articles


def spin(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_time_limit_stops_work() -> None:
    started = time.monotonic()
    with pytest.raises(limits.OutOfTime), limits.time_limit(0.1):
        spin(5)
    assert time.monotonic() - started < 2


def test_time_limit_stops_a_runaway_expression() -> None:
    with pytest.raises(limits.OutOfTime), limits.time_limit(0.2):
        re.match(r"(a+)+$", "a" * 40 + "b")


def test_time_limit_puts_handler_and_timer_back() -> None:
    handler, (left, _) = signal.getsignal(signal.SIGPROF), signal.getitimer(signal.ITIMER_PROF)
    with limits.time_limit(5):
        assert signal.getsignal(signal.SIGPROF) is not handler
    assert signal.getsignal(signal.SIGPROF) is handler
    assert signal.getitimer(signal.ITIMER_PROF)[0] == pytest.approx(left, abs=1)


def test_outer_limit_still_rings() -> None:
    with pytest.raises(limits.OutOfTime), limits.time_limit(0.3):
        with limits.time_limit(5):
            spin(0.01)
        spin(5)


def test_other_threads_run_without_limit() -> None:
    done: list[bool] = []

    def work() -> None:
        with limits.time_limit(0.01):
            spin(0.1)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def test_reader_tells_the_time_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", 0.05)
    monkeypatch.setattr("services.extract.article.reader.metadata.collect", lambda *_: spin(5))
    with pytest.raises(PageDropped, match=r"more than 0.05 s") as dropped:
        read(articles.classic().page, articles.BASE)
    assert dropped.value.reason is DropReason.TOO_LARGE


def test_script_full_of_operators_is_no_tag() -> None:
    script = b"<script>" + b"for(i=0;i<b && c ; d , e ){f g h ;}" * 3_000 + b"</script><p>x</p>"
    limits.check_tags(script)


def test_tag_with_too_many_attributes_is_dropped() -> None:
    with pytest.raises(PageDropped):
        limits.check_tags(
            b"<p>x</p><div " + b" ".join(b"data-x%d='>'" % n if n == 0 else b"data-x%d='y'" % n for n in range(2_000)) + b">"
        )
