"""`make fuzz`: feed everything with rubbish for some seconds each, and keep what it finds in the corpus.

Exit status: 0 nothing found; 1 something was, and is written to tests/fuzz/corpus/TARGET/.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
import traceback

from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.rubbish import broken
from tests.fuzz.targets import TARGETS
from tests.fuzz.test_fuzz import CORPUS

ROUND = 200


def fuzz(name: str, seconds: float) -> tuple[int, bytes | None]:
    """How many documents `name` was fed with, and the smallest that it did not stand, or null."""
    target, until, count = TARGETS[name], time.monotonic() + seconds, 0
    last = b""

    @settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(broken(target.seeds, target.tokens))
    def round_of(body: bytes) -> None:
        nonlocal count, last
        count, last = count + 1, body
        target.check(body)

    while time.monotonic() < until:
        try:
            round_of()
        except Exception:  # noqa: BLE001 - whatever it raises is a finding
            traceback.print_exc(limit=-3)
            return count, last
    return count, None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together")
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []])
    options = parser.parse_args()
    names, found = options.targets or list(TARGETS), 0
    for name in names:
        count, body = fuzz(name, options.seconds / len(names))
        sys.stdout.write(f"{name:9} {count:7} documents{'' if body is None else ', FOUND'}\n")
        if body is not None:
            found += 1
            file = CORPUS / name / hashlib.sha256(body).hexdigest()[:12]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
            sys.stdout.write(f"  {file}: {body[:200]!r}\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
