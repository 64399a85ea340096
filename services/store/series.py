"""Figure series: which figures speak of the same measured thing.

Rules first settle, from article and story, what the words leave open: story, unit, what happened (killed, wounded, displaced
...), to whom, of which country, in which part of the whole, per day or in total, in which year, for which candidate or company,
in which single incident. `Key` lists them. Figures of one story and unit are then grouped by how alike they are, of which these
fields are the most part (`likeness`, `grouping`).

`join` is a pure function of the figures, their articles' contexts and the operators' decisions, the same for every order. To
add an article: `stories.merge_into` names the stories it touches, `affected` adds those whose figures speak of one another in
passing; `join` over the figures and contexts of these stories alone gives what joining everything at once would give.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from services.store.cases import Case, by, reading_order
from services.store.contexts import Context
from services.store.figures import Figure
from services.store.grouping import grouped
from services.store.inheritance import inherit
from services.store.overrides import NO_OVERRIDES, Overrides, apply
from services.store.settling import guest_names, hosts, send_to_other_story, settle_story
from services.store.stories import profiles, stories


def join(figures: Iterable[Figure], contexts: Iterable[Context], overrides: Overrides = NO_OVERRIDES) -> dict[str, str]:
    """The series id of each figure id.

    A series id follows from its earliest figure (by publication, then id); when an earlier figure arrives the id changes, and
    the store keeps the old one as an alias.
    """
    known = {c.article: c for c in contexts}
    ordered = sorted(figures, key=reading_order)
    decided = apply(grouped(settled(ordered, known)), overrides)
    first: dict[str, str] = {}
    for figure in sorted(ordered, key=_age):
        first.setdefault(decided[figure.id], figure.id)
    return {f.id: _series_id(first[decided[f.id]]) for f in ordered}


def settled(figures: Iterable[Figure], contexts: Mapping[str, Context]) -> list[Case]:
    """The figures in reading order, each with the key at which the rules arrive. Each has its article's context."""
    story_of = stories(contexts.values())
    about = profiles(contexts.values(), story_of)
    cases = [Case(f, f.features, story_of[f.article]) for f in sorted(figures, key=reading_order)]
    by(cases, lambda c: c.figure.article, inherit)
    for case in cases:
        send_to_other_story(case, contexts, about)
    by(cases, lambda c: c.story, lambda members: settle_story(members, contexts, about))
    return cases


def affected(touched: Iterable[str], figures: Iterable[Figure], contexts: Mapping[str, Context]) -> frozenset[str]:
    """The stories that must be joined again together with those in `touched`: all that guests connect them with.

    A guest is a figure that turns to another story ("floods in neighbouring Tolvania killed eight"). `figures` and `contexts`
    are those of all stories that may be concerned; an index on `guest_names` finds them in a large store.
    """
    story_of = stories(contexts.values())
    about = profiles(contexts.values(), story_of)
    edges: dict[str, set[str]] = defaultdict(set)
    for figure in figures:
        home = story_of[figure.article]
        own = contexts[figure.article]
        for host in hosts(guest_names(figure.features, own), own, home, about):
            edges[home].add(host)
            edges[host].add(home)
    found, left = set(), set(touched)
    while left:
        story = left.pop()
        found.add(story)
        left |= edges[story] - found
    return frozenset(found)


def _series_id(first_figure: str) -> str:
    return "s" + hashlib.sha256(first_figure.encode()).hexdigest()[:16]


def _age(figure: Figure) -> tuple[datetime, str]:
    return (figure.published or datetime.max.replace(tzinfo=UTC), figure.id)
