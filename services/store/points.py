"""The points of a series: each figure that a claimant put forward, once, with all the articles in which it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from services.store.intervals import Reading
from shared.claims import Comparator, Modality

OUTLET = "outlet:"  # prefix of the claimant of a figure that an outlet states in its own voice


@dataclass(frozen=True, slots=True)
class Telling:
    """One figure of a series in one article version, as joined: `claimant` is a speaker key, null for the outlet's own voice.

    `as_of` is the time that the figure speaks about where its words tell it, else the publication time. `relays` are the
    outlets or agencies through which it came. `publisher` is the publisher family, `origin` the article that this article's
    text goes back to (its own id where it is nobody's copy), `agency` the wire service credited there. `current` says whether
    the newest version of its article still tells it.
    """

    figure: str
    article: str
    version: str
    publisher: str
    low: float | None
    high: float | None
    comparator: Comparator
    unit: str = "count"
    claimant: str | None = None
    as_of: datetime | None = None
    published: datetime | None = None
    rate: str | None = None
    cumulative: bool = True
    modality: Modality = "asserted"
    negated: bool = False
    relays: tuple[str, ...] = ()
    origin: str = ""
    agency: str | None = None
    in_text: bool = True
    current: bool = True


@dataclass(frozen=True, slots=True)
class Point:
    """What one claimant said once: the reading, when first and last seen, and every telling of it.

    The same figure in headline, lead and body of one article is one telling in `articles`, and one point.
    """

    reading: Reading
    first: datetime | None
    last: datetime | None
    articles: tuple[str, ...]
    versions: tuple[str, ...]
    relays: tuple[str, ...]
    tellings: tuple[Telling, ...]

    @property
    def claimant(self) -> str:
        """The claimant's key; "outlet:<publisher family>" for an outlet's own voice."""
        return self.reading.claimant or ""

    @property
    def current(self) -> bool:
        """Whether the newest version of some article still tells it."""
        return any(t.current for t in self.tellings)


def points(tellings: Iterable[Telling]) -> list[Point]:
    """The points of one series in order of time, the same whatever the order of the tellings.

    Tellings are one point when claimant, bounds, comparator, sense and modality agree; an own-voice headline counts for the
    claimant to whom the body of the same article gives the same figure.
    """
    told = _own_voice_settled(sorted(tellings, key=lambda t: (t.article, t.version, t.figure)))
    grouped: dict[tuple[object, ...], list[Telling]] = defaultdict(list)
    for telling, claimant in told:
        t = telling
        grouped[claimant, t.low, t.high, t.comparator, t.unit, t.rate or "", t.modality, t.negated].append(t)
    found = [_point(str(key[0]), members) for key, members in grouped.items()]
    return sorted(found, key=lambda p: (_time(p.first), p.claimant, p.reading.low or 0.0, p.reading.high or 0.0))


def _own_voice_settled(tellings: list[Telling]) -> list[tuple[Telling, str]]:
    """Each telling with its claimant; a figure without one takes the claimant of its twin in the same article version."""
    named: dict[tuple[str, str, float | None, float | None], set[str]] = defaultdict(set)
    for t in tellings:
        if t.claimant:
            named[t.version, t.unit, t.low, t.high].add(t.claimant)
            named[t.version, t.unit, t.high, t.low].add(t.claimant)
    settled = []
    for t in tellings:
        twins = _twins(named, t)
        own = min(twins) if len(twins) == 1 else OUTLET + t.publisher
        settled.append((t, t.claimant or own))
    return settled


def _twins(named: dict[tuple[str, str, float | None, float | None], set[str]], t: Telling) -> set[str]:
    """Claimants of the same number in the same version; a headline's "3,000" is the body's "more than 3,000"."""
    found = set(named.get((t.version, t.unit, t.low, t.high), set()))
    if not found and t.low is not None and t.low == t.high:
        found = named.get((t.version, t.unit, t.low, None), set()) | named.get((t.version, t.unit, None, t.low), set())
    return found


def _point(claimant: str, members: list[Telling]) -> Point:
    times = sorted(x for x in (t.as_of or t.published for t in members) if x)
    one = members[0]
    reading = Reading(
        one.low,
        one.high,
        one.comparator,
        unit=one.unit,
        claimant=claimant,
        as_of=times[0] if times else None,
        rate=one.rate,
        cumulative=one.cumulative,
        modality=one.modality,
        negated=one.negated,
    )
    return Point(
        reading=reading,
        first=times[0] if times else None,
        last=times[-1] if times else None,
        articles=tuple(sorted({t.article for t in members})),
        versions=tuple(sorted({t.version for t in members})),
        relays=tuple(sorted({r for t in members for r in t.relays})),
        tellings=tuple(members),
    )


def _time(moment: datetime | None) -> datetime:
    return moment or datetime.max.replace(tzinfo=UTC)
