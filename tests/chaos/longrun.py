"""The long form: articles pass two workers of each service while something is killed every five seconds, chosen by chance."""

from __future__ import annotations

import time

from rich.progress import Progress

from shared.terminal import stderr
from tests.chaos import verdict as judging
from tests.chaos.driver import batch, count, strike, wait_until
from tests.chaos.embedded import Embedded
from tests.chaos.scenarios import Scenario, random_kills
from tests.chaos.trial import SETTLED, Rows
from tests.chaos.verdict import Verdict

EVERY_SECONDS = 5.0
BATCH, WAITING = 2000, 4000  # articles that are listed at a time, and at most before the next are
LONG = Scenario("long", "a random kill every five seconds")
DONE = "SELECT count(*) AS n FROM entry WHERE state = 'settled' AND outcome <> 'quarantined'"


def long_run(articles: int, seed: int, minutes: float) -> Verdict:
    """The verdict after every article has its outcome, given up ten minutes after the last was listed.

    Articles are listed until there are so many, or for so many minutes. What was in the hands of a killed worker three times is
    set aside as poison would be; it is replayed when the kills are over.
    """
    driver = Embedded(
        workers=2,
        CLAIMWIRE_HOST_IN_FLIGHT="512",  # or all would wait for what one dead worker has in hand
        CLAIMWIRE_MAX_UNJOINED="1000000",  # the way into the store is tried here: it need not wait for joining
    )
    try:
        driver.begin(LONG)
        begun, kills, struck = time.monotonic(), random_kills(seed), list[Rows]()
        listed, last = 0, begun
        verdict = Verdict(LONG.name, driver.name, 0)
        with Progress(console=stderr, disable=not stderr.is_terminal) as bar:
            task = bar.add_task("articles with an outcome", total=articles)
            while True:
                settled = count(driver, "ingest", SETTLED)
                bar.update(task, completed=settled)
                more = range(listed, min(listed + BATCH, articles))
                if more and listed - settled < WAITING and time.monotonic() < begun + 60 * minutes:
                    driver.watch(batch(more, driver.host, driver.port))
                    listed, last = more.stop, time.monotonic()
                elif settled >= listed or time.monotonic() > last + 600:
                    break
                time.sleep(EVERY_SECONDS)
                struck.append(driver.ask("ingest", judging.STRUCK))
                strike(driver, *next(kills), seconds=0)
                verdict.kills += 1
        verdict.articles, verdict.replayed = listed, driver.replay()
        wait_until(lambda: count(driver, "ingest", DONE) >= listed, 120)
        verdict.took = time.monotonic() - begun
        judging.judge_books(verdict, LONG, driver.ask("ingest", judging.BOOKS))
        judging.judge_holdings(verdict, LONG, judging.holdings(driver.ask("store", judging.HELD)), None)
        judging.judge_delays(verdict, [row["s"] for row in driver.ask("ingest", judging.DELAYS)], [])
        judging.judge_recovery(verdict, struck, driver.ask("ingest", judging.SETTLED_AT))
        verdict.started_again = driver.started_again()
        return verdict
    finally:
        driver.close()
