"""Wire copies: which articles are one agency's text, credited or not, and where it began.

Two independent signs: a credit ("(Reuters)", "Associated Press contributed") and near-duplicate text. The latter compares
`Article.fingerprint`, a MinHash signature (Broder 1997): 64 to 128 unsigned integers whose share of equal positions
estimates the Jaccard similarity of the texts' word shingles. All signatures compared must come from one hash family.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import combinations

from services.store.countries import fold
from shared.articles import Article, resemblance

NEAR_DUPLICATE = 0.5  # of shingles shared; an edited wire copy keeps well over half, articles on one event a few percent
MEETING = 0.9  # the least probability with which two texts that share so many meet in some band

# Agency code: the ways in which credits name it (regular expressions, matched as whole words).
AGENCIES: dict[str, str] = {
    "Reuters": r"reuters",
    "AP": r"AP|associated press",
    "AFP": r"AFP|agence france[- ]presse",
    "dpa": r"dpa|deutsche presse[- ]agentur",
    "Xinhua": r"xinhua(?: news agency)?",
    "Interfax": r"interfax(?:-ukraine)?",
    "TASS": r"(?:ITAR-)?TASS",
    "Ukrinform": r"ukrinform",
    "PA": r"PA(?: media)?|press association",
    "AAP": r"AAP|australian associated press",
    "ANSA": r"ANSA",
    "EFE": r"EFE|agencia efe",
    "Kyodo": r"kyodo(?: news)?",
    "Yonhap": r"yonhap(?: news agency)?",
    "ANI": r"ANI",
    "PTI": r"PTI|press trust of india",
    "IANS": r"IANS",
    "Anadolu": r"AA|anadolu(?: agency)?",
    "CP": r"CP|canadian press",
    "UPI": r"UPI|united press international",
    "Bloomberg": r"bloomberg(?: news)?",
    "Belga": r"belga",
    "TT": r"TT news agency",
    "NTB": r"NTB",
    "SANA": r"SANA",
    "APA": r"APA",
    "PAP": r"PAP",
    "CNA": r"CNA",
    "GNA": r"GNA|ghana news agency",
    "SAnews": r"SAnews",
    "dpa-AFX": r"dpa-AFX",
    "ThomsonReuters": r"thomson reuters foundation",
}


@dataclass(frozen=True, slots=True)
class Item:
    """What tracing needs of an article version: `credit` is an agency code or null, `publisher` the publisher family."""

    id: str
    publisher: str
    published: datetime | None
    fingerprint: tuple[int, ...] = ()
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article's text comes from: `root` is the id of the origin, `agency` its credit, `reason` in plain words.

    An article that is nobody's copy is its own root.
    """

    root: str
    agency: str | None
    reason: str


def credit(article: Article) -> str | None:
    """The agency that an article credits: its metadata, byline, date line or closing line. Null where it credits none.

    Words that merely quote an agency ("told Reuters") are no credit.
    """
    stated = [article.wire or "", *article.authors]
    for words in stated:
        found = _agency(words)
        if found:
            return found
    lines = [line.strip() for line in article.text.split("\n") if line.strip()]
    head, tail = lines[:2], lines[-3:]
    return _from(head, _DATELINE) or _from([*head, *tail], _BYLINE)


_ANY = "|".join(sorted(AGENCIES.values(), key=len, reverse=True))
_DATELINE = re.compile(
    rf"^[A-Z][\w .,/’'-]{{1,60}}?(?:,[^()\n]{{1,30}})?\s*\(((?i:{_ANY}))\)|^\(((?i:{_ANY}))\)"
    rf"|^[A-Z][A-Z ,/.-]{{2,40}}[-–—]\s*((?i:{_ANY}))\b"
)
_BY = "by|source|sources|credit|with reporting by|with files from|with material from|additional reporting by|reporting by"
_BYLINE = re.compile(
    rf"^\W*(?:{_BY})\W+(?:[^.\n]{{0,60}}?\b)?((?i:{_ANY}))\W*$"
    rf"|^\W*(?:the )?((?i:{_ANY}))\W*$|^\W*the ((?i:{_ANY})) contributed to this\b.*$"
    rf"|[–—-]\s*((?i:{_ANY}))\W*$|\(((?i:{_ANY}))\)\W*$",
    re.IGNORECASE,
)


def _from(lines: Iterable[str], pattern: re.Pattern[str]) -> str | None:
    for line in lines:
        match = pattern.search(line)
        if match:
            words = next((g for g in match.groups() if g), "")
            found = _agency(words)
            if found:
                return found
    return None


def _agency(words: str) -> str | None:
    """The agency named by `words`; short codes must be in capitals, so that "ap" in a name is none."""
    for code, pattern in AGENCIES.items():
        for alternative in pattern.split("|"):
            flags = 0 if alternative[:2].isupper() or len(alternative) < 5 else re.IGNORECASE
            if re.search(rf"(?<![\w-]){alternative}(?![\w-])", words, flags):
                return code
    return None


def band_keys(fingerprint: Sequence[int]) -> tuple[str, ...]:
    """Locality-sensitive blocking keys: near-duplicates share at least one. Indexable columns of a side table.

    A band is a run of values, and two texts meet where all values of one are equal: with probability 1 - (1 - s^rows)^bands
    at a similarity of s. Of 64 values 21 bands of 3 are made: 0.02 at a similarity of 0.1, 0.16 at 0.2, 0.44 at 0.3, 0.94 at
    0.5, 0.994 at 0.6, 0.9998 at 0.7. (J. Leskovec and others, Mining of Massive Datasets, 2014, 3.4.)
    """
    rows = _rows(len(fingerprint))
    return tuple(f"{n}:{_digest(fingerprint[n * rows : (n + 1) * rows])}" for n in range(len(fingerprint) // rows))


@cache
def _rows(values: int) -> int:
    """The longest bands, which hold apart best, with which near-duplicates still meet."""
    meeting = (rows for rows in range(1, values + 1) if 1 - (1 - NEAR_DUPLICATE**rows) ** (values // rows) >= MEETING)
    return max(meeting, default=1)


def _digest(values: Sequence[int]) -> str:
    return hashlib.blake2b(",".join(map(str, values)).encode(), digest_size=8).hexdigest()


def near_duplicates(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether the texts of two fingerprints are one text."""
    return resemblance(one, other) >= NEAR_DUPLICATE


def trace(items: Iterable[Item]) -> dict[str, Origin]:
    """For each article the origin of its text, the same whatever the order.

    Copies are connected by near-duplicate text. The origin of a set is the earliest article that credits an agency, or
    where none does, the earliest article; without a time an article counts as the latest.
    """
    ordered = sorted(items, key=lambda i: i.id)
    sets = _connected(ordered)
    origins: dict[str, Origin] = {}
    for members in sets:
        credits = sorted((i for i in members if i.credit), key=_age)
        root = (credits or sorted(members, key=_age))[0]
        for item in members:
            origins[item.id] = _origin(item, root, alone=len(members) == 1)
    return origins


def _origin(item: Item, root: Item, *, alone: bool) -> Origin:
    agency = item.credit or root.credit
    if alone:
        return Origin(item.id, agency, f"credited to {agency}" if agency else "no other article has this text")
    if item.id == root.id:
        return Origin(item.id, agency, f"the earliest copy credited to {agency}" if agency else "the earliest of the copies")
    share = round(100 * resemblance(item.fingerprint, root.fingerprint))
    named = "credited" if item.credit else "uncredited"
    return Origin(root.id, agency, f"{named} copy: {share} % of its word sequences stand in the origin too")


def _connected(items: Sequence[Item]) -> list[list[Item]]:
    parent = list(range(len(items)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    buckets: dict[str, list[int]] = defaultdict(list)
    for i, item in enumerate(items):
        for key in band_keys(item.fingerprint):
            buckets[key].append(i)
    for bucket in buckets.values():
        for i, j in combinations(bucket, 2):
            if find(i) != find(j) and near_duplicates(items[i].fingerprint, items[j].fingerprint):
                parent[max(find(i), find(j))] = min(find(i), find(j))
    sets: dict[int, list[Item]] = defaultdict(list)
    for i, item in enumerate(items):
        sets[find(i)].append(item)
    return list(sets.values())


def _age(item: Item) -> tuple[datetime, str]:
    return (item.published or datetime.max.replace(tzinfo=UTC), item.id)


def publisher_family(name: str) -> str:
    """A key for a publisher family from its name, so that "The Daily Ledger" and "Daily Ledger" meet."""
    return re.sub(r"^the ", "", fold(name))
