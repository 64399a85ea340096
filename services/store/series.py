"""Figure series: which figures speak of the same measured thing.

Two figures are of one series when, after what the words leave open has been settled from their article and story, they agree
in all of: story, unit, what happened (killed, wounded, displaced ...), to whom, of which country, in which part of the whole,
per day or in total, in which year, for which candidate or company, in which single incident. `Key` lists them. A bare value
never makes two figures one, but for the headline, standfirst and body of one article that tell the same number.

`join` is a pure function of the figures, their articles' contexts and the operators' decisions, the same for every order. To
add an article: `stories.merge_into` names the stories it touches; `join` over the figures of these stories is the result that
joining everything at once gives, but for figures that tell of another story in passing, which that story's next join takes in.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from services.store.contexts import Context
from services.store.figures import Features, Figure
from services.store.intervals import interval
from services.store.overrides import NO_OVERRIDES, Overrides, apply
from services.store.stories import Profile, profiles, stories

CUMULATIVE = frozenset({"harm", "move", "jobs", "illness", "damage"})  # families in which a smaller number may be a part
GUEST_WINDOW = timedelta(days=400)  # how far back a figure told in passing may reach
COUNTRY_WINDOW = timedelta(days=60)  # the same for a country's name alone
FAR_APART = 30.0  # two totals in one article that differ by this factor measure two things, whoever says so
_PART_ORDER = {"title": 0, "dek": 1, "text": 2}


@dataclass(frozen=True, order=True)
class Key:
    """What the figures of a series have in common; empty where it does not tell them apart."""

    story: str
    measure: str
    unit: str
    subject: str = ""
    origin: str = ""
    place: str = ""
    rate: str = ""
    period: str = ""
    entity: str = ""
    actor: str = ""
    incident: str = ""
    part: str = ""


@dataclass
class _Case:
    """A figure on its way to a key: the features as settled so far."""

    figure: Figure
    features: Features
    story: str
    place: str = ""
    actor: str = ""
    part: str = ""

    @property
    def key(self) -> Key:
        f = self.features
        extra = "+" if f.extra else ""
        return Key(
            self.story,
            f.measure + extra,
            f.unit,
            f.subject,
            f.origin,
            self.place,
            f.rate,
            f.period,
            f.entity,
            self.actor,
            f.incident,
            self.part,
        )


def join(figures: Iterable[Figure], contexts: Iterable[Context], overrides: Overrides = NO_OVERRIDES) -> dict[str, str]:
    """The series id of each figure id.

    A series id follows from its earliest figure (by publication, then id); when an earlier figure arrives the id changes, and
    the store keeps the old one as an alias.
    """
    known = {c.article: c for c in contexts}
    ordered = sorted(figures, key=_reading_order)
    keys = series_keys(ordered, known)
    groups = {figure: repr(key) for figure, key in keys.items()}
    decided = apply(groups, overrides)
    first: dict[str, str] = {}
    for figure in sorted(ordered, key=_age):
        first.setdefault(decided[figure.id], figure.id)
    return {f.id: _series_id(first[decided[f.id]]) for f in ordered}


def series_keys(figures: Sequence[Figure], contexts: Mapping[str, Context]) -> dict[str, Key]:
    """The key of each figure id, before operators' decisions. `figures` in any order; each has its article's context."""
    story_of = stories(contexts.values())
    about = profiles(contexts.values(), story_of)
    cases = [_Case(f, f.features, story_of[f.article]) for f in sorted(figures, key=_reading_order)]
    _by(cases, lambda c: c.figure.article, _inherit)
    for case in cases:
        _send_to_other_story(case, contexts, story_of, about)
    _by(cases, lambda c: c.story, lambda members: _settle_story(members, contexts, about))
    return {c.figure.id: c.key for c in cases}


def block_keys(figure: Figure, context: Context) -> tuple[str, ...]:
    """Blocking keys of a figure: those of one series share one, unless linked by way of other articles. Indexable columns."""
    f = figure.features
    return tuple(f"{f.unit}|{f.measure}|{name}" for name in context.block_keys())


def _series_id(first_figure: str) -> str:
    return "s" + hashlib.sha256(first_figure.encode()).hexdigest()[:16]


def _reading_order(figure: Figure) -> tuple[str, int, int, str]:
    return (figure.article, _PART_ORDER[figure.part], figure.position, figure.id)


def _age(figure: Figure) -> tuple[datetime, str]:
    return (figure.published or datetime.max.replace(tzinfo=UTC), figure.id)


def _by(cases: Iterable[_Case], of: Callable[[_Case], object], settle: Callable[[list[_Case]], None]) -> None:
    """Settles each group of cases in turn, groups and members in reading order."""
    grouped: dict[object, list[_Case]] = defaultdict(list)
    for case in cases:
        grouped[of(case)].append(case)
    for members in grouped.values():
        settle(members)


# --- within an article: what the words leave open is what was spoken of just before


def _inherit(cases: list[_Case]) -> None:
    """Fills in, within one article in reading order, the measure, the group and the country that a figure leaves open."""
    last: dict[str, Features] = {}
    before: Features | None = None
    _read_headline(cases)
    for case in cases:
        f = case.features
        if not f.measure and before and before.unit == f.unit:
            f = _as_before(f, before)
        spoken = last.get(_kin(f.family))
        if spoken and _kin(f.family):
            if not f.subject and spoken.subject == "soldiers" and f.origin in ("", spoken.origin):
                f = replace(f, subject="soldiers")
            if not f.subject and f.family == "damage":
                f = replace(f, subject=spoken.subject)
            if not f.origin and f.subject == spoken.subject == "soldiers":
                f = replace(f, origin=spoken.origin)
        case.features = f
        if f.measure:
            before = f
            last[_kin(f.family)] = f


def _as_before(f: Features, before: Features) -> Features:
    """A figure that says nothing of itself, in the terms of the one before it."""
    return replace(
        f,
        measure=before.measure,
        family=before.family,
        subject=f.subject or before.subject,
        origin=f.origin or before.origin,
        entity=f.entity or before.entity if before.entity else "",
        place_is_part=before.place_is_part,
        rate=f.rate or before.rate,
    )


def _read_headline(cases: list[_Case]) -> None:
    """A headline's figure that says nothing of itself means what the same number means in the body."""
    for case in cases:
        if case.features.measure or case.figure.part == "text":
            continue
        told = [
            c.features
            for c in cases
            if c.figure.part == "text" and c.features.measure and c.features.unit == case.features.unit
        ]
        same = [c.features for c in cases if c.features in told and _same_value(c, case)]
        if same:
            case.features = replace(same[0], places=case.features.places, part=False, earlier=False)


def _kin(family: str) -> str:
    """Families that speak of the same people: the soldiers sent are the soldiers killed."""
    return {"harm": "troops", "deploy": "troops", "damage": "damage"}.get(family, "")


# --- figures that speak of another story in passing


def _send_to_other_story(
    case: _Case, contexts: Mapping[str, Context], story_of: Mapping[str, str], about: Mapping[str, Profile]
) -> None:
    """Moves a figure whose words turn to the event of another known story there; else marks whom or what it speaks of."""
    own, f = contexts[case.figure.article], case.features
    names = f.foreign or tuple(p for p in f.places if p not in own.names or own.names[p] < 2)[:1]
    if not names:
        return
    for story in sorted(about):
        profile = about[story]
        if story == case.story or not set(names) & profile.common or (own.topics and not own.topics & profile.topics):
            continue
        window = GUEST_WINDOW if any(not n.isupper() for n in set(names) & profile.common) else COUNTRY_WINDOW
        if any(_near_in_time(own, contexts[a], window) for a in profile.articles):
            case.story = story
            return
    case.actor = "+".join(sorted(f.foreign)[:2])


def _near_in_time(a: Context, b: Context, window: timedelta) -> bool:
    return not (a.published and b.published) or abs(a.published - b.published) <= window


# --- within a story: what is the whole, what a part


def _settle_story(cases: list[_Case], contexts: Mapping[str, Context], about: Mapping[str, Profile]) -> None:
    profile = about[cases[0].story]
    _settle_subjects(cases, profile)
    _settle_entities(cases)
    _by(cases, lambda c: (c.features.measure, c.features.unit), _settle_periods)
    _settle_incidents(cases, contexts)
    totals = {_sort(c) for c in cases if not c.features.places and c.figure.article in profile.articles}
    for case in cases:
        case.place = _part_place(case, contexts[case.figure.article], profile, total_told=_sort(case) in totals)
    _by(cases, lambda c: (c.features.measure, c.features.unit), _contrast_places)
    _by(cases, lambda c: c.figure.article, _same_number_told_again)
    _by(cases, lambda c: (c.figure.article, c.key), _parts_by_value)


def _settle_subjects(cases: list[_Case], profile: Profile) -> None:
    """Makes people of whom the words say no more one group; in a war, people of an army's country are its soldiers."""
    armies = {c.features.origin for c in cases if c.features.subject == "soldiers" and c.features.origin}
    contrasted = _both_in_one_article(cases, "civilians")
    for case in cases:
        f = case.features
        if f.family == "harm" and (f.origin in armies or _all_soldiers(cases, f)) and f.subject in ("", "soldiers"):
            f = replace(f, subject="soldiers")
        if f.subject == "people" or (f.subject == "civilians" and (f.measure, f.unit) not in contrasted):
            f = replace(f, subject="")
        if f.subject != "soldiers" and f.family in ("harm", "move", "deploy"):
            f = replace(f, origin="")
        case.features = f
    default = {m: _usual_origin(cases, m) for m in {c.features.measure for c in cases}}
    for case in cases:
        f = case.features
        if f.subject == "soldiers" and not f.origin:
            case.features = replace(f, origin=default[f.measure])


def _all_soldiers(cases: list[_Case], f: Features) -> bool:
    """Whether every other figure of this measure counts soldiers, so that one that says nothing counts them too."""
    told = {c.features.subject for c in cases if c.features.measure == f.measure and c.features.subject}
    return not f.subject and told == {"soldiers"}


def _usual_origin(cases: list[_Case], measure: str) -> str:
    told = Counter(
        c.features.origin for c in cases if c.features.measure == measure and c.features.origin and not c.features.rate
    )
    return min(told, key=lambda o: (-told[o], o)) if told else ""


def _both_in_one_article(cases: list[_Case], group: str) -> set[tuple[str, str]]:
    """The measures for which one claimant in one article counts both the group and people in general, with other numbers."""
    seen: dict[tuple[str, str, str, str], dict[bool, set[tuple[float | None, float | None]]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for c in cases:
        f = c.features
        seen[f.measure, f.unit, c.figure.article, c.figure.claimant][f.subject == group].add((c.figure.low, c.figure.high))
    return {k[:2] for k, sides in seen.items() if len(sides) == 2 and sides[True] != sides[False]}


def _settle_entities(cases: list[_Case]) -> None:
    """A candidate or party under its fullest name in the story: "Greens" is the "Green Alliance" where only one fits."""
    told = sorted({c.features.entity for c in cases if c.features.entity}, key=lambda e: (-len(e.split()), e))
    fullest: dict[str, str] = {}
    for entity in told:
        fitting = {fullest[t] for t in fullest if set(entity.split()) < set(t.split())}
        fullest[entity] = fitting.pop() if len(fitting) == 1 else entity
    for case in cases:
        if case.features.entity:
            case.features = replace(case.features, entity=fullest[case.features.entity])


def _settle_periods(cases: list[_Case]) -> None:
    """Where half of the figures of a measure are totals of the whole war, that is the story's own measure."""
    if 2 * sum(c.features.period == "long" for c in cases) >= len(cases):
        for case in cases:
            if case.features.period == "long":
                case.features = replace(case.features, period="")


def _settle_incidents(cases: list[_Case], contexts: Mapping[str, Context]) -> None:
    """An article that opens with an incident speaks of it throughout; the incident of half a story's articles is its event."""
    for case in cases:
        own = contexts[case.figure.article].incident
        if own and case.features.family == "harm" and not case.features.incident and case.features.period != "long":
            case.features = replace(case.features, incident=own)
    articles: dict[str, set[str]] = defaultdict(set)
    for c in cases:
        if c.features.family == "harm":
            articles[c.features.incident].add(c.figure.article)
    all_articles = set().union(*articles.values()) if articles else set()
    usual = {i for i, found in articles.items() if 2 * len(found) >= len(all_articles)}
    for case in cases:
        if case.features.incident in usual:
            case.features = replace(case.features, incident="")


def _sort(case: _Case) -> tuple[str, str, str]:
    return (case.features.measure, case.features.unit, case.features.subject)


def _part_place(case: _Case, own: Context, profile: Profile, *, total_told: bool) -> str:
    """The place that makes a figure a part of the story's whole; "" where its place is the whole or is not told.

    `total_told`: some figure of its sort in the story names no place.
    """
    f = case.features
    if not f.places:
        return ""
    if f.place_is_part and total_told:
        return f.places[0] if f.places[0] not in _worldwide else ""
    if f.part and not set(f.places) & profile.common:
        return f.places[0]
    return "" if set(f.places) & (own.focus | profile.common) else f.places[0]


_worldwide = frozenset({"worldwide", "globally"})


def _contrast_places(cases: list[_Case]) -> None:
    """A place that some article sets against the whole is a part everywhere in the story, even where it makes the headline."""
    parts = {c.place for c in cases if c.place and c.features.part}
    parts |= {c.features.places[0] for c in cases if c.features.part and c.features.places and not c.place}
    whole: dict[tuple[str, str], list[_Case]] = defaultdict(list)
    for c in cases:
        if not c.place:
            whole[c.figure.article, c.figure.claimant].append(c)
    for c in cases:
        if c.place and any(_smaller(c, w) for w in whole[c.figure.article, c.figure.claimant]):
            parts.add(c.place)
    for case in cases:
        if not case.place and case.features.places and case.features.places[0] in parts:
            case.place = case.features.places[0]


def _same_number_told_again(cases: list[_Case]) -> None:
    """Headline, standfirst and body of one article that tell one number of one measure speak of one thing."""
    for i, case in enumerate(cases):
        for other in cases[:i]:
            if (
                case.place == other.place
                or replace(case.key, place="") != replace(other.key, place="")
                or not _same_value(case, other)
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


def _told_place(a: _Case, b: _Case) -> str:
    """The place of two tellings of one number of which only one names a place: that place where it tells a part."""
    placed = a if a.place else b
    return placed.place if placed.features.part or placed.features.place_is_part else ""


def _parts_by_value(cases: list[_Case]) -> None:
    """Within one article one claimant cannot mean one thing with two totals: the smaller one is a part of its own.

    Not so for rates, for a number told as the earlier one, and between headline and body.
    """
    for case in cases:
        if case.features.family not in CUMULATIVE or case.features.rate or case.features.earlier or case.figure.part != "text":
            continue
        larger = [o for o in cases if o is not case and (_contradicted_by(case, o) or _far_below(case, o))]
        if larger:
            names = sorted(case.features.names - _names_of(larger))
            case.part = names[0] if names else f"={case.figure.low}..{case.figure.high}"


def _contradicted_by(case: _Case, other: _Case) -> bool:
    same_speaker = case.figure.claimant == other.figure.claimant and other.figure.part == "text"
    compared = case.features.contrast or other.features.contrast or other.features.earlier
    return same_speaker and not compared and _smaller(case, other)


def _far_below(case: _Case, other: _Case) -> bool:
    """Whether two numbers in one text are too far apart to be two views of one thing."""
    low, high = case.figure.high or case.figure.low, other.figure.low or other.figure.high
    return other.figure.part == "text" and not other.features.earlier and bool(low and high) and high >= FAR_APART * low  # type: ignore[operator]


def _names_of(cases: list[_Case]) -> frozenset[str]:
    return frozenset().union(*(c.features.names for c in cases))


def _smaller(a: _Case, b: _Case) -> bool:
    """Whether every value that `a` allows is below every value that `b` allows."""
    left = interval(a.figure.low, a.figure.high, a.figure.comparator)
    right = interval(b.figure.low, b.figure.high, b.figure.comparator)
    return left is not None and right is not None and left.high < right.low


def _same_value(a: _Case, b: _Case) -> bool:
    x, y = a.figure, b.figure
    numbers = {n for n in (x.low, x.high) if n is not None} & {n for n in (y.low, y.high) if n is not None}
    return bool(numbers)
