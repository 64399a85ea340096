"""Stories: sets of articles on one event, connected by `contexts.linked`.

Linking judges two articles alone and links are never taken back, so the stories are the same whatever the order of arrival:
adding articles one by one (`merge_into`) ends where grouping all at once (`stories`) ends.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.store.contexts import Context
from services.store.links import block_keys, linked

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
    free = _Free([block_keys(c) for c in ordered])
    story: dict[str, str] = {}
    for i, first in enumerate(ordered):
        if first.article not in story:
            for j in _linked_with(i, ordered, free):
                story[ordered[j].article] = first.article
    return story


class _Free:
    """The articles (by number) that no story holds yet, by their blocking keys."""

    def __init__(self, keys: Sequence[tuple[str, ...]]) -> None:
        self._keys = keys
        self._blocks: dict[str, set[int]] = defaultdict(set)
        for i, those in enumerate(keys):
            for key in those:
                self._blocks[key].add(i)

    def near(self, i: int) -> list[int]:
        """Those that share a key with an article."""
        return sorted(set[int]().union(*(self._blocks[key] for key in self._keys[i])))

    def take(self, i: int) -> None:
        """A story holds it now."""
        for key in self._keys[i]:
            self._blocks[key].discard(i)


def _linked_with(first: int, ordered: Sequence[Context], free: _Free) -> Iterator[int]:
    """All free articles that links connect with the first one, itself among them; they are free no more."""
    free.take(first)
    left = [first]
    while left:
        i = left.pop()
        yield i
        for j in free.near(i):
            if linked(ordered[i], ordered[j]):
                free.take(j)
                left.append(j)


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
