"""Who is meant by each of many names when all are seen together.

`group` joins names that are surely one; then a bare family name or an acronym joins the one fuller name it can mean, and
stays alone where it could mean two. Only names that have something in common are compared: of a thousand councils in a
ledger none is compared with all the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations, product

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from services.store.countries import fold
from services.store.speakers import (
    NEAR_SPELLING,
    NO_ALIASES,
    Aliases,
    Decision,
    Speaker,
    body,
    person,
    same_speaker,
    speaker_key,
)

Near = Mapping[Speaker, set[Speaker]]
"""For each name those that may be one with it; all others are somebody else."""
Pairs = Iterator[tuple[Speaker, Speaker]]


def group(speakers: Iterable[Speaker], aliases: Aliases = NO_ALIASES) -> dict[Speaker, str]:
    """The key of each speaker when all are seen together; the same whatever their order.

    Sure matches join first. Then a name that is unsure joins the one group it may mean, if there is only one; a group that
    holds somebody "different" is never joined.
    """
    names = sorted(set(speakers))
    near = _near(names, aliases)
    sure = _merge(names, near, aliases)
    meant = _meant(sure, near, aliases)
    joined: dict[int, list[Speaker]] = defaultdict(list)
    for i, members in enumerate(sure):
        root = i
        while meant[root] != root:
            root = meant[root]
        joined[root] += members
    return {s: key for members in joined.values() for key in [_group_key(members)] for s in members}


def _merge(names: list[Speaker], near: Near, aliases: Aliases) -> list[list[Speaker]]:
    """Groups meet when some pair is surely the same and no pair is surely different."""
    merged: list[list[Speaker]] = []
    home: dict[Speaker, int] = {}
    for name in names:
        for i in sorted({home[other] for other in near[name] if other in home}):
            found = _decisions(merged[i], [name], near, aliases)
            if "same" in found and "different" not in found:
                break
        else:
            i = len(merged)
            merged.append([])
        merged[i].append(name)
        home[name] = i
    return merged


def _meant(groups: list[list[Speaker]], near: Near, aliases: Aliases) -> list[int]:
    """For each group the one fuller group that it can mean: at least one pair unsure, none different. Else itself."""
    fuller = [_fuller(members) for members in groups]
    home = {name: i for i, members in enumerate(groups) for name in members}
    meant = list(range(len(groups)))
    for i, members in enumerate(groups):
        found = []
        for other in {home[name] for member in members for name in near[member]}:
            if fuller[other] > fuller[i]:
                decisions = _decisions(members, groups[other], near, aliases)
                if "different" not in decisions and "unsure" in decisions:
                    found.append(other)
        if len(found) == 1:
            meant[i] = found[0]
    return meant


def _decisions(some: Iterable[Speaker], others: Collection[Speaker], near: Near, aliases: Aliases) -> set[Decision]:
    return {
        same_speaker(one, other, aliases).decision if other in near[one] else "different" for one in some for other in others
    }


def _fuller(members: list[Speaker]) -> tuple[int, int]:
    """How much a group's fullest name tells, for "the shorter joins the fuller"."""
    return max((len(fold(s.name).split()), len(s.name)) for s in members)


def _group_key(members: list[Speaker]) -> str:
    return min({_key(s) for s in members}, key=lambda k: (-len(k.split()), -len(k), k))


def _key(speaker: Speaker) -> str:
    return speaker_key(speaker.name, speaker.kind, speaker.article)


# -- who is worth comparing


def _near(names: Iterable[Speaker], aliases: Aliases) -> Near:
    near: dict[Speaker, set[Speaker]] = {name: set() for name in names}
    by_key = _collected((_key(name), name) for name in near)
    persons = [name for name in near if name.kind == "person"]
    bodies = [name for name in near if name.kind not in ("person", "unnamed")]
    spelt = (pair for those in by_key.values() for pair in combinations(those, 2))
    for a, b in (*spelt, *_merged(by_key, aliases), *_persons(persons), *_bodies(bodies)):
        if a != b:
            near[a].add(b)
            near[b].add(a)
    return near


def _merged(by_key: Mapping[str, list[Speaker]], aliases: Aliases) -> Pairs:
    """What operators merged."""
    for keys in aliases.merged:
        yield from combinations([name for key in sorted(keys) for name in by_key.get(key, ())], 2)


def _persons(names: Iterable[Speaker]) -> Pairs:
    """Persons whose family names are spelt alike and whose first names agree, may be meant by an initial, or are not told."""
    families: dict[str, dict[str, list[Speaker]]] = defaultdict(lambda: defaultdict(list))
    for name in names:
        who = person(name.name)
        families[who.family][who.given[0] if who.given else ""].append(name)
    for family, first in families.items():
        for other in _alike(family, families):
            for given, those in first.items():
                for fits in _agreeing(given, families[other]):
                    yield from product(those, families[other][fits])


def _agreeing(given: str, others: Mapping[str, list[Speaker]]) -> Iterable[str]:
    """Those first names that may be this one."""
    if not given:
        return others
    if len(given) == 1:
        return [other for other in others if other[:1] in ("", given)]
    return {*_alike(given, others), *(short for short in ("", given[0]) if short in others)}


def _bodies(names: Iterable[Speaker]) -> Pairs:
    """Bodies of which one's words are among the other's, and those whose letters an acronym has."""
    known = {name: body(name.name) for name in names}
    telling = _collected((word, name) for name, of in known.items() for word in sorted(of.words))
    lettered = _collected((of.initials, name) for name, of in known.items() if of.has_acronym)
    for name, of in known.items():
        rarest = min(of.words, key=lambda word: (len(telling[word]), word), default=None)
        for other in telling[rarest] if rarest else ():
            if of.words <= known[other].words:
                yield name, other
        if of.is_acronym:
            yield from ((name, other) for other in lettered.get(of.initials, ()))


def _alike(word: str, others: Iterable[str]) -> set[str]:
    """Those of the others that are this word but for spelling."""
    known = list(others)
    found = process.extract(word, known, scorer=JaroWinkler.similarity, score_cutoff=NEAR_SPELLING, limit=None)
    return {other for other, *_ in found}


def _collected(pairs: Iterable[tuple[str, Speaker]]) -> dict[str, list[Speaker]]:
    found: dict[str, list[Speaker]] = defaultdict(list)
    for key, name in pairs:
        found[key].append(name)
    return found
