"""The audit fails on what is found, and says plainly when it found out nothing."""

from __future__ import annotations

import pytest

from tools.audit import verdict

SKIPPED = {"name": "uv", "version": "1", "skip_reason": "not found"}
CLEAN = {"name": "uv", "version": "1", "vulns": []}
HOLE = {"name": "uv", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}


@pytest.mark.threat("supply-chain")
@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        ([CLEAN], 0, "no known hole in 1 packages"),
        ([CLEAN, SKIPPED], 0, "1 could not be looked up: uv"),
        ([SKIPPED], 0, "NOT AUDITED"),
        ("connection refused", 0, "NOT AUDITED"),
        ([CLEAN, HOLE, SKIPPED], 1, "PYSEC-1"),
    ],
)
def test_verdict(found: object, status: int, words: str) -> None:
    got, lines = verdict(found)  # type: ignore[arg-type]
    assert got == status
    assert words in " ".join(lines)
