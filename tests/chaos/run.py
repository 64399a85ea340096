"""Run the fault suite and keep what it showed: `make chaos`, or `.venv/bin/python -m tests.chaos.run --help`.

Strikes from outside run under docker compose where an engine is at hand; those that need plugs in the workers, and all of them
where there is no engine, on embedded servers. Exit status 1 if anything did not hold.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence

from tests.chaos import report
from tests.chaos.compose import Compose, docker_works
from tests.chaos.embedded import Embedded
from tests.chaos.longrun import long_run
from tests.chaos.scenarios import UNDISTURBED, Scenario, scenarios
from tests.chaos.trial import Trials
from tests.chaos.verdict import Verdict


def chosen(only: Sequence[str], outage: float) -> list[Scenario]:
    """The scenarios named, or all; those with the same plugs together, so that workers need not be started anew."""
    known = {one.name: one for one in (UNDISTURBED, *scenarios(outage))}
    if unknown := set(only) - set(known):
        raise SystemExit(f"no such scenario: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return sorted((known[name] for name in only or known), key=lambda one: (one is not UNDISTURBED, one.plugs))


def run(options: argparse.Namespace) -> Iterator[Verdict]:
    """The verdicts, each as soon as it is known."""
    wanted = chosen(options.only, options.outage)
    composed = [one for one in wanted if not one.plugs] if options.driver != "embedded" and docker_works() else []
    if composed:
        compose = Compose(options.articles)
        try:
            yield from Trials(compose, compose.host, compose.port, options.articles).run_all(composed)
        finally:
            compose.close()
    if options.driver == "compose" or not (rest := [one for one in wanted if one not in composed]):
        return
    embedded = Embedded()
    try:
        yield from Trials(embedded, embedded.host, embedded.port, options.articles).run_all(rest)
    finally:
        embedded.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=2000, help="articles in each scenario (%(default)s)")
    parser.add_argument("--outage", type=float, default=30.0, help="seconds that a server stays away (%(default)s)")
    parser.add_argument("--driver", choices=("auto", "embedded", "compose"), default="auto")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="these scenarios")
    parser.add_argument(
        "--long", action="store_true", help="instead: a random kill every five seconds until all have an outcome"
    )
    parser.add_argument("--minutes", type=float, default=600.0, help="of the long form: list articles no longer (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the random kills")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and workers are not left behind
    failed = False
    for verdict in [long_run(options.articles, options.seed, options.minutes)] if options.long else run(options):
        report.keep(verdict)
        failed |= bool(verdict.faults)
        print(report.line(verdict), flush=True)
    report.write()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
