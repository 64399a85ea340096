"""Within a story: what the numbers themselves tell. One number told twice is one thing; two numbers told at once are two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from services.store.cases import Case, Key, by, same_value
from services.store.parts import CUMULATIVE, smaller

FAR_APART = 30.0  # two totals in one article that differ by this factor measure two things, whoever says so
GAP = 20.0  # a total does not grow by this factor without a number between, in any outlet
TELLING_DIGITS = 3  # a number of so many digits that tell something ("1,480", "6.84") is hardly told of two things by chance


def settle_numbers(cases: list[Case]) -> None:
    """Settles the parts and places of a story's figures by their numbers, then brings those of one telling number together."""
    by(cases, lambda c: (c.figure.article, replace(c.key, place="")), same_number_told_again)
    by(cases, lambda c: (c.figure.article, c.key), parts_by_value)
    by(cases, lambda c: (c.figure.article, c.key), one_number_each)
    by(cases, lambda c: c.key, orders_of_magnitude)
    one_number_one_thing(cases)


def same_number_told_again(cases: list[Case]) -> None:
    """Headline, standfirst and body of one article that tell one number of one measure speak of one thing."""
    for i, case in enumerate(cases):
        for other in cases[:i]:
            if case.place == other.place or not same_value(case, other):
                continue
            if (
                "text" in (case.figure.part, other.figure.part)
                and case.figure.part == other.figure.part
                and case.place
                and other.place
            ):
                continue
            place = min(case.place, other.place) if case.place and other.place else _told_place(case, other)
            case.place = other.place = place


def _told_place(a: Case, b: Case) -> str:
    """The place of two tellings of one number of which only one names a place: that place where it tells a part."""
    placed = a if a.place else b
    if placed.features.family == "jobs" and "text" in (a.figure.part, b.figure.part) and a.figure.part != b.figure.part:
        return placed.place if placed.firm or placed.features.part or placed.place.isupper() else ""
    return placed.place if placed.features.part or placed.features.place_is_part or placed.firm else ""


def parts_by_value(cases: list[Case]) -> None:
    """Within one article one claimant cannot mean one thing with two totals: the smaller one is a part of its own.

    Not so for rates, for a number told as the earlier one, and between headline and body.
    """
    for case in cases:
        if case.features.family not in CUMULATIVE or case.features.rate or case.features.earlier or case.figure.part != "text":
            continue
        larger = [
            o
            for o in cases
            if o is not case and any(judge(case, o) for judge in (_contradictedby, _far_below, _below_total, _called_part))
        ]
        if larger:
            names = [*case.features.places[:1], *sorted(case.features.names - _names_of(larger))]
            case.part = names[0] if names else f"={case.figure.low}..{case.figure.high}"


def _contradictedby(case: Case, other: Case) -> bool:
    same_speaker = case.figure.claimant == other.figure.claimant and other.figure.part == "text"
    compared = case.features.contrast or other.features.contrast or other.features.earlier
    return same_speaker and not compared and smaller(case, other)


def _below_total(case: Case, other: Case) -> bool:
    """Whether the other is called a total in the same text, and this one, which is not, is smaller."""
    if case.features.total or not other.features.total or other.figure.part != "text":
        return False
    return not (case.features.contrast or other.features.earlier) and smaller(case, other)


def _called_part(case: Case, other: Case) -> bool:
    """Whether a figure called a part ("167 of them") follows the larger one in the text."""
    before = other.figure.part == "text" and other.figure.position < case.figure.position
    return case.features.part and before and not other.features.part and smaller(case, other)


def _far_below(case: Case, other: Case) -> bool:
    """Whether two numbers in one text are too far apart to be two views of one thing."""
    low, high = case.figure.high or case.figure.low, other.figure.low or other.figure.high
    return other.figure.part == "text" and not other.features.earlier and bool(low and high) and high >= FAR_APART * low  # type: ignore[operator]


def _names_of(cases: list[Case]) -> frozenset[str]:
    return frozenset().union(*(c.features.names for c in cases))


def one_number_each(cases: list[Case]) -> None:
    """In one article one claimant means one thing by one number: a second number of the same is of another thing.

    Not so for rates, which each speak of their own time, nor for a number told as the earlier one.
    """
    told = [c for c in cases if c.figure.part == "text" and not c.features.rate and not c.features.earlier and not c.part]
    headline = [c for c in cases if c.figure.part != "text"]
    first: list[Case] = []
    for case in sorted(told, key=lambda c: (not any(same_value(c, h) for h in headline), c.inherited)):
        if any(_two_at_once(case, other) for other in first):
            case.part = f"={case.figure.low}..{case.figure.high}"
        else:
            first.append(case)


def _two_at_once(a: Case, b: Case) -> bool:
    """Whether two numbers exclude each other, and neither claimants nor the words give a reason for it."""
    if not (smaller(a, b) or smaller(b, a)):
        return False
    if (a.features.later or b.features.later) and not (a.inherited or b.inherited):
        return False
    if a.figure.claimant == b.figure.claimant:
        return True
    compared = a.features.contrast or b.features.contrast or bool(a.figure.claimant and b.figure.claimant)
    return a.inherited or b.inherited or not compared


def orders_of_magnitude(cases: list[Case]) -> None:
    """Numbers of one series with a gap between them over which none grew are of two things: the rarer ones are of another."""
    counted = [c for c in cases if not c.features.rate and c.features.unit == "count"]
    told = sorted(((n, c) for c in counted if (n := c.figure.low or c.figure.high)), key=lambda t: (t[0], t[1].figure.id))
    groups: list[list[tuple[float, Case]]] = []
    for number, case in told:
        if not groups or number > GAP * groups[-1][-1][0]:
            groups.append([])
        groups[-1].append((number, case))
    usual = max(groups, key=len, default=[])
    for group in groups:
        if group is not usual:
            for _, case in group:
                case.part = case.part or f"about {group[0][0]:.0e}"


def one_number_one_thing(cases: list[Case]) -> None:
    """A series of which all numbers are told in another series of the story, too, is of that one.

    One number must be telling in itself, or told by the same claimant or in the same article's headline; two prove it. Nothing
    that is told of the two may differ, but for place, part and incident.
    """
    members: dict[Key, list[Case]] = defaultdict(list)
    told: dict[Key, dict[float | None, list[Case]]] = defaultdict(lambda: defaultdict(list))
    tellers: dict[tuple[str, float | None], set[Key]] = defaultdict(set)
    for c in cases:
        key, number = c.key, _number(c)
        members[key].append(c)
        told[key][number].append(c)
        tellers[c.features.unit, number].add(key)
    moved: set[Key] = set()
    for key in sorted(members, key=lambda k: (len(members[k]), k)):
        if None in told[key]:
            continue
        near = set.intersection(*(tellers[key.unit, number] for number in told[key])) - moved - {key}
        larger = [k for k in near if (len(members[k]), k) > (len(members[key]), key)]
        hosts = [k for k in larger if _of_one_thing(told[key], told[k])]
        if hosts and len({k.measure for k in hosts}) == 1:
            moved.add(key)
            host = min(hosts, key=lambda k: (-len(members[k]), k))
            for case in members[key]:
                case.moved = host


def _number(case: Case) -> float | None:
    return case.figure.low if case.figure.low is not None else case.figure.high


def _of_one_thing(these: Mapping[float | None, list[Case]], those: Mapping[float | None, list[Case]]) -> bool:
    """Whether each number of one series, with its cases, is told of the same thing in another one, and no chance is."""
    agreeing = {number: [(a, b) for a in told for b in those[number] if _agree(a, b)] for number, told in these.items()}
    if not all(agreeing.values()):
        return False
    return len(agreeing) > 1 or any(_proves(a, b) for pairs in agreeing.values() for a, b in pairs)


def _agree(a: Case, b: Case) -> bool:
    """Whether what is told of two figures may be told of one thing."""
    f, g = a.features, b.features
    open_ = not f.measure or f.measure.startswith("~") or a.inherited
    if not (f.measure == g.measure or open_) or f.extra != g.extra:
        return False
    fields = ("rate", "period", "subject", "origin", "entity")
    return not any(getattr(f, n) and getattr(g, n) and getattr(f, n) != getattr(g, n) for n in fields)


def _proves(a: Case, b: Case) -> bool:
    """Whether the number of two figures that agree is no chance."""
    if telling_digits(_number(a) or 0.0) >= TELLING_DIGITS:
        return True
    known = a.features.measure == b.features.measure and not a.features.measure.startswith("~") and not a.inherited
    said = a.figure.claimant and a.figure.claimant == b.figure.claimant
    headline = (
        a.figure.article == b.figure.article and "text" in (a.figure.part, b.figure.part) and a.figure.part != b.figure.part
    )
    return known and not b.inherited and bool(said or headline)


def telling_digits(number: float) -> int:
    """How many digits of a number tell something: 3 of 1,480, 4 of 21,447, 1 of 40,000."""
    return len(f"{number:.10g}".replace(".", "").replace("-", "").split("e")[0].strip("0"))
