"""Independent corroboration: how many publishers and claimants stand behind a point, with the arithmetic shown.

Counting rules, in this order, each article counting at most once:
1. "X reports" counts for X: an article that relays the figure from another outlet or agency stands behind nobody but it.
2. A wire copy, credited or not, counts for the agency, or for the article that it copies where no agency is known.
3. Editions and outlets of one publisher family count once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from services.store.points import Point, Telling
from services.store.speakers import speaker_key


@dataclass(frozen=True, slots=True)
class Corroboration:
    """How many stand behind a point, and how that was counted.

    `voices` maps each independent voice ("publisher:Harrow Media", "body:REUTERS") to the articles that count for it;
    `claimants` are the speakers who put the figure forward themselves; `steps` is the arithmetic in plain words.
    """

    articles: int
    voices: dict[str, tuple[str, ...]]
    claimants: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def independent(self) -> int:
        """The number of independent publishers or agencies."""
        return len(self.voices)


def corroborate(points: Iterable[Point]) -> Corroboration:
    """Who stands behind one figure: usually one point, or several compatible ones of different claimants."""
    held = list(points)
    tellings = _one_per_article(t for p in held for t in p.tellings)
    counted = _counted(tellings)
    return Corroboration(
        articles=len(tellings),
        voices=_articles(counted),
        claimants=tuple(sorted({p.claimant for p in held})),
        steps=_steps(tellings, counted),
    )


def voices(tellings: Iterable[Telling]) -> dict[str, tuple[str, ...]]:
    """The independent voices among the tellings of one figure, each with the articles that count for it."""
    return _articles(_counted(_one_per_article(tellings)))


def _counted(tellings: list[Telling]) -> dict[str, list[Telling]]:
    publishers = {t.article: t.publisher for t in tellings}
    counted: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        counted[_voice(telling, publishers)].append(telling)
    return counted


def _articles(counted: dict[str, list[Telling]]) -> dict[str, tuple[str, ...]]:
    return {voice: tuple(sorted(t.article for t in members)) for voice, members in sorted(counted.items())}


def _one_per_article(tellings: Iterable[Telling]) -> list[Telling]:
    """One telling of each article: the first one without a relay (the article's own), else the first."""
    chosen: dict[str, Telling] = {}
    for t in sorted(tellings, key=lambda t: (t.article, bool(t.relays), t.version, t.figure)):
        chosen.setdefault(t.article, t)
    return list(chosen.values())


def _voice(telling: Telling, publishers: dict[str, str]) -> str:
    """For whom an article counts. The innermost relay is the one who reported."""
    if telling.relays:
        return speaker_key(telling.relays[-1], "outlet")
    if telling.agency:
        return speaker_key(telling.agency, "outlet")
    if telling.origin and telling.origin != telling.article:
        return f"publisher:{publishers.get(telling.origin, telling.origin)}"
    return f"publisher:{telling.publisher}"


def _steps(tellings: list[Telling], counted: dict[str, list[Telling]]) -> tuple[str, ...]:
    total = len(tellings)
    relayed = sum(bool(t.relays) for t in tellings)
    copied = sum(_copied(t) for t in tellings)
    editions = sum(len(members) - 1 for members in counted.values() if all(not t.relays and not _copied(t) for t in members))
    others = total - len(counted) - editions
    steps = [f"{total} article{'s' * (total != 1)} carr{'y' if total != 1 else 'ies'} the figure"]
    if relayed:
        steps.append(
            f"{relayed} only relay{'s' * (relayed == 1)} it from another outlet and count{'s' * (relayed == 1)} for that outlet"
        )
    if copied:
        steps.append(
            f"{copied} {'are wire copies' if copied != 1 else 'is a wire copy'} and count{'s' * (copied == 1)} for the origin"
        )
    if editions:
        steps.append(f"{editions} more {'are editions' if editions != 1 else 'is an edition'} of a publisher already counted")
    minus = "".join(f" − {n}" for n in (others, editions) if n)
    steps.append(f"{total}{minus} = {len(counted)} independent" if minus else f"{len(counted)} independent")
    return tuple(steps)


def _copied(telling: Telling) -> bool:
    return not telling.relays and bool(telling.agency or (telling.origin and telling.origin != telling.article))
