"""docs/security.md says what the tests prove: every test named there exists, and every threat has one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(400)
def test_the_table_of_threats_is_what_the_tests_say() -> None:
    """In a process of its own, since it collects all tests, those of docker compose too."""
    command = [sys.executable, "tools/threat_table.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
