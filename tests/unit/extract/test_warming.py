"""A worker that has warmed up reads its first page without loading anything more."""

from __future__ import annotations

import subprocess
import sys

COLD = """
import time
from services.extract import claims
from services.extract.warming import warm_up
started = time.process_time()
warm_up()
first = time.process_time() - started
started = time.process_time()
warm_up()
print(first, time.process_time() - started)
"""


def test_the_second_page_is_much_quicker_than_the_first() -> None:
    shown = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True).stdout
    first, second = map(float, shown.split())
    assert second < first / 5
