"""Look up every pinned requirement in the vulnerability database of the Python Packaging Authority, by pip-audit.

Fails on what is found. Where the database cannot be reached nothing is looked up, and that is what it says: status 0, since no
test of ours is wrong. Holes that are known and do not concern us stand in IGNORED with the reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
IGNORED: dict[str, str] = {}
"""Advisories by id, with the reason why they are no danger here."""


def asked() -> list[dict[str, Any]] | str:
    """What pip-audit says of each pinned package, or why it says nothing; file by file, as one package stands in several."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for file in sorted((ROOT / "requirements").glob("*.txt")):
        told = asked_of(file)
        if isinstance(told, str):
            return told
        found |= {(package["name"], package.get("version", "")): package for package in told}
        if all("skip_reason" in package for package in told):
            break  # nothing can be looked up from here: the other files would only take as long
    return list(found.values())


def asked_of(file: Path) -> list[dict[str, Any]] | str:
    """The same of one file of requirements."""
    ignored = [part for id in IGNORED for part in ("--ignore-vuln", id)]
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off"]
    command += ["--format=json", "--timeout=20", "-r", str(file), *ignored]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return (done.stderr.strip().splitlines() or ["no answer"])[-1][:300]
    return found


def verdict(found: list[dict[str, Any]] | str) -> tuple[int, list[str]]:
    """The exit status and what to say, a line each."""
    if isinstance(found, str):
        return 0, [f"NOT AUDITED: the vulnerability database cannot be asked from here: {found}"]
    holes = [f"{d['name']} {d['version']}: {v['id']}, mended in {v['fix_versions']}" for d in found for v in d.get("vulns", ())]
    skipped = [d for d in found if "skip_reason" in d]
    looked_up = len(found) - len(skipped)
    if holes:
        return 1, [*holes, f"{len(holes)} known holes in {looked_up} packages"]
    if not looked_up:
        return 0, [
            f"NOT AUDITED: the vulnerability database is not to be had here, none of {len(found)} packages was looked up"
        ]
    rest = f", {len(skipped)} could not be looked up: {', '.join(d['name'] for d in skipped)}" if skipped else ""
    return 0, [f"no known hole in {looked_up} packages{rest}"]


if __name__ == "__main__":
    status, lines = verdict(asked())
    print("\n".join(dict.fromkeys(lines)))
    sys.exit(status)
