"""What strikes the line, when, and what must hold after it: pure description, for any driver.

`at` is the share of the articles that have their outcome when the strike comes. What must hold is the same for all scenarios
(`tests.chaos.verdict`): everything discovered has one outcome, nothing is lost or stored twice, and the store holds to the
letter what an undisturbed run leaves. A scenario adds which articles are poison: they
must be in quarantine, and nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

SERVICES = ("ingest", "extract", "store")


@dataclass(frozen=True, slots=True)
class Strike:
    """One blow: a method of the driver, on what, and for how long (seconds, where it lasts)."""

    at: float
    action: str
    target: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """What strikes, when. `plugs` change the workers (see `tests.chaos.worker`), which only the embedded driver can; `kinds`
    makes the first articles special.

    quarantined: how many articles are poison. polite: nothing may be started twice. slow: left out of the short form.
    """

    name: str
    title: str
    strikes: tuple[Strike, ...] = ()
    plugs: tuple[str, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    quarantined: int = 0
    polite: bool = False
    slow: bool = False


UNDISTURBED = Scenario("undisturbed", "nothing")


def scenarios(outage: float) -> list[Scenario]:
    """All of them; servers that go away stay away for `outage` seconds."""
    each = [(service, 0.2 + 0.2 * n) for n, service in enumerate(SERVICES)]
    return [
        Scenario("child", "kill -9 of a pool process, three times", tuple(Strike(a, "kill_child") for a in (0.2, 0.4, 0.6))),
        Scenario("ingest", "kill -9 of a whole ingest worker", (Strike(0.3, "kill", "ingest"),)),
        Scenario("extract", "kill -9 of a whole extract worker", (Strike(0.3, "kill", "extract"),)),
        Scenario("store", "kill -9 of a whole store worker", (Strike(0.3, "kill", "store"),)),
        Scenario("workers", "kill -9 of all workers, one after the other", tuple(Strike(a, "kill", s) for s, a in each)),
        Scenario("redis-kill", "Redis killed and started again", (Strike(0.3, "kill_redis"),)),
        Scenario("redis-wipe", "Redis wiped, twice", (Strike(0.2, "wipe_redis"), Strike(0.6, "wipe_redis"))),
        Scenario("redis-frozen", "Redis does not answer", (Strike(0.3, "freeze_redis", seconds=outage),)),
        Scenario("postgres-frozen", "PostgreSQL does not answer", (Strike(0.3, "freeze_postgres", seconds=outage),)),
        Scenario("postgres-kill", "PostgreSQL killed and started again", (Strike(0.3, "kill_postgres"),)),
        Scenario("disk-full", "no room for blobs", (Strike(0.3, "fill_disk", seconds=outage / 2),), plugs=("disk",)),
        Scenario(
            "clock",
            "the clock jumps an hour ahead, then back",
            (Strike(0.3, "jump_clock", seconds=3600), Strike(0.6, "jump_clock", seconds=0)),
            plugs=("clock",),
        ),
        Scenario("twice", "every message delivered twice", plugs=("twice",)),
        Scenario("slow-task", "tasks that outlast the visibility timeout", plugs=("slow",), kinds=(("slow", 2),), polite=True),
        Scenario("poison", "a page that crashes its process", plugs=("poison",), kinds=(("crash", 2),), quarantined=2),
        Scenario(
            "poison-loop",
            "a page that holds its process for ever",
            plugs=("poison",),
            kinds=(("loop", 1),),
            quarantined=1,
            slow=True,
        ),
        Scenario("beat-killed", "the clock of the line killed", (Strike(0.2, "kill_beat", seconds=outage / 2),)),
        Scenario("beat-twice", "two clocks at once", (Strike(0.0, "second_beat"),)),
        Scenario("stop", "docker stop of each service", tuple(Strike(a, "stop", s) for s, a in each), polite=True),
        Scenario(
            "deploy",
            "a new version in the middle: rolling restart, messages of the released one",
            (Strike(0.2, "old_messages"), *(Strike(a + 0.1, "stop", s) for s, a in each)),
        ),
    ]


KILLS = (("kill", "ingest"), ("kill", "extract"), ("kill", "store"), ("kill_child", ""), ("kill_redis", ""))


def random_kills(seed: int) -> Iterator[tuple[str, str]]:
    """For the long form: what to kill next, without end."""
    chance = random.Random(seed)
    while True:
        yield chance.choice(KILLS)
