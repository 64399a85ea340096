"""Stories: sets of articles on one event, connected by `contexts.linked`.

Linking judges two articles alone and links are never taken back, so the stories are the same whatever the order of arrival:
adding articles one by one (`merge_into`) ends where grouping all at once (`stories`) ends.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.store.contexts import Context, linked

COMMON = 0.4  # share of a story's articles in whose headline or opening a name must stand to be the story's own


@dataclass(frozen=True)
class Profile:
    """What a story's articles have in common: its articles, topics, and the names that many of them put in focus."""

    articles: tuple[str, ...]
    topics: frozenset[str]
    common: frozenset[str]
    focus: frozenset[str]


def stories(contexts: Iterable[Context]) -> dict[str, str]:
    """For each article the id of its story, which is the id of the story's earliest article."""
    ordered = sorted(contexts, key=_age)
    root = {c.article: c.article for c in ordered}

    def find(article: str) -> str:
        while root[article] != article:
            root[article] = root[root[article]]
            article = root[article]
        return article

    rank = {c.article: i for i, c in enumerate(ordered)}
    for a, b in _pairs(ordered):
        first, second = sorted((find(a.article), find(b.article)), key=rank.__getitem__)
        if first != second and linked(a, b):
            root[second] = first
    return {c.article: find(c.article) for c in ordered}


def _pairs(ordered: Sequence[Context]) -> Iterable[tuple[Context, Context]]:
    """The pairs that share a blocking key, each once."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for i, c in enumerate(ordered):
        near = Counter(j for key in c.block_keys() for j in blocks[key])
        yield from ((ordered[j], c) for j in sorted(near))
        for key in c.block_keys():
            blocks[key].append(i)


def merge_into(new: Context, near: Iterable[Context], known: Mapping[str, str]) -> frozenset[str]:
    """The stories that a new article belongs to and thereby joins into one; empty for a story of its own.

    `near` are the contexts that share a blocking key with it, `known` the story of each. The figures of all these stories
    together with the new ones are what must be joined again.
    """
    return frozenset(known[c.article] for c in near if linked(new, c))


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
    )


def _age(c: Context) -> tuple[datetime, str]:
    return (c.published or datetime.max.replace(tzinfo=UTC), c.article)
