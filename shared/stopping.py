"""A polite stop: on SIGTERM a worker takes no more messages, finishes what it has in hand, and then ends.

Celery's warm shutdown ends its event loop first, so that some of what was in hand runs a second time elsewhere; its soft
shutdown repeats nothing, but always sleeps for its whole time-out. Here the loop goes on until nothing is in hand. What is
not done in time is cut off as a kill would: Celery itself waits for a thread or a pool's process however long it takes.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from typing import Any, NoReturn

import structlog
from celery.signals import worker_ready
from celery.worker import state

log = structlog.get_logger()
_told = threading.Event()
LONGEST_SECONDS = 18.0  # then what is left is cut off, and comes back when its worker is missed: see shared.transit


def stop_politely() -> None:
    """Let this process, once it is a Celery worker, end politely when it is told to."""
    worker_ready.connect(_install, weak=False)


def is_stopping() -> bool:
    """Whether this worker was told to stop. The processes of a prefork pool are not told."""
    return _told.is_set()


def _install(sender: Any, **_: Any) -> None:
    celerys = signal.getsignal(signal.SIGTERM)

    def drain() -> None:
        deadline = time.monotonic() + LONGEST_SECONDS
        while state.reserved_requests and time.monotonic() < deadline:
            time.sleep(0.05)
        log.info("worker.stops", in_hand=len(state.reserved_requests))
        if state.reserved_requests:
            _cut_off(sender.pool)
        if callable(celerys):
            celerys(signal.SIGTERM, None)

    def stop(*_: Any) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _told.set()
        sender.hub.call_soon(sender.task_consumer.cancel)
        threading.Timer(0.5, drain).start()  # what was on its way when the queues were left is in hand by then

    signal.signal(signal.SIGTERM, stop)


def _cut_off(pool: Any) -> NoReturn:
    for child in pool.info.get("processes", ()):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    os._exit(1)
