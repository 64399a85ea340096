"""What the fault suite showed, kept in var/chaos/results.json and written into docs/reliability.md between its marks."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.chaos.scenarios import UNDISTURBED, scenarios
from tests.chaos.verdict import Verdict

ROOT = Path(__file__).parents[2]
RESULTS, PAGE = ROOT / "var" / "chaos" / "results.json", ROOT / "docs" / "reliability.md"
TITLES = {one.name: one.title for one in (UNDISTURBED, *scenarios(30))} | {"long": "a random kill every five seconds"}


def machine() -> str:
    """Where a run took place, in words."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def keep(verdict: Verdict) -> None:
    """Add a verdict to the results, in place of an earlier one on the same scenario by the same driver."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    known = read()
    known[f"{verdict.name} {verdict.driver}"] = verdict.as_dict() | {
        "at": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine(),
    }
    RESULTS.write_text(json.dumps(known, indent=1))


def read() -> dict[str, dict[str, Any]]:
    """All results so far."""
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}  # type: ignore[no-any-return]


def line(verdict: Verdict) -> str:
    """One verdict on one line, with its faults below it."""
    numbers = f"stored {verdict.stored}, quarantined {verdict.quarantined}, lost {verdict.lost}, twice {verdict.doubled}"
    times = f"{verdict.took:.0f} s, recovery {_seconds(verdict.recovery)}, standstill {verdict.standstill:.0f} s"
    told = f"{verdict.name:<16}{verdict.driver:<9} {'FAILED' if verdict.faults else 'held'}: {numbers}; {times}"
    return "\n".join([told, *(f"    {fault}" for fault in verdict.faults)])


def table(results: dict[str, dict[str, Any]]) -> str:
    """The table of all results, in the order of the scenarios."""
    order = list(TITLES)
    rows = sorted(results.values(), key=lambda row: (order.index(row["name"]), row["driver"]))
    counted = ("articles", "stored", "quarantined", "lost", "twice", "recovery", "standstill", "p50", "p99", "later", "again")
    lines = [f"| what strikes | on | {' | '.join(counted)} | held |", "|---|---|" + "---:|" * len(counted) + "---|"]
    for row in rows:
        title = TITLES[row["name"]] + (f" ({row['kills']} kills)" if row.get("kills") else "")
        title += f" ({row['replayed']} replayed from quarantine)" if row.get("replayed") else ""
        title += f" (stopped in {', '.join(map(str, row['stops']))} s)" if row["stops"] else ""
        counts = " | ".join(str(row[name]) for name in ("articles", "stored", "quarantined", "lost", "doubled"))
        times = " | ".join(_seconds(row.get(name)) for name in ("recovery", "standstill", "p50", "p99", "late_p99"))
        held = "no: " + row["faults"][0] if row["faults"] else "yes"
        lines.append(f"| {title} | {row['driver']} | {counts} | {times} | {row['started_again']} | {held} |")
    whens, wheres = (sorted({row[name] for row in rows}) for name in ("at", "machine"))
    lines += ["", f"Run on {', '.join(whens)}; {'; '.join(wheres)}."]
    return "\n".join(lines)


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.0f} s"


def write() -> None:
    """Bring the table in docs/reliability.md up to the results."""
    fill("chaos", table(read()))


def fill(mark: str, words: str) -> None:
    """Replace what stands between `<!-- mark -->` and `<!-- /mark -->` in docs/reliability.md."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, _, rest = PAGE.read_text("utf-8").partition(begin)
    PAGE.write_text(f"{before}{begin}\n{words}\n{end}{rest.partition(end)[2]}", "utf-8")
