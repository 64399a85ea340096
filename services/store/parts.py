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
    if not f.places or (f.subject == "soldiers" and f.places[0].isupper()):
        return ""  # a country is where its army fights
    if f.place_is_part and total_told:
        return f.places[0] if f.places[0] not in WORLDWIDE else ""
    if (f.part or f.small_place) and not set(f.places) & profile.common:
        return f.places[0]
    named = f.places[0] == NATIONWIDE or f.places[0].isupper()
    if f.total and not f.part and not named:
        return ""
    focus = profile.common if f.family == "election" else own.headline | profile.common
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
        if c.place and any(_smaller(c, w) and _same_people(c, w) for w in whole[c.figure.article, c.figure.claimant]):
            parts.add(c.place)
    parts |= _set_against_totals(cases) | _far_below_the_whole(cases)
    for case in cases:
        if not case.place and case.features.places and case.features.places[0] in parts:
            case.place = case.features.places[0]
        case.firm = bool(case.place) and case.place in parts


def _set_against_totals(cases: list[Case]) -> set[str]:
    """The places, even in focus, of which one article tells less than what it calls a total or tells of no place."""
    found = set()
    for c in cases:
        places = c.features.places
        if not places or places[0].isupper() or c.features.earlier:
            continue
        for w in cases:
            beside = w.figure.article == c.figure.article and not w.features.earlier
            in_one_headline = c.figure.part == w.figure.part != "text" and not w.features.places
            beside = beside and (w.features.total or in_one_headline)
            if beside and w.features.places[:1] != places[:1] and _like(c, w) and _smaller(c, w):
                found.add(places[0])
    return found


def _far_below_the_whole(cases: list[Case]) -> set[str]:
    """The places, in no more than their own article's headline, of which the first number is far below earlier wholes.

    Totals grow: fewer than two thirds of what another article told before of the whole is a part.
    """
    found = set()
    wholes = [w for w in cases if not w.place and not w.features.places and w.features.family in CUMULATIVE]
    for c in cases:
        f = c.features
        if c.place or not c.local or not f.places or f.places[0].isupper() or f.family not in CUMULATIVE or f.earlier:
            continue
        for w in wholes:
            before = w.figure.published and c.figure.published and w.figure.published <= c.figure.published
            if before and w.figure.article != c.figure.article and _like(c, w) and much_smaller(c, w):
                found.add(f.places[0])
    return found


def _same_people(a: Case, b: Case) -> bool:
    return a.features.subject == b.features.subject


def _like(a: Case, b: Case) -> bool:
    """Whether two cases of one measure count the same people or things over the same time."""
    f, g = a.features, b.features
    return (f.subject, f.origin, f.rate, f.period) == (g.subject, g.origin, g.rate, g.period)


def _settle_nationwide(cases: list[Case]) -> None:
    """ "Nationwide" is the story's whole, unless some article sets it against a smaller number of the story's own."""
    smaller = any(
        _smaller(c, n)
        for n in cases
        if n.place == NATIONWIDE
        for c in cases
        if not c.place and not (c.local and c.features.places) and c.figure.article == n.figure.article
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
    return same_speaker and not compared and _smaller(case, other)


def _below_total(case: Case, other: Case) -> bool:
    """Whether the other is called a total in the same text, and this one, which is not, is smaller."""
    if case.features.total or not other.features.total or other.figure.part != "text":
        return False
    return not (case.features.contrast or other.features.earlier) and _smaller(case, other)


def _called_part(case: Case, other: Case) -> bool:
    """Whether a figure called a part ("167 of them") follows the larger one in the text."""
    before = other.figure.part == "text" and other.figure.position < case.figure.position
    return case.features.part and before and not other.features.part and _smaller(case, other)


def _far_below(case: Case, other: Case) -> bool:
    """Whether two numbers in one text are too far apart to be two views of one thing."""
    low, high = case.figure.high or case.figure.low, other.figure.low or other.figure.high
    return other.figure.part == "text" and not other.features.earlier and bool(low and high) and high >= FAR_APART * low  # type: ignore[operator]


def much_smaller(a: Case, b: Case) -> bool:
    """Whether `a` is less than two thirds of `b`."""
    left, right = a.figure.high or a.figure.low, b.figure.low or b.figure.high
    return bool(left and right) and 1.5 * left < right  # type: ignore[operator]


def _names_of(cases: list[Case]) -> frozenset[str]:
    return frozenset().union(*(c.features.names for c in cases))


def _smaller(a: Case, b: Case) -> bool:
    """Whether every value that `a` allows is below every value that `b` allows."""
    left = interval(a.figure.low, a.figure.high, a.figure.comparator)
    right = interval(b.figure.low, b.figure.high, b.figure.comparator)
    return left is not None and right is not None and left.high < right.low
