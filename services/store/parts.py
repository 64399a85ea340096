"""Within a story: what is the whole and what a part of it, by place and by value."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from services.store.cases import Case, same_value
from services.store.contexts import Context
from services.store.intervals import interval
from services.store.places import NATIONWIDE
from services.store.stories import Profile

CUMULATIVE = frozenset({"harm", "move", "jobs", "illness", "damage"})  # families in which a smaller number may be a part
FAR_APART = 30.0  # two totals in one article that differ by this factor measure two things, whoever says so
WORLDWIDE = frozenset({"worldwide", "globally"})


def sort(case: Case) -> tuple[str, str, str]:
    return (case.features.measure, case.features.unit, case.features.subject)


def part_place(case: Case, own: Context, profile: Profile, *, total_told: bool) -> str:
    """The place that makes a figure a part of the story's whole; "" where its place is the whole or is not told.

    `total_told`: some figure of its sort in the story names no place.
    """
    f = case.features
    if not f.places:
        return ""
    if f.place_is_part and total_told:
        return f.places[0] if f.places[0] not in WORLDWIDE else ""
    if (f.part or f.small_place) and not set(f.places) & profile.common:
        return f.places[0]
    return "" if set(f.places) & (own.headline | profile.common) else f.places[0]


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
        if c.place and any(_smaller(c, w) for w in whole[c.figure.article, c.figure.claimant]):
            parts.add(c.place)
    for case in cases:
        if not case.place and case.features.places and case.features.places[0] in parts:
            case.place = case.features.places[0]


def _settle_nationwide(cases: list[Case]) -> None:
    """ "Nationwide" is the story's whole, unless some article sets it against a smaller number of the story's own."""
    smaller = any(
        _smaller(c, n)
        for n in cases
        if n.place == NATIONWIDE
        for c in cases
        if not c.place and c.figure.article == n.figure.article
    )
    for case in cases:
        if case.place == NATIONWIDE and not smaller:
            case.place = ""


def same_number_told_again(cases: list[Case]) -> None:
    """Headline, standfirst and body of one article that tell one number of one measure speak of one thing."""
    for i, case in enumerate(cases):
        for other in cases[:i]:
            if (
                case.place == other.place
                or replace(case.key, place="") != replace(other.key, place="")
                or not same_value(case, other)
            ):
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
    return placed.place if placed.features.part or placed.features.place_is_part else ""


def parts_by_value(cases: list[Case]) -> None:
    """Within one article one claimant cannot mean one thing with two totals: the smaller one is a part of its own.

    Not so for rates, for a number told as the earlier one, and between headline and body.
    """
    for case in cases:
        if case.features.family not in CUMULATIVE or case.features.rate or case.features.earlier or case.figure.part != "text":
            continue
        larger = [o for o in cases if o is not case and (_contradictedby(case, o) or _far_below(case, o))]
        if larger:
            names = sorted(case.features.names - _names_of(larger))
            case.part = names[0] if names else f"={case.figure.low}..{case.figure.high}"


def _contradictedby(case: Case, other: Case) -> bool:
    same_speaker = case.figure.claimant == other.figure.claimant and other.figure.part == "text"
    compared = case.features.contrast or other.features.contrast or other.features.earlier
    return same_speaker and not compared and _smaller(case, other)


def _far_below(case: Case, other: Case) -> bool:
    """Whether two numbers in one text are too far apart to be two views of one thing."""
    low, high = case.figure.high or case.figure.low, other.figure.low or other.figure.high
    return other.figure.part == "text" and not other.features.earlier and bool(low and high) and high >= FAR_APART * low  # type: ignore[operator]


def _names_of(cases: list[Case]) -> frozenset[str]:
    return frozenset().union(*(c.features.names for c in cases))


def _smaller(a: Case, b: Case) -> bool:
    """Whether every value that `a` allows is below every value that `b` allows."""
    left = interval(a.figure.low, a.figure.high, a.figure.comparator)
    right = interval(b.figure.low, b.figure.high, b.figure.comparator)
    return left is not None and right is not None and left.high < right.low
