"""Trains how alike two figures of one series are: the weights in `services/store/likeness.json`.

    export VIRTUAL_ENV=.venv
    .venv/bin/uv run --active --no-sync --with scikit-learn==1.9.1 python training/train_joining.py [--check]

A logistic regression over all pairs of figures of one story and unit in the annotated stories of tests/corpus, as annotated and
as the extract service reads them. `--check` leaves each story of worlds A, B and C, and each eighth of the others, out in turn
and prints how those left out are joined; nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.joining import Labelled, b_cubed, engine_figures, forbidden, gold_figures  # noqa: E402 (the path comes first)
from services.store.cases import Case  # noqa: E402
from services.store.features import article_context  # noqa: E402
from services.store.grouping import grouped  # noqa: E402
from services.store.likeness import NAMES, Model, features, side  # noqa: E402
from services.store.series import settled  # noqa: E402
from tests.unit.store.stories import read_stories  # noqa: E402

WORLDS = ROOT / "tests" / "corpus" / "worlds"
TARGET = ROOT / "services" / "store" / "likeness.json"
THRESHOLD = 0.35  # chosen by --check: no more is joined wrongly than by the rules alone, and more of what is one is joined
STRENGTH = 0.003  # of the penalty on weights, as scikit-learn's C: the rules fit these stories better than any new one
WRONG = 2.0  # how much more a pair counts that must not be joined
WORLD_A = frozenset(("election_calvera", "flood_nalder", "layoffs_halvern", "refugees_tessit", "war_karvia"))
FOLDERS = {world: WORLDS / world for world in ("B", "C")}
EIGHTHS = 8


@dataclass(frozen=True)
class Reading:
    """The figures of all stories as read in one way: each with its true series and its story, and all pairs as numbers."""

    cases: list[Case]
    truth: dict[str, str]
    story: dict[str, str]
    x: np.ndarray
    y: np.ndarray
    of: np.ndarray  # the two stories of each pair


def readings() -> Iterator[tuple[str, Reading]]:
    """The stories as annotated and as the extract service reads them."""
    articles = [*read_stories(), *(a for folder in FOLDERS.values() for a in read_stories(folder))]
    contexts = {a.id: article_context(a.id, a.article) for a in articles}
    story = {a.id: a.story for a in articles}
    for name, labelled in (("annotated", gold_figures(articles)), ("engine", engine_figures(articles)[0])):
        yield name, _reading(labelled, settled([f for f, _, _ in labelled], contexts), story)


def _reading(labelled: Labelled, cases: list[Case], story: dict[str, str]) -> Reading:
    truth = {figure.id: series for figure, series, _ in labelled}
    sides = [side(c) for c in cases]
    pairs = [(a, b) for a, b in combinations(sides, 2) if (a.key.story, a.key.unit) == (b.key.story, b.key.unit)]
    same = [truth[a.case.figure.id] == truth[b.case.figure.id] for a, b in pairs]
    of = [(story[a.article], story[b.article]) for a, b in pairs]
    stories = {c.figure.id: story[c.figure.article] for c in cases}
    return Reading(cases, truth, stories, np.array([features(a, b) for a, b in pairs], float), np.array(same), np.array(of))


def fitted(known: Collection[Reading], without: Collection[str] = ()) -> Model:
    """The model trained on these readings but for the pairs of some stories."""
    kept = [~np.isin(r.of, list(without)).any(axis=1) for r in known]
    x = np.vstack([r.x[k] for r, k in zip(known, kept, strict=True)])
    y = np.concatenate([r.y[k] for r, k in zip(known, kept, strict=True)])
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0.0] = np.inf  # a feature that never varies has no weight
    fit = LogisticRegression(C=STRENGTH, solver="newton-cholesky")
    fit.fit((x - mean) / spread, y, sample_weight=np.where(y, 1.0, WRONG))
    weights = fit.coef_[0] / spread
    bias = float(fit.intercept_[0] - weights @ mean)
    return Model(round(bias, 3), tuple(round(float(w), 3) for w in weights), THRESHOLD)


def check(known: dict[str, Reading]) -> None:
    """Print the scores of stories that were left out of training, for several thresholds."""
    worlds = {"A": set(WORLD_A), **{world: {a.story for a in read_stories(folder)} for world, folder in FOLDERS.items()}}
    told = set().union(*worlds.values())
    others = sorted({s for r in known.values() for s in r.story.values()} - told)
    folds = [{s} for s in sorted(told)] + [set(others[i::EIGHTHS]) for i in range(EIGHTHS)]
    models = [(fold, fitted(known.values(), fold)) for fold in folds]
    for threshold in (0.3, 0.35, 0.4, 0.5):
        for name, r in known.items():
            found: dict[str, str] = {}
            for fold, model in models:
                found |= grouped((c for c in r.cases if r.story[c.figure.id] in fold), replace(model, threshold=threshold))
            for world, stories in (*worlds.items(), ("others", set(others))):
                truth = {f: s for f, s in r.truth.items() if r.story[f] in stories}
                mine = {f: found[f] for f in truth}
                sys.stdout.write(
                    f"{threshold} {name:9} {world:6} F1 {b_cubed(truth, mine)[2]:.3f} / {len(forbidden(truth, mine))}\n"
                )


def write(model: Model, known: dict[str, Reading]) -> None:
    """Write the model, named by feature, with what it was trained on."""
    pairs = sum(len(r.y) for r in known.values())
    articles = len({f.article for r in known.values() for f in (c.figure for c in r.cases)})
    data = {
        "trained_on": f"{articles} articles of tests/corpus/stories and tests/corpus/worlds, {pairs} pairs of figures",
        "trained_at": datetime.now(UTC).date().isoformat(),
        "threshold": model.threshold,
        "bias": model.bias,
        "weights": dict(zip(NAMES, model.weights, strict=True)),
    }
    TARGET.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true", help="score stories left out of training instead")
    known = dict(readings())
    if options.parse_args().check:
        check(known)
    else:
        write(fitted(known.values()), known)


if __name__ == "__main__":
    main()
