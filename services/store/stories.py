"""Stories: sets of articles on one event, connected by `contexts.linked`.

Linking judges two articles alone and links are never taken back, so the stories are the same whatever the order of arrival:
adding articles one by one (`merge_into`) ends where grouping all at once (`stories`) ends.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.store.contexts import Context
from services.store.links import linked

COMMON = 0.4  # share of a story's articles in whose headline or opening a name must stand to be the story's own


@dataclass(frozen=True)
class Profile:
    """What a story's articles have in common: its articles, topics, the names that many of them put in focus, its times."""

    articles: tuple[str, ...]
    topics: frozenset[str]
    common: frozenset[str]
    focus: frozenset[str]
    moments: tuple[datetime, ...] = ()

    def near(self, moment: datetime | None, window: timedelta) -> bool:
        """Whether some article of the story is no further than `window` from a moment; where no time is told, it is."""
        if moment is None or len(self.moments) < len(self.articles):
            return True
        at = bisect_left(self.moments, moment)
        return any(abs(m - moment) <= window for m in self.moments[max(0, at - 1) : at + 1])


def stories(contexts: Iterable[Context]) -> dict[str, str]:
    """For each article the id of its story, which is the id of the story's earliest article.

    A search through the links: each article is compared with those alone that no story holds yet, so that one story of
    thousands costs little more than its own length.
    """
    ordered = sorted(contexts, key=_age)
    blocks: dict[str, set[int]] = defaultdict(set)
    for i, c in enumerate(ordered):
        for key in c.block_keys:
            blocks[key].add(i)
    story: dict[str, str] = {}
    for i, first in enumerate(ordered):
        if first.article not in story:
            _follow_links(i, ordered, blocks, story)
    return story


def _follow_links(first: int, ordered: list[Context], blocks: dict[str, set[int]], story: dict[str, str]) -> None:
    """Give all articles that links connect with the first one, itself the earliest of them, its id as their story."""
    root, left = ordered[first].article, [first]
    _take(first, root, ordered, blocks, story)
    while left:
        c = ordered[left.pop()]
        near = set[int]().union(*(blocks[key] for key in c.block_keys))
        for j in sorted(near):
            if linked(c, ordered[j]):
                _take(j, root, ordered, blocks, story)
                left.append(j)


def _take(i: int, root: str, ordered: list[Context], blocks: dict[str, set[int]], story: dict[str, str]) -> None:
    story[ordered[i].article] = root
    for key in ordered[i].block_keys:
        blocks[key].discard(i)


def merge_into(new: Context, near: Iterable[Context], known: Mapping[str, str]) -> frozenset[str]:
    """The stories that a new article belongs to and thereby joins into one; empty for a story of its own.

    `near` are the contexts that share a blocking key with it, `known` the story of each. The figures of all these stories
    together with the new ones are what must be joined again.
    """
    found = set[str]()
    for c in near:
        if known[c.article] not in found and linked(new, c):
            found.add(known[c.article])
    return frozenset(found)


def profiles(contexts: Iterable[Context], story_of: Mapping[str, str]) -> dict[str, Profile]:
    """The profile of each story."""
    members: dict[str, list[Context]] = defaultdict(list)
    for c in contexts:
        members[story_of[c.article]].append(c)
    return {story: _profile(found) for story, found in members.items()}


def _profile(members: list[Context]) -> Profile:
    counted = Counter(n for c in members for n in c.focus)
    topics = Counter(t for c in members for t in c.topics)
    half = max(1.0, COMMON * len(members))
    return Profile(
        articles=tuple(sorted(c.article for c in members)),
        topics=frozenset(t for t, n in topics.items() if n >= half),
        common=frozenset(n for n, k in counted.items() if k >= half),
        focus=frozenset(counted),
        moments=tuple(sorted(c.published for c in members if c.published)),
    )


def _age(c: Context) -> tuple[datetime, str]:
    return (c.published or datetime.max.replace(tzinfo=UTC), c.article)
