"""A short run of the fuzzer over everything, and all that it ever found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.rubbish import broken
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).with_name("corpus")
FOUND = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


@pytest.mark.threat("parser-poison", "unstorable")
@pytest.mark.parametrize("name", TARGETS)
def test_rubbish_is_read_or_refused(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(broken(target.seeds, target.tokens))
    def feed(body: bytes) -> None:
        target.check(body)

    feed()


@pytest.mark.threat("parser-poison", "unstorable")
@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_found_is_not_found_again(path: Path) -> None:
    TARGETS[path.parent.name].check(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_are_good(name: str) -> None:
    """A seed that is refused at once would test nothing."""
    for seed in TARGETS[name].seeds:
        TARGETS[name].check(seed)
