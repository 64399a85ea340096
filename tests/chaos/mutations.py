"""Take one safeguard away at a time, in a copy of the tree, and see that a test notices: `make mutations`.

Each mutation replaces words that stand exactly once in a file; the named test, which passes without it, must fail then. What
came of it is written into docs/reliability.md. Exit status 1 if a mutation was not noticed, or does not fit the code any more.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.chaos.report import fill

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "var" / "chaos" / "mutations.json"
LEDGER = "tests/integration/ingest/test_ledger.py"
BUS, TRANSIT = "tests/integration/bus/test_bus.py", "tests/integration/bus/test_transit.py"
SAVE = "tests/integration/store/test_save.py"
SUITE = "tests/chaos/test_scenarios.py"


@dataclass(frozen=True, slots=True)
class Mutation:
    """A safeguard taken away: `old` becomes `new` in `file`; `test` (and -k `named`) is what has to notice."""

    what: str
    file: str
    old: str
    new: str
    test: str
    named: str


MUTATIONS = (
    Mutation(
        "an outcome counts for any page",
        "services/ingest/ledger/visits.py",
        "if entry is None or entry.page != result.page:",
        "if entry is None:",
        LEDGER,
        "outcome_counts_once",
    ),
    Mutation(
        "an outcome counts in any state",
        "services/ingest/ledger/visits.py",
        ".where(FeedEntry.id.in_([r.entry_id for r in results]), FeedEntry.state == State.READING)",
        ".where(FeedEntry.id.in_([r.entry_id for r in results]))",
        LEDGER,
        "outcome_counts_once",
    ),
    Mutation(
        "a repeated fetch is done again",
        "services/ingest/ledger/visits.py",
        ".where(FeedEntry.id.in_(ids), FeedEntry.state == State.FETCHING)",
        ".where(FeedEntry.id.in_(ids))",
        LEDGER,
        "repeated_fetch",
    ),
    Mutation(
        "leases are not renewed while a message waits",
        "services/ingest/ledger/dispatch.py",
        "connection.execute(renewed.values(lease_until=now + settings.lease))",
        "pass",
        LEDGER,
        "broker_carries",
    ),
    Mutation(
        "a message of an earlier step holds the lease",
        "services/ingest/ledger/dispatch.py",
        "fetching |= set(message.ids)",
        "fetching |= set(message.ids); under_way |= set(message.ids)",
        LEDGER,
        "earlier_step",
    ),
    Mutation(
        "no end of attempts",
        "services/ingest/ledger/dispatch.py",
        "FeedEntry.attempts >= settings.max_attempts)",
        "FeedEntry.attempts >= 10 * settings.max_attempts)",
        LEDGER,
        "lease_that_runs_out",
    ),
    Mutation(
        "leases never run out",
        "services/ingest/tasks.py",
        "expired = ledger.expire_leases(engine, now, settings)",
        "expired = ledger.expire_leases(engine, now - 1000 * settings.lease, settings)",
        SUITE,
        "redis-wipe",
    ),
    Mutation(
        "no bound on what is under way",
        "services/ingest/ledger/dispatch.py",
        "room = settings.max_in_flight - _under_way(connection)",
        "room = settings.max_in_flight",
        LEDGER,
        "back_pressure",
    ),
    Mutation(
        "hosts do not take turns",
        "services/ingest/ledger/turns.py",
        "out.get(row.host, 0) + row.turn, row.due_at",
        "0, row.due_at",
        LEDGER,
        "hosts_take_turns",
    ),
    Mutation(
        "fresh news does not go first",
        "services/ingest/ledger/turns.py",
        "(row.priority, out.get",
        "(0, out.get",
        LEDGER,
        "fresh_news_goes_before_rechecks_before_backfill",
    ),
    Mutation(
        "messages are acknowledged before the work",
        "shared/bus.py",
        '"task_acks_late": True',
        '"task_acks_late": False',
        BUS,
        "poison and crash",
    ),
    Mutation(
        "a lost process does not give its message back",
        "shared/bus.py",
        '"task_reject_on_worker_lost": True',
        '"task_reject_on_worker_lost": False',
        BUS,
        "poison and crash",
    ),
    Mutation(
        "starts are not counted",
        "shared/bus.py",
        "return int(pipe.execute()[0])",
        "return min(int(pipe.execute()[0]), 1)",
        BUS,
        "poison and crash",
    ),
    Mutation(
        "a batch that killed its worker is not split",
        "shared/bus.py",
        "if tries > 1 and len(parts := message.split()) > 1:",
        "if tries > 99 and len(parts := message.split()) > 1:",
        BUS,
        "poison and crash",
    ),
    Mutation(
        "an outage counts as a try",
        "shared/bus.py",
        "self._redis.decr(_tries_key(delivery))",
        "self._redis.get(_tries_key(delivery))",
        BUS,
        "outage",
    ),
    Mutation(
        "what is in hand is not renewed",
        "shared/transit.py",
        "    heartbeat_sent.connect(renew, weak=False)",
        "",
        TRANSIT,
        "outlasts",
    ),
    Mutation(
        "what is in hand is not seen",
        "shared/transit.py",
        "return waiting + [message for raw in in_hand",
        "return waiting + [message for raw in ()",
        TRANSIT,
        "broker_tells",
    ),
    Mutation(
        "a worker that is told to stop goes on taking messages",
        "shared/stopping.py",
        "sender.hub.call_soon(sender.task_consumer.cancel)",
        "pass",
        TRANSIT,
        "polite",
    ),
    Mutation(
        "what lies on a queue is believed",
        "shared/bus.py",
        "    envelopes.guard()\n",
        "",
        BUS,
        "no_message_at_all",
    ),
    Mutation(
        "polling goes on as fast while all room is taken",
        "services/ingest/ledger/dispatch.py",
        "due.limit(POLLS_WHEN_FULL if full else POLLS)",
        "due.limit(POLLS)",
        LEDGER,
        "polling_slows",
    ),
    Mutation(
        "a poll that was written down is made again",
        "services/ingest/ledger/dispatch.py",
        "exists().where(Feed.id == feed, Feed.lease_until.is_not(None), Feed.ended.is_(None))",
        "exists().where(Feed.id == feed, Feed.ended.is_(None))",
        LEDGER,
        "feed_is_leased_once",
    ),
    Mutation(
        "any form is taken",
        "shared/web/visits.py",
        "if not (isinstance(token, str) and is_own_form(request, token)):",
        "if False:",
        "tests/integration/serve/test_desk.py",
        "no_form_is_taken and sqlite",
    ),
    Mutation(
        "what other sites send is taken",
        "shared/web/gate.py",
        "and is_foreign(headers, self.origins):",
        "and False:",
        "tests/integration/serve/test_desk.py",
        "takes_nothing_from_other_sites and sqlite",
    ),
    Mutation(
        "a request may give its length in two ways",
        "shared/web/gate.py",
        'if "content-length" in headers and "transfer-encoding" in headers:',
        "if False:",
        "tests/integration/serve/test_requests.py",
        "no_request_hides_another",
    ),
    Mutation(
        "a stop waits for a task without end",
        "shared/stopping.py",
        "            _cut_off(sender.pool)",
        "            pass",
        TRANSIT,
        "without_end",
    ),
    Mutation(
        "claims need no proof",
        "services/extract/extraction.py",
        "if not proves(parts[claim.part], claim):",
        "if False:",
        "tests/unit/extract/test_tasks.py",
        "never_passed_on",
    ),
    Mutation(
        "a message names an extraction that is not kept",
        "services/extract/tasks.py",
        "digest = blobs.put(extraction.model_dump_json().encode())",
        'digest = __import__("hashlib").sha256(extraction.model_dump_json().encode()).hexdigest()',
        "tests/unit/extract/test_tasks.py",
        "is_kept",
    ),
    Mutation(
        "the ledger is told before the commit",
        "services/store/tasks.py",
        "            settled += _save(engine, arrivals)",
        "            bus.publish(EntriesSettled(results=tuple(Settlement(entry_id=a.message.entry_id, "
        'outcome="stored") for a in arrivals)))\n            settled += _save(engine, arrivals)',
        "tests/unit/store/test_tasks.py",
        "after_the_commit",
    ),
    Mutation(
        "the same article again is a new version",
        "services/store/save.py",
        "if newest.content != arrival.content:",
        "if newest is not None:",
        SAVE,
        "saving_again and sqlite",
    ),
    Mutation(
        "the same article again is a new version (seen by the suite)",
        "services/store/save.py",
        "if newest.content != arrival.content:",
        "if newest is not None:",
        SUITE,
        "twice",
    ),
    Mutation(
        "saving does not wait for joining",
        "services/store/tasks.py",
        "        time.sleep(LOOK_SECONDS)",
        "        break",
        "tests/unit/store/test_tasks.py",
        "saving_waits",
    ),
    Mutation(
        "saving waits for joining for ever",
        "services/store/tasks.py",
        "are_waiting(engine, bound) and time.monotonic() < deadline:",
        "are_waiting(engine, bound):",
        "tests/unit/store/test_tasks.py",
        "saving_waits",
    ),
    Mutation(
        "the oldest article is joined first",
        "services/store/joining/join.py",
        "order_by(Article.moment.desc(), Article.id.desc())",
        "order_by(Article.moment, Article.id)",
        "tests/integration/store/test_joining.py",
        "newest_news",
    ),
    Mutation(
        "a text is compared with all that share its boilerplate",
        "services/store/joining/copies.py",
        "mine.keys() - _boilerplate(connection, mine.keys())",
        "mine.keys()",
        "tests/integration/store/test_joining.py",
        "boilerplate",
    ),
    Mutation(
        "a worker that is told to stop joins on",
        "services/store/tasks.py",
        "            if bus.stopping:\n",
        "            if False:\n",
        "tests/unit/store/test_tasks.py",
        "no_further_batch",
    ),
    Mutation(
        "a long joining is ended by PostgreSQL",
        "services/store/joining/join.py",
        "        compute_long(connection, LONGEST_MINUTES)\n",
        "",
        "tests/integration/store/test_joining.py",
        "may_compute",
    ),
    Mutation(
        "one bad article takes its batch along",
        "services/store/tasks.py",
        "if len(arrivals) == 1:",
        "if arrivals:",
        SAVE,
        "bad_article and sqlite",
    ),
    Mutation(
        "blobs are not checked when read",
        "shared/blobs.py",
        "if hashlib.sha256(content).hexdigest() != digest:",
        "if False:",
        "tests/unit/shared/test_blobs.py",
        "damaged",
    ),
    Mutation(
        "a full disk is the page's fault",
        "services/ingest/visiting.py",
        "except OSError as error:",
        "except ZeroDivisionError as error:",
        "tests/unit/ingest/test_visiting.py",
        "full_disk",
    ),
    Mutation(
        "a replay in quarantine is never closed",
        "services/ingest/ledger/quarantine.py",
        'connection.execute(asked.values(resolution="replayed"))',
        "pass",
        "tests/integration/ingest/test_quarantine.py",
        "published_again_once and sqlite",
    ),
)


def notice(mutation: Mutation, folder: Path, run: Callable[[str, str], int]) -> str:
    """ "caught", or what is wrong: the mutation does not fit the code, the test fails without it, or passes with it.

    `run` gives pytest's exit status of a test with the code as it is.
    """
    path = folder / mutation.file
    before = path.read_text("utf-8")
    if before.count(mutation.old) != 1:
        return f"does not fit: its words stand {before.count(mutation.old)} times in {mutation.file}"
    if run(mutation.test, mutation.named):
        return "its test fails without it"
    path.write_text(before.replace(mutation.old, mutation.new), "utf-8")
    try:
        status = status_of(mutation.test, mutation.named, folder)
    finally:
        path.write_text(before, "utf-8")
    return {0: "NOT noticed", 1: "caught"}.get(status, f"pytest ended with status {status}")


def status_of(test: str, named: str, folder: Path) -> int:
    """Pytest's exit status of these tests in a copy of the tree."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        test,
        "-k",
        f"({named}) and not postgresql",
    ]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=900, check=False).returncode


def copy_of_the_tree(folder: Path) -> None:
    """All files that git knows, as they are now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def table(results: dict[str, str]) -> str:
    """What was taken away, and which test noticed; the newest result of each mutation."""
    lines = ["| safeguard taken away | where | test | result |", "|---|---|---|---|"]
    for mutation in MUTATIONS:
        test = f"`{mutation.test.removeprefix('tests/')}` {mutation.named}"
        lines.append(f"| {mutation.what} | `{mutation.file}` | {test} | {results.get(mutation.what, 'not run')} |")
    caught = sum(results.get(mutation.what) == "caught" for mutation in MUTATIONS)
    return "\n".join([*lines, "", f"{caught} of {len(MUTATIONS)} caught. Run on {datetime.now(UTC):%Y-%m-%d}."])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="mutations whose words hold this")
    options = parser.parse_args()
    known: dict[str, str] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    chosen = [one for one in MUTATIONS if options.only in f"{one.what} {one.test}"]
    with tempfile.TemporaryDirectory(prefix="claimwire-mutations-") as name:
        copy_of_the_tree(Path(name))
        run = cache(lambda test, named: status_of(test, named, Path(name)))
        for mutation in chosen:
            known[mutation.what] = notice(mutation, Path(name), run)
            print(f"{known[mutation.what]:<12} {mutation.what}", flush=True)
            RESULTS.parent.mkdir(parents=True, exist_ok=True)
            RESULTS.write_text(json.dumps(known, indent=1))
    fill("mutations", table(known))
    sys.exit(any(known[one.what] != "caught" for one in chosen))


if __name__ == "__main__":
    main()
