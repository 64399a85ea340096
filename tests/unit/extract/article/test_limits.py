from __future__ import annotations

import subprocess
import sys
import time

import pytest

from services.extract.article import limits, read
from services.extract.limits import PageTimeoutError, time_limit
from shared.outcomes import DropReason, PageDropped
from tests.corpus import articles, markup


def spin(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_reader_tells_the_time_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", 0.05)
    monkeypatch.setattr("services.extract.article.reader.metadata.collect", lambda *_: spin(5))
    with pytest.raises(PageDropped, match=r"more than 0.05 s") as dropped:
        read(articles.classic().page, markup.BASE)
    assert dropped.value.reason is DropReason.TOO_LARGE


def test_the_callers_own_limit_is_left_to_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.extract.article.reader.metadata.collect", lambda *_: spin(5))
    with pytest.raises(PageTimeoutError, match=r"0\.05 s"), time_limit(0.05):
        read(articles.classic().page, markup.BASE)


def test_script_full_of_operators_is_no_tag() -> None:
    script = b"<script>" + b"for(i=0;i<b && c ; d , e ){f g h ;}" * 3_000 + b"</script><p>x</p>"
    limits.check_tags(script)


def test_tag_with_too_many_attributes_is_dropped() -> None:
    with pytest.raises(PageDropped):
        limits.check_tags(
            b"<p>x</p><div " + b" ".join(b"data-x%d='>'" % n if n == 0 else b"data-x%d='y'" % n for n in range(2_000)) + b">"
        )


PROSE = "<p>On day one the council of Wexmouth counted its boats in the harbour, said the mayor to nobody in particular.</p>"


@pytest.mark.parametrize(
    ("inside", "detail"),
    [
        (PROSE * 100_000, "11,"),  # bytes
        ("<b>x</b>" * 130_000 + PROSE, "more than 250,000 tags"),
        ("<div " + " ".join(f"a{n}" for n in range(600)) + " " * 4_000 + ">" + PROSE, "more than 500 attributes"),
        ("<b>x</b>" * 61_000 + PROSE, "elements, at most 60,000"),
        (f"<p>{'word ' * 210_000}</p>", "letters of text, at most 1,000,000"),
    ],
    ids=["bytes", "tags", "attributes", "elements", "letters"],
)
def test_each_limit_tells_its_reason(inside: str, detail: str) -> None:
    with pytest.raises(PageDropped) as dropped:
        read(f"<html><body><h1>Wexmouth counts</h1>{inside}".encode(), markup.BASE)
    assert dropped.value.reason is DropReason.TOO_LARGE
    assert detail in dropped.value.detail


# Peak memory counts a whole process, so each runs in one of its own. Kilobytes on Linux, bytes on macOS.
_CHILD = """
import resource, sys
from services.extract.article import read
from shared.outcomes import PageDropped
try:
    read(sys.stdin.buffer.read(), "https://x.example/n/1")
except PageDropped:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform == "linux" else 1024))
"""


@pytest.mark.parametrize(
    "unit",
    [f"<p {' '.join('abcdefghijklmnopqrst')}>", "<meta name=a content=b>" + "x" * 20],
    ids=["attributes", "metas"],
)
def test_no_page_takes_a_gigabyte(unit: str) -> None:
    page = (unit * (limits.MAX_BYTES // len(unit)))[: limits.MAX_BYTES].encode()
    done = subprocess.run([sys.executable, "-c", _CHILD], input=page, capture_output=True, check=True)
    assert int(done.stdout) < 1_000_000
