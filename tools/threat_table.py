"""Write the table of threats into docs/security.md, from tests/threats.toml and the tests that are marked with them.

The tests are those that pytest collects, so that none is named that does not run. `--check` writes nothing and fails where the
table is not what the tests say, a threat has no test, or a test names a threat that there is not.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- threats: written by tools/threat_table.py -->\n", "<!-- end of threats -->"


class Collected:
    """A pytest plugin that notes which tests prove what."""

    def __init__(self) -> None:
        self.tests: dict[str, dict[str, None]] = defaultdict(dict)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            for marker in item.iter_markers("threat"):
                for threat in marker.args:
                    path = item.path.relative_to(ROOT / "tests").as_posix()
                    self.tests[threat][f"{path}::{getattr(item, 'originalname', item.name)}"] = None


def proofs() -> dict[str, list[str]]:
    """The tests of each threat, as pytest collects them."""
    found = Collected()
    status = pytest.main(
        ["--collect-only", "-qq", "--no-header", "-p", "no:cacheprovider", str(ROOT / "tests")], plugins=[found]
    )
    if status != pytest.ExitCode.OK:
        sys.exit(f"the tests cannot be collected: {status}")
    return {threat: list(tests) for threat, tests in found.tests.items()}


def threats() -> list[dict[str, Any]]:
    """The rows of tests/threats.toml."""
    rows: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "threats.toml").read_text("utf-8"))["threat"]
    return rows


def table(rows: list[dict[str, Any]], tests: dict[str, list[str]]) -> str:
    """The table in Markdown."""
    lines = ["| threat | who | what stops it | tests |", "|---|---|---|---|"]
    for row in rows:
        named = "<br>".join(f"`{test}`" for test in tests[row["name"]])
        lines.append(f"| **{row['name']}**: {row['what']} | {row['who']} | {row['stops']} | {named} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    rows, tests = threats(), proofs()
    names = {row["name"] for row in rows}
    if unproven := sorted(names - set(tests)):
        sys.exit(f"threats without a test: {', '.join(unproven)}")
    if unknown := sorted(set(tests) - names):
        sys.exit(f"tests name threats that tests/threats.toml does not: {', '.join(unknown)}")
    before = DOCUMENT.read_text("utf-8")
    head, _, rest = before.partition(BEGIN)
    tail = rest.partition(END)[2]
    after = head + BEGIN + table(rows, tests) + END + tail
    if "--check" in sys.argv[1:]:
        if after != before:
            sys.exit("docs/security.md is not what the tests say: run tools/threat_table.py")
    else:
        DOCUMENT.write_text(after, "utf-8")
    count = sum(map(len, tests.values()))
    sys.stderr.write(f"{len(rows)} threats, proven {count} times\n")


if __name__ == "__main__":
    main()
