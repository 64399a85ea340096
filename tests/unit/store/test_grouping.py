"""Grouping by likeness: average link, what bars, coarser grains, and no dependence on order."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from benchmarks.joining import gold_figures
from services.store import grouping
from services.store.cases import Case
from services.store.features import article_context
from services.store.grouping import Bounds, average_link, grouped
from services.store.likeness import NAMES, Model, model
from services.store.series import settled
from tests.unit.store.stories import read_stories

FREE = Bounds("", "")
EVERYTHING = Model(bias=10.0, weights=(0.0,) * len(NAMES), threshold=0.5)  # holds any two figures for one series
NOTHING = replace(EVERYTHING, bias=-10.0)


def link(alike: dict[tuple[int, int], float], sizes: list[int] | None = None, **more: object) -> list[list[int]]:
    count = 1 + max(max(pair) for pair in alike)
    given = {"bounds": [FREE] * count, "barred": set(), **more}
    return average_link(sizes or [1] * count, alike, 0.5, **given)  # type: ignore[arg-type]  # names are the test's own


def test_the_most_alike_are_joined_first_and_the_mean_decides() -> None:
    assert link({(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.3}) == [[0, 1, 2]]
    assert link({(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.1}) == [[0, 1], [2]]


def test_pairs_that_are_not_weighed_are_not_alike() -> None:
    assert link({(0, 1): 0.9, (1, 2): 0.95}) == [[0], [1, 2]]


def test_an_item_counts_for_its_size() -> None:
    alike = {(0, 1): 0.9, (1, 2): 0.2, (0, 2): 0.7}
    assert link(alike) == [[0, 1], [2]]
    assert link(alike, [3, 1, 1]) == [[0, 1, 2]]


def test_what_is_barred_stays_apart_also_through_others() -> None:
    alike = {(0, 1): 0.99, (1, 2): 0.98, (0, 2): 0.97}
    assert link(alike, barred={(0, 2)}) == [[0, 1], [2]]


def test_harm_and_rate_bound_a_group_however_alike_its_members_are() -> None:
    alike = {(0, 1): 0.99, (1, 2): 0.98, (0, 2): 0.97}
    assert link(alike, bounds=[Bounds("", "killed"), FREE, Bounds("", "wounded")]) == [[0, 1], [2]]
    assert link(alike, bounds=[FREE, FREE, Bounds("day", "")]) == [[0, 1], [2]]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    articles = [a for a in read_stories() if a.story in ("flood_nalder", "war_kursk")]
    contexts = {a.id: article_context(a.id, a.article) for a in articles}
    return settled([f for f, _, _ in gold_figures(articles)], contexts)


def parts(found: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(f for f, g in found.items() if g == group) for group in set(found.values())}


def test_hard_rules_hold_though_the_model_would_join_everything(cases: list[Case]) -> None:
    known = {c.figure.id: c for c in cases}
    groups = [[known[f] for f in members] for members in parts(grouped(cases, EVERYTHING))]
    assert max(len(members) for members in groups) > 10
    for members in groups:
        assert len({(c.key.story, c.key.unit, c.key.rate) for c in members}) == 1
        told = {c.key.measure for c in members if c.features.family == "harm" and not c.features.measure.startswith("~")}
        assert len(told) <= 1


def test_a_model_that_joins_nothing_leaves_equal_keys_with_equal_numbers_together(cases: list[Case]) -> None:
    known = {c.figure.id: c for c in cases}
    for members in parts(grouped(cases, NOTHING)):
        assert len({known[f].key for f in members}) == 1


def test_grouping_does_not_depend_on_order(cases: list[Case]) -> None:
    expected = parts(grouped(cases))
    shuffled = list(cases)
    random.Random(3).shuffle(shuffled)
    assert parts(grouped(shuffled)) == expected


def test_too_many_pairs_are_weighed_more_coarsely_and_in_the_end_by_the_keys_alone(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for most in (40_000, 1_500, 0):
        monkeypatch.setattr(grouping, "MOST_PAIRS", most)
        counts.append(len(parts(grouped(cases, EVERYTHING))))
    assert counts[0] <= counts[1] < counts[2] == len({c.key for c in cases})


def test_the_model_joins_more_of_what_is_one_than_the_keys(cases: list[Case]) -> None:
    assert len(parts(grouped(cases, model()))) != len({c.key for c in cases})
