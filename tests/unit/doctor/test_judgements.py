"""What the doctor makes of what it sees; all pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.doctor.broker import judge_memory, judge_persistence, judge_queues, judge_workers
from services.doctor.findings import Finding, Level, error, in_words, ok, status, warning
from services.doctor.ledger import judge_condition, judge_sources
from services.doctor.manners import judge_networks, judge_user_agent
from services.doctor.storage import judge_joining, judge_room
from services.ingest.ledger.condition import Condition
from services.ingest.settings import IngestSettings
from services.store.condition import Condition as StoreCondition
from shared.net.addresses import parse_networks

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
WELL = Condition(None, None, 0, 0, None, {})


def levels(findings: Any) -> list[str]:
    found: list[Finding] = list(findings)
    assert all(finding.advice for finding in found if finding.level is not Level.OK)
    return [finding.level.value for finding in found]


def test_the_exit_status_is_that_of_the_worst() -> None:
    fine, odd, broken = ok("x", "y"), warning("x", "y", "z"), error("x", "y", "z")
    assert [status([]), status([fine]), status([odd, fine]), status([odd, broken, fine])] == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("info", "said"),
    [
        ({"maxmemory": 0, "used_memory": 2**20, "maxmemory_policy": "noeviction"}, ["ok"]),
        ({"maxmemory": 0, "used_memory": 2**20, "maxmemory_policy": "allkeys-lru"}, ["warning"]),
        ({"maxmemory": 100, "used_memory": 81, "maxmemory_policy": "noeviction"}, ["warning"]),
        ({"maxmemory": 100, "used_memory": 50, "maxmemory_policy": "noeviction"}, ["ok"]),
    ],
)
def test_memory(info: dict[str, Any], said: list[str]) -> None:
    assert levels(judge_memory(info)) == said


@pytest.mark.parametrize(
    ("info", "saves", "said"),
    [
        ({"aof_enabled": 1}, "", ["ok"]),
        ({"aof_enabled": 1, "aof_last_write_status": "err"}, "", ["error"]),
        ({"aof_enabled": 0}, "3600 1", ["ok"]),
        ({"aof_enabled": 0}, "", ["warning"]),
        ({"aof_enabled": 0}, None, []),
        ({"loading": 1}, "", ["warning"]),
    ],
)
def test_persistence(info: dict[str, Any], saves: str | None, said: list[str]) -> None:
    assert levels(judge_persistence(info, saves)) == said


def test_a_service_without_a_worker_is_an_error() -> None:
    assert levels(judge_workers({"ingest": ["a", "b"], "extract": []})) == ["ok", "error"]


def test_a_long_queue_names_its_service() -> None:
    (found,) = judge_queues({"extract.read": 5000, "store.save": 10, "ingest.tick": 2})
    assert "5000 messages wait in extract.read" in found.words and "extract workers" in found.advice
    assert levels(judge_queues({"extract.read": 10, "ingest.tick": 0})) == ["ok"]
    assert levels(judge_queues({"ingest.tick": 60})) == ["warning"]


def test_a_clock_that_stands_still_is_an_error() -> None:
    assert levels(judge_condition(WELL, NOW)) == ["ok"]
    late = Condition(NOW - timedelta(minutes=12), None, 0, 0, None, {})
    (found,) = judge_condition(late, NOW)
    assert found.level is Level.ERROR and "12 minutes" in found.words
    assert levels(judge_condition(Condition(NOW - timedelta(seconds=90), None, 0, 0, None, {}), NOW)) == ["ok"]


def test_what_waits_too_long_and_what_is_set_aside() -> None:
    waits = Condition(None, NOW - timedelta(hours=5), 40, 7, NOW - timedelta(hours=1), {"timeout": 3})
    assert levels(judge_condition(waits, NOW)) == ["ok", "warning", "warning", "warning"]


def feed(**facts: Any) -> dict[str, Any]:
    return {"ended": None, "failures": 0, "last_error": None} | facts


def source(name: str, *feeds: dict[str, Any], paused: bool = False) -> dict[str, Any]:
    return {"name": name, "paused": paused, "feeds": list(feeds)}


def test_sources_in_trouble_are_named_with_what_to_do() -> None:
    sources = [
        source("Fine", feed()),
        source("Paused", feed(failures=9, last_error="dns"), paused=True),
        source("Failing", feed(failures=9, last_error="dns: no such host")),
        source("Gone", feed(ended="the feed is gone for good (410); it has ended")),
        source("Half", feed(), feed(ended="410")),
        source("Silent", feed()),
    ]
    found = list(judge_sources(sources, {"Silent": "found 0 in the last day, usually 40"}))
    assert [finding.about for finding in found] == ["source Failing", "source Gone", "source Half", "source Silent"]
    assert len({finding.advice for finding in found}) == 3
    assert levels(judge_sources([source("Fine", feed())], {})) == ["ok"]
    assert levels(judge_sources([], {})) == ["warning"]
    many = [source(f"S{n}", feed(failures=9, last_error="x")) for n in range(30)]
    assert len(list(judge_sources(many, {}))) == 21


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (IngestSettings.model_fields["user_agent"].default, ["warning"]),
        ("Mozilla/5.0 like everybody", ["warning"]),
        ("HarbourBot/1.0 (desk@harbour.example)", ["ok"]),
        ("HarbourBot/1.0 (+https://harbour.example/bot)", ["ok"]),
    ],
)
def test_a_crawler_says_how_to_reach_us(agent: str, said: list[str]) -> None:
    assert levels(judge_user_agent(agent)) == said


@pytest.mark.parametrize(
    ("networks", "said"),
    [
        ([], []),
        (["10.1.0.0/16"], []),
        (["0.0.0.0/0"], ["warning"]),
        (["::/0"], ["warning"]),
        (["169.254.0.0/16"], ["warning"]),
        (["10.0.0.0/8", "192.168.1.5/32"], ["warning"]),
        (["fd00::/8"], ["warning"]),
    ],
)
def test_networks_that_are_too_open(networks: list[str], said: list[str]) -> None:
    assert levels(judge_networks(parse_networks(networks))) == said


def test_room_on_the_disk() -> None:
    gigabyte = 2**30
    assert [judge_room(free * gigabyte, 100 * gigabyte).level.value for free in (1, 4, 6)] == ["warning", "warning", "ok"]


@pytest.mark.parametrize(
    ("seconds", "words"), [(-5, "0 seconds"), (90, "90 seconds"), (150, "2 minutes"), (8000, "2 hours"), (9e5, "10 days")]
)
def test_spans_in_words(seconds: float, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(("waited", "said"), [(None, "ok"), (timedelta(minutes=2), "ok"), (timedelta(hours=3), "warning")])
def test_joining(waited: timedelta | None, said: str) -> None:
    state = StoreCondition(40 if waited else 0, NOW - waited if waited else None, 0, 0, None)
    found = judge_joining(state, NOW)
    assert levels([found]) == [said]
    assert waited is None or found.words == f"40 articles wait, the longest for {in_words(waited)}"
