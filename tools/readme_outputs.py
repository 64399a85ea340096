"""Runs the commands that README.md shows and writes what they print there, so that every output in it is real.

    .venv/bin/python tools/readme_outputs.py [--check]

A block is one that begins with "$ "; each such line is a command, what follows is what it prints. They run in a new folder
beside `claimwire run`, which serves the sample newsroom and the pages; `make run ONCE=1` is the first run of all, shortened.
`--check` only tells whether a command fails (exit status 1), as ids and moments differ from day to day.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=```\n)\$ .*?(?=```)", re.DOTALL)
PAGES = "http://localhost:8000/readyz"
FIRST_RUN = "make run ONCE=1"
KEPT = (30, 1)  # lines of the first run that are shown, from its beginning and from its end


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true", help="change nothing; exit status 1 if a command fails")
    check = options.parse_args().check
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}", "COLUMNS": "118"}
        first = _output("claimwire run --once", folder, environment)
        line = subprocess.Popen(
            ["claimwire", "run"], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(PAGES)
            renewed = BLOCK.sub(lambda found: _rerun(found[0], first, folder, environment), text)
        finally:
            line.terminate()
            line.wait()
    if not check:
        README.write_text(renewed, encoding="utf-8")


def _rerun(block: str, first: str, folder: str, environment: dict[str, str]) -> str:
    """The block with the output of each of its commands."""
    shown = []
    for command in re.findall(r"^\$ (.*)$", block, re.MULTILINE):
        printed = _shortened(first) if command == FIRST_RUN else _output(command, folder, environment)
        shown.append(f"$ {command}\n{printed}")
    return "\n".join(shown) if len(shown) > 1 else shown[0]


def _output(command: str, folder: str, environment: dict[str, str]) -> str:
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    lines = [line.rstrip() for line in (done.stderr + done.stdout).strip("\n").splitlines()]
    return "\n".join(lines) + "\n"


def _shortened(printed: str) -> str:
    lines = printed.splitlines()
    return "\n".join([*lines[: KEPT[0]], "  ...", *lines[-KEPT[1] :]]) + "\n"


def _wait_for(address: str, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.5)
    sys.exit(f"{address} does not answer")


if __name__ == "__main__":
    main()
