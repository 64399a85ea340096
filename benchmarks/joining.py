"""Scores the joining of figures into series on the annotated stories: B-cubed precision, recall, F1, and forbidden merges.

    python benchmarks/joining.py [--bare | --engine] [--rules] [--held-out | --all | --only STORY...] [--stories DIR] [--errors]

Without options the gold figures of the stories that are not held out are joined from their annotated features. `--bare` leaves
`what`, `event`, `place` and `rate` to be read from the words; `--engine` takes the claims of the extract service instead.
`--rules` joins by the rules' keys alone, without the model. `--stories` scores all stories of another folder in the format of
tests/corpus/stories.
B-cubed: Bagga and Baldwin 1998, each figure one item. A forbidden merge is a predicted series with two true ones.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from services.store.cases import Key
from services.store.features import article_context, figure_features
from services.store.figures import Figure, figure_id, part_text
from services.store.series import join, settled
from services.store.speakers import speaker_key
from shared.claims import Claim, Quantity
from tests.unit.store.stories import STORIES, StoryArticle, read_stories

Labelled = list[tuple[Figure, str, str]]


def b_cubed(truth: Mapping[str, str], predicted: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over the items of `truth`; an item that is not predicted counts as alone."""
    true_sets, found_sets = _sets(truth), _sets({i: predicted.get(i, f"alone:{i}") for i in truth})
    precision = recall = 0.0
    for item in truth:
        right, found = true_sets[truth[item]], found_sets[predicted.get(item, f"alone:{item}")]
        shared = len(right & found)
        precision += shared / len(found)
        recall += shared / len(right)
    p, r = precision / len(truth), recall / len(truth)
    return p, r, 2 * p * r / (p + r)


def forbidden(truth: Mapping[str, str], predicted: Mapping[str, str]) -> list[set[str]]:
    """The predicted series that hold figures of several true series, as sets of true labels."""
    mixed = ({truth[i] for i in members if i in truth} for members in _sets(predicted).values())
    return [labels for labels in mixed if len(labels) > 1]


def gold_figures(articles: Sequence[StoryArticle], *, bare: bool = False) -> Labelled:
    """The annotated figures with their true series and a description; `bare` hides what the annotation reads."""
    found = []
    for a in articles:
        about = article_context(a.id, a.article)
        for gold in a.figures:
            quantity = gold.claim.quantities[0]
            if bare:
                quantity = quantity.model_copy(update={"what": None, "event": None, "place": None, "rate": None})
            figure = make_figure(a, gold.claim, quantity, about)
            found.append((figure, gold.series, f"{a.id}.{gold.part} “{gold.quote}”"))
    return found


def engine_figures(articles: Sequence[StoryArticle]) -> tuple[Labelled, int]:
    """The engine's figures that overlap an annotated one, and how many annotated ones the engine missed."""
    extract = import_module("services.extract.claims").extract

    found: Labelled = []
    missed = 0
    for a in articles:
        about = article_context(a.id, a.article)
        claims = extract(a.article.text, title=a.article.title, dek=a.article.dek, published=a.article.published)
        pairs = [(c, q) for c in claims for q in c.quantities]
        for gold in a.figures:
            hits = [(c, q) for c, q in pairs if c.part == gold.part and q.start < gold.end and gold.start < q.end]
            missed += not hits
            if hits:
                found.append((make_figure(a, *hits[0], about), gold.series, f"{a.id}.{gold.part} “{gold.quote}”"))
    return found, missed


def make_figure(a: StoryArticle, claim: Claim, quantity: Quantity, about: Any) -> Figure:
    """A figure as the store makes it from a claim."""
    source = claim.source
    return Figure(
        id=figure_id(a.id, claim.part, part_text(a.article, claim.part), quantity),
        article=a.id,
        part=claim.part,
        position=quantity.start,
        published=a.article.published,
        low=quantity.low,
        high=quantity.high,
        comparator=quantity.comparator,
        claimant=speaker_key(source.canonical, source.kind, a.id) if source else "",
        features=figure_features(claim, quantity, a.article, about),
    )


def _sets(labels: Mapping[str, str]) -> dict[str, set[str]]:
    sets: dict[str, set[str]] = defaultdict(set)
    for item, label in labels.items():
        sets[label].add(item)
    return sets


def main() -> None:
    """Prints the scores, and with `--errors` what was joined or kept apart wrongly."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--bare", "--engine", "--rules", "--held-out", "--all", "--errors"):
        options.add_argument(name, action="store_true")
    options.add_argument("--only", nargs="+", metavar="STORY", help="only the stories of these names")
    options.add_argument("--stories", type=Path, metavar="DIR", help="all stories of another folder")
    chosen = options.parse_args()
    everything = chosen.all or chosen.stories
    articles = [
        a
        for a in read_stories(chosen.stories or STORIES)
        if (a.story in chosen.only if chosen.only else everything or a.held_out == chosen.held_out)
    ]
    missed = 0
    if chosen.engine:
        labelled, missed = engine_figures(articles)
    else:
        labelled = gold_figures(articles, bare=chosen.bare)
    contexts = {a.id: article_context(a.id, a.article) for a in articles}
    figures = [f for f, _, _ in labelled]
    if chosen.rules:
        numbers: dict[Key, int] = {}
        predicted = {c.figure.id: f"rule {numbers.setdefault(c.key, len(numbers))}" for c in settled(figures, contexts)}
    else:
        predicted = join(figures, contexts.values())
    truth = {f.id: s for f, s, _ in labelled}
    assert len(truth) == len({f.id for f, _, _ in labelled})
    p, r, f1 = b_cubed(truth, predicted)
    merges = forbidden(truth, predicted)
    print(f"{len(articles)} articles, {len(truth)} figures, {missed} missed, {len(set(truth.values()))} true series")
    print(f"B-cubed precision {p:.3f} recall {r:.3f} F1 {f1:.3f}, forbidden merges {len(merges)}")
    if chosen.errors:
        _print_errors(labelled, predicted, merges)


def _print_errors(labelled: Labelled, predicted: Mapping[str, str], merges: list[set[str]]) -> None:
    for labels in merges:
        print("MERGED", sorted(labels))
        for figure, series, words in labelled:
            if series in labels:
                print("   ", predicted[figure.id][:7], series, words)
    for series in sorted({s for _, s, _ in labelled}):
        ids = {predicted[f.id] for f, s, _ in labelled if s == series}
        if len(ids) > 1:
            print("SPLIT", series)
            for figure, label, words in labelled:
                if label == series:
                    print("   ", predicted[figure.id][:7], words)


if __name__ == "__main__":
    main()
