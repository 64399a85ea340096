"""Trains the part-of-speech model of `services/extract/claims/tagger.py` on English treebanks in CoNLL-U.

    python training/train_tagger.py TREEBANK.conllu... [--hold-out 10]

Every N-th sentence is held out and the accuracy on it printed; without `--hold-out` all sentences train the model, which is
written.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from services.extract.claims import tagger
from services.extract.claims.tokens import Token, tokenize

EPOCHS = 10
RARE = 3  # words seen at most this often teach the suffix table
SURE = 0.995  # share of its main tag above which a frequent word has only that tag
SCALE = 10
SMALLEST = 2  # weights below this (in tenths) are dropped


def read(path: Path) -> Iterator[tuple[list[Token], list[str]]]:
    """Sentences as our tokens with their tags."""
    text, rows = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            text, rows = line[9:], []
        elif line[:1].isdigit() and line.split("\t")[0].isdigit():
            cells = line.split("\t")
            rows.append((cells[1], cells[4]))
        elif not line and text:
            yield align(text, rows)
            text = ""


def align(text: str, rows: list[tuple[str, str]]) -> tuple[list[Token], list[str]]:
    """Our tokens of `text`, each with the tag of the treebank words inside it."""
    spans, at = [], 0
    for form, tag in rows:
        found = text.find(form, at)
        if found < 0:
            continue
        spans.append((found, found + len(form), tag))
        at = found + len(form)
    tokens = tokenize(text)
    tags, first = [], 0
    for token in tokens:
        while first < len(spans) and spans[first][1] <= token.start:
            first += 1
        inside = [tag for start, end, tag in spans[first : first + 8] if start < token.end and end > token.start]
        tags.append(merged(inside, token))
    return tokens, tags


def merged(inside: list[str], token: Token) -> str:
    """One tag for a token that covers several treebank words: "don't" goes with "do", "state-owned" is an adjective."""
    if not inside:
        return "NN"
    if len(inside) == 1:
        return inside[0]
    if "-" in token.text or "‑" in token.text:
        if all(tag in ("NNP", "NNPS", "HYPH") for tag in inside):
            return "NNP"
        return "JJ" if inside[-1] in ("VBN", "VBG", "JJ", "VBD", "CD") else inside[-1]
    return inside[0]


def tables(sentences: list[tuple[list[Token], list[str]]]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for tokens, tags in sentences:
        for token, tag in zip(tokens, tags, strict=True):
            if token.kind == "word":
                seen[token.lower][tag] += 1
    lexicon, endings = {}, defaultdict(Counter)
    for word, counts in seen.items():
        total = sum(counts.values())
        if total <= RARE:
            for size in (1, 2, 3, 4):
                endings[word[-size:]].update(tag for tag in counts if tag not in ("NNP", "NNPS"))
        main, most = counts.most_common(1)[0]
        if total > RARE and most > SURE * total:
            lexicon[word] = (main,)
        elif total > RARE:
            lexicon[word] = tuple(tag for tag, n in counts.most_common() if n > 1 or total < 20)
        elif total > 1 or main not in ("NN", "NNP"):
            guess = {"VBD": ("VBD", "VBN"), "VBN": ("VBN", "VBD"), "VB": ("VB", "VBP", "NN"), "VBP": ("VBP", "VB")}
            lexicon[word] = tuple(dict.fromkeys([*counts, *guess.get(main, ())]))
    suffixes = {
        ending: tuple(tag for tag, n in counts.most_common(6) if n > 1 and n > 0.02 * sum(counts.values()))
        or (counts.most_common(1)[0][0],)
        for ending, counts in endings.items()
        if sum(counts.values()) >= 5
    }
    return lexicon, suffixes


def train(sentences: list[tuple[list[Token], list[str]]], model: tagger.Model) -> dict[str, dict[str, int]]:
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    sums: dict[tuple[str, str], float] = defaultdict(float)
    stamps: dict[tuple[str, str], int] = defaultdict(int)
    step = 0

    def change(feature: str, tag: str, by: float) -> None:
        key = (feature, tag)
        sums[key] += (step - stamps[key]) * weights[tag][feature]
        stamps[key] = step
        weights[tag][feature] += by

    order = list(sentences)
    for _ in range(EPOCHS):
        random.Random(step).shuffle(order)
        for tokens, tags in order:
            words = [token.lower for token in tokens] + ["</s>", "</s>"]
            before, previous, opening = "<s>", "<s>", True
            for at, (token, gold) in enumerate(zip(tokens, tags, strict=True)):
                candidates = tagger._candidates(model, token, opening)
                found = candidates[0]
                if len(candidates) > 1:
                    step += 1
                    active = tagger.features(words, at, before, previous, not opening and token.text[:1].isupper())
                    found = tagger._best(weights, candidates, active)
                    if found != gold and gold in candidates:
                        for feature in active:
                            change(feature, gold, 1)
                            change(feature, found, -1)
                before, previous = previous, found
                opening = opening and token.kind in ("sign", "number")
    kept: dict[str, dict[str, int]] = {}
    for tag, by_feature in weights.items():
        mean = {f: round(SCALE * (sums[f, tag] + (step - stamps[f, tag]) * w) / step) for f, w in by_feature.items()}
        kept[tag] = {feature: weight for feature, weight in mean.items() if abs(weight) >= SMALLEST}
    return {tag: dict(sorted(by_feature.items())) for tag, by_feature in kept.items()}


def write(model: tagger.Model, path: Path) -> None:
    def inverted(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
        groups: dict[str, list[str]] = defaultdict(list)
        for key, tags in sorted(table.items()):
            if " " not in key:
                groups[" ".join(tags)].append(key)
        return {tags: " ".join(keys) for tags, keys in sorted(groups.items())}

    data = {
        "lexicon": inverted(model.lexicon),
        "suffixes": inverted(model.suffixes),
        "weights": dict(sorted(model.weights.items())),
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def accuracy(sentences: list[tuple[list[Token], list[str]]], model: tagger.Model) -> float:
    tagger.load_model.cache_clear()
    tagger.load_model = lambda: model  # type: ignore[assignment]
    right = total = 0
    for tokens, tags in sentences:
        tagger.tag(tokens)
        for token, gold in zip(tokens, tags, strict=True):
            if token.kind == "word":
                total += 1
                right += token.tag == gold
    return right / total


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebanks", nargs="+", type=Path)
    parser.add_argument("--hold-out", type=int, default=0)
    args = parser.parse_args()
    sentences = [sentence for path in args.treebanks for sentence in read(path)]
    held = sentences[:: args.hold_out] if args.hold_out else []
    known = [s for n, s in enumerate(sentences) if n % args.hold_out] if args.hold_out else sentences
    lexicon, suffixes = tables(known)
    model = tagger.Model(lexicon, suffixes, {})
    model = tagger.Model(lexicon, suffixes, train(known, model))
    size = sum(map(len, model.weights.values()))
    say(f"{len(known)} sentences, {len(lexicon)} words, {len(suffixes)} endings, {size} weights")
    if held:
        say(f"accuracy on {len(held)} held-out sentences: {accuracy(held, model):.4f}")
    else:
        write(model, tagger.MODEL)


if __name__ == "__main__":
    main()
