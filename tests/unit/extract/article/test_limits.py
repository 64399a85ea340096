from __future__ import annotations

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
