"""How likely two figures are of one series: named features of the pair, weighed by a logistic regression.

The weights in `likeness.json` are made by `training/train_joining.py` on the annotated stories. All features are the same for
(a, b) and (b, a); those of fields tell whether both say the same, contradict each other, or only one says anything.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

from services.store.cases import Case, Key
from services.store.numbers import telling_digits
from services.store.parts import smaller
from shared.claims import Comparator, Part

KEY_FIELDS = ("measure", "subject", "origin", "place", "rate", "period", "entity", "actor", "incident", "part")
COMPARED = (*KEY_FIELDS, "event", "head noun", "claimant")
FLAGS = ("earlier", "total", "extra", "part")
DAY = 86_400.0
ONE_TIME = 0.3  # days within which one claimant's numbers are of one moment


@dataclass(frozen=True, slots=True)
class Side:
    """What likeness looks at in one figure; found once for all pairs that it is in.

    `compared` are the words of `COMPARED`, `size` is the logarithm of its number, `by_value` whether its number alone made it
    a part, `unlisted` whether the lexicon does not know what it measures.
    """

    case: Case
    key: Key
    event: str
    noun: str
    compared: tuple[str, ...]
    numbers: frozenset[float]
    size: float
    digits: int
    day: float | None
    article: str
    part: Part
    comparator: Comparator
    what: frozenset[str]
    near: frozenset[str]
    places: frozenset[str]
    flags: tuple[bool, ...]
    by_value: bool
    unlisted: bool


def side(case: Case) -> Side:
    """One figure as the features of its pairs see it."""
    figure, f, key = case.figure, case.features, case.key
    number = figure.low if figure.low is not None else figure.high
    by_value = key.part.startswith(("=", "about "))
    part = "" if by_value or key.part == figure.id else key.part
    fields = (*(getattr(key, name) for name in KEY_FIELDS[:-1]), part)
    noun = f.what[-1] if f.what else ""
    return Side(
        case=case,
        key=key,
        event=f.event,
        noun=noun,
        compared=(*fields, f.event, noun, figure.claimant),
        numbers=frozenset(round(n, 6) for n in (figure.low, figure.high) if n is not None),
        size=math.log1p(abs(number or 0.0)),
        digits=telling_digits(number or 0.0),
        day=figure.published.timestamp() / DAY if figure.published else None,
        article=figure.article,
        part=figure.part,
        comparator=figure.comparator,
        what=frozenset(f.what),
        near=f.near,
        places=frozenset(f.places),
        flags=tuple(getattr(f, name) for name in FLAGS),
        by_value=by_value,
        unlisted=f.measure.startswith("~"),
    )


NAMES = (
    *(f"{name} {how}" for name in COMPARED for how in ("equal", "differs", "told once")),
    *(f"{name} in one" for name in FLAGS),
    "same key",
    "fields that differ",
    "fields told once",
    "no field differs",
    "all fields equal",
    "measure equal, no field differs",
    "same number",
    "same number, its digits",
    "same number, its size",
    "same number, measure equal",
    "same number, no field differs",
    "ratio of the numbers",
    "three times the other",
    "twenty times the other",
    "growth in time",
    "days apart",
    "same article",
    "same article, same number",
    "two at once in one article",
    "two at once by one claimant",
    "other number of one claimant at one time",
    "headlines",
    "words of what is counted",
    "words near by",
    "places shared",
    "places differ",
    "places told once",
    "same comparator",
    "vague",
    "part by value",
    "part by value, same article",
    "unlisted measure",
)


def features(a: Side, b: Side) -> list[float]:
    """The features of a pair, in the order of `NAMES`."""
    found: list[float] = []
    for x, y in zip(a.compared, b.compared, strict=True):
        found += (1.0, 0.0, 0.0) if x == y != "" else (0.0, 1.0, 0.0) if x and y else (0.0, 0.0, 1.0 if x or y else 0.0)
    fields = len(KEY_FIELDS) * 3
    differ, once = sum(found[1:fields:3]), sum(found[2:fields:3])
    agree, measure = differ == 0, found[0]
    same = bool(a.numbers & b.numbers)
    article = a.article == b.article
    claimant = a.compared[-1] == b.compared[-1]
    ratio = abs(a.size - b.size)
    days = abs(a.day - b.day) if a.day is not None and b.day is not None else 0.0
    at_once = article and two_at_once(a, b)
    found += (float(x != y) for x, y in zip(a.flags, b.flags, strict=True))
    found += (
        a.key == b.key,
        differ,
        once,
        agree,
        agree and not once,
        agree * measure,
        same,
        min(a.digits, b.digits) if same else 0,
        min(a.size, b.size) if same else 0.0,
        same * measure,
        same and agree,
        min(ratio, 5.0),
        ratio > math.log(3),
        ratio > math.log(20),
        _growth(a, b),
        math.log1p(days),
        article,
        article and same,
        at_once,
        at_once and claimant,
        claimant and a.compared[-1] != "" and not same and days < ONE_TIME,
        (a.part == "title") + (b.part == "title"),
        _overlap(a.what, b.what),
        _overlap(a.near, b.near),
        bool(a.places & b.places),
        bool(a.places and b.places and not a.places & b.places),
        bool(a.places) != bool(b.places),
        a.comparator == b.comparator,
        (a.comparator == "vague") + (b.comparator == "vague"),
        a.by_value + b.by_value,
        article and (a.by_value or b.by_value),
        a.unlisted + b.unlisted,
    )
    return found


def two_at_once(a: Side, b: Side) -> bool:
    """Whether two figures of one article exclude each other, and the words give no reason for it: they are not one series."""
    f, g = a.case.features, b.case.features
    reason = f.earlier or g.earlier or f.later or g.later or f.contrast or g.contrast or f.rate or g.rate
    return not reason and (smaller(a.case, b.case) or smaller(b.case, a.case))


def _growth(a: Side, b: Side) -> int:
    """1 where the later number is the larger one, -1 where it is the smaller one."""
    if a.day is None or b.day is None or a.day == b.day or a.size == b.size:
        return 0
    return 1 if (a.day < b.day) == (a.size < b.size) else -1


def _overlap(x: frozenset[str], y: frozenset[str]) -> float:
    return len(x & y) / len(x | y) if x and y else 0.0


@dataclass(frozen=True)
class Model:
    """What training made: a weight per feature, in the order of `NAMES`, and from which likeness on groups are joined."""

    bias: float
    weights: Sequence[float]
    threshold: float

    def likeness(self, a: Side, b: Side) -> float:
        """How likely two figures are of one series, 0 to 1."""
        return 1.0 / (1.0 + math.exp(-self.bias - sum(map(mul, self.weights, features(a, b)))))

    def reasons(self, a: Side, b: Side, most: int = 6) -> list[tuple[str, float]]:
        """What speaks most for (above 0) and against two figures' being of one series, in log-odds, the weightiest first."""
        said = [(name, w * v) for name, w, v in zip(NAMES, self.weights, features(a, b), strict=True) if w * v]
        return sorted(said, key=lambda s: (-abs(s[1]), s[0]))[:most]


@cache
def model() -> Model:
    """The trained model. A `KeyError` says that it was trained with other features."""
    data = json.loads(files("services.store").joinpath("likeness.json").read_text(encoding="utf-8"))
    return Model(data["bias"], tuple(data["weights"][name] for name in NAMES), data["threshold"])
