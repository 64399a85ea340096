"""Within a story: what is the whole and what a part of it, by place and by value."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from services.store.cases import Case
from services.store.contexts import Context
from services.store.intervals import interval
from services.store.places import NATIONWIDE
from services.store.stories import Profile

CUMULATIVE = frozenset({"harm", "move", "jobs", "illness", "damage"})  # families in which a smaller number may be a part
FAR_APART = 30.0  # two totals in one article that differ by this factor measure two things, whoever says so
FAR = 1.5  # a whole that is larger than a number by this factor cannot be the same total at nearly the same time
WORLDWIDE = frozenset({"worldwide", "globally"})


def sort(case: Case) -> tuple[str, str, str]:
    return (case.features.measure, case.features.unit, case.features.subject)


def part_place(case: Case, own: Context, profile: Profile, nation: str, *, total_told: bool) -> str:
    """The place that makes a figure a part of the story's whole; "" where its place is the whole or is not told.

    `nation` is the story's own country, whose figures are of the whole. `total_told`: some figure of its sort in the story
    names no place.
    """
    f = case.features
    if not f.places or f.measure == "seats" or (f.subject == "soldiers" and f.places[0].isupper()):
        return ""  # a country is where its army fights
    if f.place_is_part and total_told:
        return f.places[0] if f.places[0] not in WORLDWIDE else ""
    if (f.part or f.small_place) and not set(f.places) & profile.common:
        return f.places[0]
    named = f.places[0] == NATIONWIDE or f.places[0].isupper()
    if (f.total and not f.part and not named) or f.places[0] == nation:
        return ""
    # Of the places of votes and of war, one article's headline names but one.
    several = f.family == "election" or (f.family == "harm" and "war" in profile.topics)
    focus = profile.common if several else own.headline | profile.common
    return "" if set(f.places) & focus or (f.family == "election" and named) else f.places[0]


def contrast_places(cases: list[Case]) -> None:
    """A place that some article sets against the whole is a part everywhere in the story, even where it makes the headline."""
    _settle_nationwide(cases)
    parts = {c.features.places[0] for c in cases if c.features.part and c.features.places and not c.features.subject}
    parts = {p for p in parts if not p.isupper()}
    whole: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for c in cases:
        if not c.place:
            whole[c.figure.article, c.figure.claimant].append(c)
    for c in cases:
        if c.place and any(smaller(c, w) and _same_people(c, w) for w in whole[c.figure.article, c.figure.claimant]):
            parts.add(c.place)
    parts |= _set_against_totals(cases) | _far_below_the_whole(cases)
    for case in cases:
        if not case.place and case.features.places and case.features.places[0] in parts:
            case.place = case.features.places[0]
        case.firm = bool(case.place) and case.place in parts


def _set_against_totals(cases: list[Case]) -> set[str]:
    """The places, even in focus, of which one article tells less than what it calls a total or tells of no place."""
    found = set()
    totals: dict[str, list[Case]] = defaultdict(list)
    for w in cases:
        if not w.features.earlier and (w.features.total or (w.figure.part != "text" and not w.features.places)):
            totals[w.figure.article].append(w)
    for c in cases:
        places = c.features.places
        if not places or places[0].isupper() or c.features.earlier:
            continue
        for w in totals[c.figure.article]:
            beside = w.features.total or c.figure.part == w.figure.part
            if beside and w.features.places[:1] != places[:1] and _like(c, w) and smaller(c, w):
                found.add(places[0])
    return found


def _far_below_the_whole(cases: list[Case]) -> set[str]:
    """The places, in focus or not, of which the first number is far below what was told of the whole until then.

    Totals grow: fewer than two thirds of what was told before of no place is a part. Not so for a place of which some number
    is that of the whole.
    """
    wholes: dict[tuple[str, ...], list[tuple[datetime, float]]] = defaultdict(list)
    numbers: dict[tuple[str, ...], set[float | None]] = defaultdict(set)
    for w in cases:
        known = w.figure.low or w.figure.high
        if not w.place and not w.features.places and not w.features.part and w.features.family in CUMULATIVE:
            numbers[_sort_of(w)] |= {w.figure.low, w.figure.high}
            if known and w.figure.published:
                wholes[_sort_of(w)].append((w.figure.published, known))
    far: dict[str, set[float]] = defaultdict(set)
    equal, local = set(), set()
    for c in cases:
        f = c.features
        if not f.places or f.places[0].isupper() or f.family not in CUMULATIVE or f.earlier or not c.figure.published:
            continue
        if ({c.figure.low, c.figure.high} - {None}) & numbers[_sort_of(c)]:
            equal.add(f.places[0])
        if c.local:
            local.add(f.places[0])
        told, known = c.figure.published, c.figure.high or c.figure.low
        if known:
            far[f.places[0]] |= {whole for at, whole in wholes[_sort_of(c)] if at <= told and FAR * known < whole}
    return {p for p, larger in far.items() if len(larger) >= (1 if p in local else 2)} - equal


def _sort_of(case: Case) -> tuple[str, ...]:
    f = case.features
    return (f.subject, f.origin, f.rate, f.period)


def _same_people(a: Case, b: Case) -> bool:
    return a.features.subject == b.features.subject


def _like(a: Case, b: Case) -> bool:
    """Whether two cases of one measure count the same people or things over the same time."""
    return _sort_of(a) == _sort_of(b)


def _settle_nationwide(cases: list[Case]) -> None:
    """ "Nationwide" is the story's whole, unless some article sets it against a smaller number of the story's own."""
    below = any(
        smaller(c, n)
        for n in cases
        if n.place == NATIONWIDE
        for c in cases
        if not c.place and not (c.local and c.features.places) and c.figure.article == n.figure.article
    )
    for case in cases:
        if case.place == NATIONWIDE and not below:
            case.place = ""


def much_smaller(a: Case, b: Case) -> bool:
    """Whether `a` is less than two thirds of `b`."""
    left, right = a.figure.high or a.figure.low, b.figure.low or b.figure.high
    return bool(left and right) and FAR * left < right  # type: ignore[operator]


def smaller(a: Case, b: Case) -> bool:
    """Whether every value that `a` allows is below every value that `b` allows."""
    left = interval(a.figure.low, a.figure.high, a.figure.comparator)
    right = interval(b.figure.low, b.figure.high, b.figure.comparator)
    return left is not None and right is not None and left.high < right.low
