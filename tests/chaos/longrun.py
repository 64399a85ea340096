"""The long form: articles pass while something is killed every five seconds, chosen by chance."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from tests.chaos import verdict as judging
from tests.chaos.driver import sources
from tests.chaos.embedded import Embedded
from tests.chaos.scenarios import Scenario, random_kills
from tests.chaos.trial import DISCOVERED, SETTLED
from tests.chaos.verdict import Verdict

EVERY_SECONDS = 5.0
LONG = Scenario("long", "a random kill every five seconds")


def long_run(articles: int, seed: int) -> Verdict:
    """The verdict after every article has its outcome; given up after a quarter of a second an article and ten minutes."""
    driver = Embedded()
    try:
        driver.begin(LONG)
        verdict = Verdict(LONG.name, driver.name, articles)
        driver.watch(sources(LONG, articles, driver.host, driver.port))
        begun, kills, struck = time.monotonic(), random_kills(seed), list[Sequence[Mapping[str, Any]]]()
        deadline = begun + 600 + articles / 4
        while not _done(driver, articles) and time.monotonic() < deadline:
            time.sleep(EVERY_SECONDS)
            action, target = next(kills)
            struck.append(driver.ask("ingest", judging.STRUCK))
            getattr(driver, action)(*([target] if target else []))
            verdict.kills += 1
        verdict.took = time.monotonic() - begun
        judging.judge_books(verdict, LONG, driver.ask("ingest", judging.BOOKS))
        judging.judge_holdings(verdict, LONG, judging.holdings(driver.ask("store", judging.HELD)), None)
        judging.judge_delays(verdict, [row["s"] for row in driver.ask("ingest", judging.DELAYS)], [])
        judging.judge_recovery(verdict, struck, driver.ask("ingest", judging.SETTLED_AT))
        verdict.started_again = driver.started_again()
        return verdict
    finally:
        driver.close()


def _done(driver: Embedded, articles: int) -> bool:
    discovered, settled = (int(driver.ask("ingest", question)[0]["n"]) for question in (DISCOVERED, SETTLED))
    return discovered >= articles and settled >= discovered
