"""Within a story: what its articles together tell about figures that one article leaves open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from services.store.cases import Case, by
from services.store.contexts import Context
from services.store.employers import SEVERAL
from services.store.figures import COMPANY, Features
from services.store.numbers import settle_numbers
from services.store.parts import (
    CUMULATIVE,
    contrast_places,
    much_smaller,
    part_place,
    sort,
)
from services.store.places import NATIONWIDE
from services.store.rounds import settle_rounds
from services.store.scenes import own_nation, settle_abroad, settle_scenes
from services.store.stories import Profile

GUEST_WINDOW = timedelta(days=400)  # how far back a figure told in passing may reach
COUNTRY_WINDOW = timedelta(days=60)  # the same for a country's name alone


def guest_names(figure: Features, own: Context) -> tuple[str, ...]:
    """The names by which a figure's words may turn to another story; () for a figure of its own article's story."""
    if figure.entity and figure.entity in own.companies:
        return (figure.entity,) if figure.entity != own.leader else ()
    if figure.foreign:
        return figure.foreign
    if figure.family not in CUMULATIVE - {"jobs"}:
        return ()
    return tuple(p for p in figure.places if not p.isupper() and own.names.get(p, 0) < 2)[:1]


def hosts(names: Collection[str], own: Context, home: str, about: Mapping[str, Profile]) -> list[str]:
    """The other stories to which a figure that may turn by these names belongs, in the order of their ids.

    `own` is the context of its article, `home` that article's story.
    """
    told = set(names)
    return [s for s in sorted(about) if s != home and _receives(about[s], told, own)] if told else []


def _receives(story: Profile, names: set[str], own: Context) -> bool:
    shared = names & story.common
    if not shared or (own.topics and not own.topics & story.topics):
        return False
    return story.near(own.published, GUEST_WINDOW if any(not n.isupper() for n in shared) else COUNTRY_WINDOW)


def send_to_other_story(case: Case, contexts: Mapping[str, Context], about: Mapping[str, Profile]) -> None:
    """Moves a figure whose words turn to the event of another known story there; else marks whom or what it speaks of."""
    own = contexts[case.figure.article]
    found = hosts(guest_names(case.features, own), own, case.story, about)
    if found:
        case.story = found[0]
    else:
        case.actor = "+".join(sorted(case.features.foreign)[:2])


def settle_story(cases: list[Case], contexts: Mapping[str, Context], about: Mapping[str, Profile]) -> None:
    profile = about[cases[0].story]
    settle_scenes(cases, contexts, profile)
    _settle_subjects(cases, profile)
    _settle_entities([c for c in cases if c.features.family not in COMPANY])
    _settle_employers([c for c in cases if c.features.family in COMPANY], contexts, profile.common)
    settle_rounds(cases)
    by(cases, lambda c: (c.features.measure, c.features.unit), _settle_periods)
    _settle_incidents(cases, contexts, profile)
    by(cases, lambda c: c.figure.article, lambda found: _settle_constituencies(found, contexts, profile))
    nation = own_nation(cases, contexts, profile)
    settle_abroad(cases, contexts, nation)
    for case in cases:
        if case.features.family == "money" and case.features.sum:
            case.part = "in all"
    totals = {sort(c) for c in cases if not c.features.places and c.figure.article in profile.articles}
    for case in cases:
        case.local = not set(case.features.places) & profile.common
        case.place = part_place(case, contexts[case.figure.article], profile, nation, total_told=sort(case) in totals)
        if case.place and case.features.incident.startswith("at "):
            case.features = replace(case.features, incident="")  # the campsite of the village that is named
    by(cases, lambda c: (c.features.measure, c.features.unit), contrast_places)
    settle_numbers(cases)


def _settle_constituencies(cases: list[Case], contexts: Mapping[str, Context], profile: Profile) -> None:
    """Where an article sets votes nationwide against others, these are its own place's."""
    votes = [c for c in cases if c.features.family == "election"]
    told_of_all = [c for c in votes if NATIONWIDE in c.features.places]
    own = min(contexts[cases[0].figure.article].places - profile.common, default="")
    for case in votes:
        if case in told_of_all:
            case.features = replace(case.features, places=())
        elif told_of_all and own and not case.features.places:
            case.features = replace(case.features, places=(own,))


def _settle_subjects(cases: list[Case], profile: Profile) -> None:
    """Makes people of whom the words say no more one group; in a war, people of an army's country are its soldiers."""
    _settle_origins(cases)
    armies = {c.features.origin for c in cases if c.features.subject == "soldiers" and c.features.origin}
    contrasted = _both_in_one_article(cases, "civilians")
    contrasted |= {(c.features.measure, c.features.unit) for c in cases if c.features.subject == "soldiers"}
    others = {c.figure.article for c in cases if c.features.family == "harm" and c.features.subject in _NO_SOLDIERS}
    mostly = {m for m in {c.features.measure for c in cases} if _mostly_soldiers(cases, m)}
    for case in cases:
        f = case.features
        local = f.incident or (f.places and not f.places[0].isupper())
        all_soldiers = f.measure in mostly and not local and case.figure.article not in others
        if f.family == "harm" and (f.origin in armies or all_soldiers) and f.subject in ("", "soldiers"):
            f = replace(f, subject="soldiers")
        if f.subject == "people" or (f.subject == "civilians" and (f.measure, f.unit) not in contrasted):
            f = replace(f, subject="")
        if f.subject != "soldiers" and f.family in ("harm", "move", "deploy", "attack"):
            f = replace(f, origin="")
        case.features = f
    default = {m: _usual_origin(cases, m) for m in {c.features.measure for c in cases}}
    for case in cases:
        f = case.features
        if f.subject == "soldiers" and not f.origin:
            case.features = replace(f, origin=default[f.measure])


def _settle_origins(cases: list[Case]) -> None:
    """One country under its name and the form of its people: "Gorland", "Gorlandian"; countries that a list knows are one."""
    told = sorted({c.features.origin for c in cases if c.features.origin and not c.features.origin.isupper()}, key=len)
    short: dict[str, str] = {}
    for origin in told:
        stem = next((s for s in short if len(s) > 3 and origin.startswith(s) and len(origin) <= len(s) + 3), origin)
        short[origin] = short.get(stem, origin)
    for case in cases:
        if case.features.origin in short:
            case.features = replace(case.features, origin=short[case.features.origin])


_NO_SOLDIERS = frozenset(("people", "civilians", "children", "women", "families"))


def _mostly_soldiers(cases: list[Case], measure: str) -> bool:
    """Whether this measure is mostly told of soldiers in the story, so that a figure that says nothing counts them too."""
    told = Counter(c.features.subject for c in cases if c.features.measure == measure and not c.features.period)
    return told["soldiers"] > max(2, 2 * told["people"])


def _usual_origin(cases: list[Case], measure: str) -> str:
    told = Counter(
        c.features.origin for c in cases if c.features.measure == measure and c.features.origin and not c.features.rate
    )
    return min(told, key=lambda o: (-told[o], o)) if told else ""


def _both_in_one_article(cases: list[Case], group: str) -> set[tuple[str, str]]:
    """The measures for which one claimant in one article counts both the group and people in general, with other numbers."""
    seen: dict[tuple[str, str, str, str], dict[bool, set[tuple[float | None, float | None]]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for c in cases:
        f = c.features
        seen[f.measure, f.unit, c.figure.article, c.figure.claimant][f.subject == group].add((c.figure.low, c.figure.high))
    return {k[:2] for k, sides in seen.items() if len(sides) == 2 and sides[True] != sides[False]}


def _settle_entities(cases: list[Case]) -> None:
    """A candidate or party under its fullest name in the story: "Greens" is the "Green Alliance" where only one fits."""
    told = sorted({c.features.entity for c in cases if c.features.entity}, key=lambda e: (-len(e.split()), e))
    fullest: dict[str, str] = {}
    for entity in told:
        fitting = {fullest[t] for t in fullest if set(entity.split()) < set(t.split())}
        fullest[entity] = fitting.pop() if len(fitting) == 1 else entity
    for case in cases:
        if case.features.entity:
            case.features = replace(case.features, entity=fullest[case.features.entity])


def _settle_employers(cases: list[Case], contexts: Mapping[str, Context], common: frozenset[str]) -> None:
    """A figure of no named company is of the one that its article is about, or else of the one that most of the story names."""
    known = Counter(c.features.entity for c in cases if c.features.entity)
    usual = min(known, key=lambda e: (-known[e], e)) if known else ""
    for case in cases:
        if case.features.entity == SEVERAL:
            case.part = f"={case.figure.low}..{case.figure.high}"  # sums over companies, each over its own
        if not case.features.entity:
            leader = contexts[case.figure.article].leader
            case.features = replace(case.features, entity=leader if leader in known or leader in common else usual)


def _settle_periods(cases: list[Case]) -> None:
    """Where half of the figures of a measure are totals of the whole war, that is the story's own measure."""
    if 2 * sum(c.features.period == "long" for c in cases) >= len(cases) or not _long_is_apart(cases):
        for case in cases:
            if case.features.period == "long":
                case.features = replace(case.features, period="")


def _long_is_apart(cases: list[Case]) -> bool:
    """Whether some article sets totals of the whole war against much smaller numbers of the same people."""
    for long in (c for c in cases if c.features.period == "long"):
        for c in cases:
            near = c.figure.article == long.figure.article and c.features.period == "" and c.features.rate == long.features.rate
            same = (c.features.subject, c.features.origin) == (long.features.subject, long.features.origin)
            if long.features.period == "long" and near and same and not c.features.part and much_smaller(c, long):
                return True
    return False


def _settle_incidents(cases: list[Case], contexts: Mapping[str, Context], profile: Profile) -> None:
    """An article that opens with an incident speaks of it throughout.

    The incident is the story's own event, and tells nothing apart, where the article opens in the story's own place, or where
    half of the story's articles speak of it.
    """
    for case in cases:
        context = contexts[case.figure.article]
        own = context.incident
        if own and case.features.incident in ("", own) and any(not n.isupper() for n in context.headline & profile.common):
            case.features = replace(case.features, incident="")
        elif own and case.features.family == "harm" and not case.features.incident and case.features.period != "long":
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
