"""Errors in plain words."""

from __future__ import annotations

import pytest

from services.ingest.responses import FailureKind
from services.ingest.web.plain import plain, reason
from shared.outcomes import DropReason

SET_ASIDE = ("no_answer", "poison_message", "invalid_message", "handler_failed", "extraction_failed", "save_failed")


@pytest.mark.parametrize("code", [*DropReason, *FailureKind, *SET_ASIDE, "blob_unreadable", "page_timeout"])
def test_there_are_words_for_every_reason(code: str) -> None:
    words = reason(code)
    assert words != code.replace("_", " ") and "_" not in words


def test_what_was_seen_stands_behind_the_reason() -> None:
    assert plain("server_error: status 503") == "The server fails (status 503)"
    assert plain("gone") == "It was taken away for good"
    assert plain("304 to a request without conditions") == "304 to a request without conditions"
    assert (plain(None), reason(None), reason("some_new_code")) == ("", "", "some new code")
