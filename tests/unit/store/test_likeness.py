"""How alike two figures are: the trained file is what is read, the features are symmetrical, reasons are told in words."""

from __future__ import annotations

import json
import math
from importlib.resources import files
from itertools import combinations

import pytest

from benchmarks.joining import b_cubed, forbidden, gold_figures
from services.store.features import article_context
from services.store.grouping import grouped
from services.store.likeness import NAMES, Side, features, model, side
from services.store.series import settled
from tests.unit.store.stories import STORIES, read_stories


@pytest.fixture(scope="module")
def sides() -> list[Side]:
    articles = [a for a in read_stories() if a.story == "flood_marenta"]
    contexts = {a.id: article_context(a.id, a.article) for a in articles}
    return [side(c) for c in settled([f for f, _, _ in gold_figures(articles)], contexts)][:24]


def test_the_trained_file_names_the_features_of_today() -> None:
    data = json.loads(files("services.store").joinpath("likeness.json").read_text(encoding="utf-8"))
    assert tuple(data["weights"]) == NAMES
    assert len(set(NAMES)) == len(NAMES)
    assert data["trained_on"]
    assert data["trained_at"]


def test_the_trained_file_is_what_is_read() -> None:
    data = json.loads(files("services.store").joinpath("likeness.json").read_text(encoding="utf-8"))
    read = model()
    assert dict(zip(NAMES, read.weights, strict=True)) == data["weights"]
    assert (read.bias, read.threshold) == (data["bias"], data["threshold"])


def test_every_feature_has_its_name_and_none_depends_on_which_figure_comes_first(sides: list[Side]) -> None:
    for a, b in combinations(sides, 2):
        assert len(features(a, b)) == len(NAMES)
        assert features(a, b) == features(b, a)


def test_likeness_follows_from_the_weights(sides: list[Side]) -> None:
    read = model()
    for a, b in combinations(sides[:6], 2):
        odds = read.bias + math.fsum(w * v for w, v in zip(read.weights, features(a, b), strict=True))
        assert read.likeness(a, b) == pytest.approx(1 / (1 + math.exp(-odds)))


def test_reasons_are_the_weightiest_and_speak_for_or_against(sides: list[Side]) -> None:
    dead = [s for s in sides if s.key.measure == "killed" and not s.key.part]
    hurt = next(s for s in sides if s.key.measure not in ("killed", ""))
    assert model().likeness(dead[0], dead[1]) > 0.5 > model().likeness(dead[0], hurt)
    names = dict(model().reasons(dead[0], hurt, most=len(NAMES)))
    assert names["measure differs"] < 0
    assert len(model().reasons(dead[0], hurt, most=3)) == 3
    weights = [abs(w) for _, w in model().reasons(dead[0], hurt)]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(("world", "least"), [("B", 0.80), ("C", 0.82)])
def test_worlds_of_other_hands_are_joined_better_than_by_rules_alone(world: str, least: float) -> None:
    """They are in the training: what they get when they are left out is told in docs/series.md."""
    articles = read_stories(STORIES.parent / "worlds" / world)
    labelled = gold_figures(articles)
    contexts = {a.id: article_context(a.id, a.article) for a in articles}
    truth = {figure.id: series for figure, series, _ in labelled}
    cases = settled([figure for figure, _, _ in labelled], contexts)
    by_likeness, by_rules = grouped(cases), {case.figure.id: repr(case.key) for case in cases}
    assert b_cubed(truth, by_likeness)[2] > max(least, b_cubed(truth, by_rules)[2])
    assert len(forbidden(truth, by_likeness)) < len(forbidden(truth, by_rules))
