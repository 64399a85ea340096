"""What one page may cost: bytes, elements, letters and seconds. Above, it is dropped with the reason."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from lxml import etree

from shared.outcomes import DropReason, PageDropped

# The largest real page among 189 has 2.3 MB, 5,145 elements and 30,000 letters of text.
MAX_BYTES = 10_000_000
MAX_ELEMENTS = 60_000
MAX_LETTERS = 1_000_000
MAX_SECONDS = 5.0
MAX_ATTRIBUTES = 500
_LONG_TAG = 4_000
_OPEN = re.compile(rb"<[a-zA-Z]")
# Scripts and styles are passed over: "<" is an operator there.
_TAG = re.compile(
    rb"<(?:script|style)\b[^>]*>.*?</(?:script|style)|<!--.*?-->|(<[a-z](?:[^>\"']+|\"[^\"]*\"|'[^']*'|[\"'])*)", re.I | re.S
)
_ATTRIBUTE = re.compile(rb"[\s/][^\s=/>\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']*))?")


class OutOfTime(BaseException):
    """The time for a piece of work is up. Raised in the middle of it by `time_limit`.

    No Exception, so that libraries that log and go on after any error (trafilatura does) cannot swallow it.
    """


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime inside the block after `seconds` of the process's own processor time: a busy machine drops no page.

    Uses SIGPROF, which Celery's prefork pool leaves free (its own soft limit is SIGUSR1), and therefore works only in a
    process's main thread: elsewhere the block runs without a limit, and only the bounds on size protect. Running C code
    (one parse, one regular expression step) ends before the exception is raised. An outer timer is put back, late if overdue.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _ring)
    started = time.process_time()
    left, interval = signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if left:
            signal.setitimer(signal.ITIMER_PROF, max(left - (time.process_time() - started), 0.01), interval)


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime


def check_bytes(page: bytes) -> None:
    """Raises PageDropped for a page of more than MAX_BYTES."""
    if len(page) > MAX_BYTES:
        raise PageDropped(DropReason.TOO_LARGE, f"{len(page):,} bytes, at most {MAX_BYTES:,} are read")


def check_tags(page: bytes) -> None:
    """Raises PageDropped for a tag with more than MAX_ATTRIBUTES: the parser's time grows with their square."""
    if any(_is_long_tag(page[start:end], page[max(start - 2_000, 0) : start]) for start, end in _long_parts(page)):
        for found in _TAG.finditer(page):
            if found[1] and len(found[1]) > _LONG_TAG and len(_ATTRIBUTE.findall(found[1])) > MAX_ATTRIBUTES:
                raise PageDropped(DropReason.TOO_LARGE, f"a tag with more than {MAX_ATTRIBUTES:,} attributes")


def _long_parts(page: bytes) -> Iterator[tuple[int, int]]:
    """Where more than _LONG_TAG bytes stand without a ">". Leaps from one ">" to the last within reach: few steps."""
    at = 0
    while at + _LONG_TAG < len(page):
        leap = page.rfind(b">", at, at + _LONG_TAG)
        if leap >= 0:
            at = leap + 1
            continue
        end = page.find(b">", at + _LONG_TAG)
        end = len(page) if end < 0 else end
        yield at, end
        at = end + 1


def _is_long_tag(part: bytes, before: bytes) -> bool:
    """A quick look at what stands before a ">": it may still be part of a script. `before` may end in an open quotation."""
    opened = before[before.rfind(b"<") :]
    tag = _OPEN.search(part)
    if opened.count(b'"') % 2 or opened.count(b"'") % 2:
        start = 0
    elif tag:
        start = tag.start()
    else:
        return False
    return len(_ATTRIBUTE.findall(part, start)) > MAX_ATTRIBUTES


def check_elements(root: etree._Element) -> None:
    """Raises PageDropped for a page of more than MAX_ELEMENTS."""
    count = int(_COUNT(root))  # type: ignore[arg-type]
    if count > MAX_ELEMENTS:
        raise PageDropped(DropReason.TOO_LARGE, f"{count:,} elements, at most {MAX_ELEMENTS:,} are read")


def check_letters(letters: int) -> None:
    """Raises PageDropped for a text of more than MAX_LETTERS."""
    if letters > MAX_LETTERS:
        raise PageDropped(DropReason.TOO_LARGE, f"{letters:,} letters of text, at most {MAX_LETTERS:,} are kept")


_COUNT = etree.XPath("count(//*)")
