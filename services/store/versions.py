"""Versions of an article: which change is one of substance, and what it did to the claims.

A version is new when its title or text changed in substance. Date lines, counters, share and comment prompts, lists of related
links and typography are no substance. Claims are compared by their words, so that the same claim in the next version is the
same claim, wherever in the text it moved.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from services.store.boilerplate import is_boilerplate, links_start
from services.store.countries import fold
from services.store.intervals import Reading, wording
from shared.articles import Article
from shared.claims import Claim, Quantity

SAME_PLACE = 62.0  # token ratio (0 to 100) from which two claims are one claim reworded


ChangeKind = Literal["added", "removed", "changed", "same"]


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """One claim between two versions: positions in the old and the new list of claims, null where there is none."""

    kind: ChangeKind
    old: int | None
    new: int | None
    reason: str = ""


def substance(article: Article) -> tuple[str, str]:
    """The title and the text, without boilerplate and in plain typography: what a version is judged by."""
    return _plain(article.title), "\n".join(_substantial_lines(article.text))


def substance_digest(article: Article) -> str:
    """A SHA-256 (hex) of the substance: two versions with one digest are one version. An indexable column."""
    return hashlib.sha256("\n\n".join(substance(article)).encode()).hexdigest()


def claim_keys(claims: Sequence[Claim]) -> list[str]:
    """For each claim a key that is stable over versions of the article: its words, the part, and which of equal ones it is.

    Neither offsets nor what an extractor made of the words enter, so the key outlives an edit elsewhere and a re-extraction.
    """
    seen: Counter[str] = Counter()
    keys = []
    for claim in claims:
        words = f"{claim.part}\n{_plain(claim.text)}"
        seen[words] += 1
        keys.append(hashlib.sha256(f"{words}\n{seen[words]}".encode()).hexdigest()[:24])
    return keys


def diff_claims(old: Sequence[Claim], new: Sequence[Claim]) -> list[ClaimChange]:
    """What became of each claim: same and changed pairs, then removed and added ones, in the order of the new version.

    A changed claim is one whose words are close to those of an old claim that is gone (see `SAME_PLACE`); the best pairs are
    taken first, each claim once.
    """
    old_keys, new_keys = claim_keys(old), claim_keys(new)
    where = {key: i for i, key in enumerate(old_keys)}
    pairs: dict[int, int] = {j: where[key] for j, key in enumerate(new_keys) if key in where}
    left = {i: claim for i, claim in enumerate(old) if i not in set(pairs.values())}
    changed = pair_up(left, {j: claim for j, claim in enumerate(new) if j not in pairs})
    changes = []
    for j in range(len(new)):
        if j in pairs:
            changes.append(ClaimChange("same", pairs[j], j))
        elif j in changed:
            changes.append(ClaimChange("changed", changed[j], j, describe_change(old[changed[j]], new[j])))
        else:
            changes.append(ClaimChange("added", None, j))
    gone = [i for i in left if i not in set(changed.values())]
    return changes + [ClaimChange("removed", i, None) for i in gone]


def describe_change(old: Claim, new: Claim) -> str:
    """What an edit did to a claim's figures, in plain words: "3,000 became more than 1,000"."""
    told = []
    before, after = list(old.quantities), list(new.quantities)
    for a, b in zip(before, after, strict=False):
        if (a.low, a.high, a.comparator) != (b.low, b.high, b.comparator):
            told.append(f"{_figure(a)} became {_figure(b)}")
        elif a.unit != b.unit:
            told.append(f"{a.unit} became {b.unit}")
    told += [f"{_figure(q)} was taken out" for q in before[len(after) :]]
    told += [f"{_figure(q)} was put in" for q in after[len(before) :]]
    speakers = [c.source.canonical if c.source else "the outlet itself" for c in (old, new)]
    if fold(speakers[0]) != fold(speakers[1]):
        told.append(f"attributed to {speakers[1]} instead of {speakers[0]}")
    return "; ".join(told) or "reworded"


def pair_up(old: Mapping[int, Claim], new: Mapping[int, Claim]) -> dict[int, int]:
    """New position to old position of reworded claims among those that one version alone tells, by position; best likeness
    first, ties by position."""
    scored = [
        (_likeness(claim, other), -abs(i - j), -i, -j)
        for i, claim in old.items()
        for j, other in new.items()
        if claim.part == other.part
    ]
    pairs: dict[int, int] = {}
    for score, _, minus_i, minus_j in sorted(scored, reverse=True):
        if score >= SAME_PLACE and -minus_j not in pairs and -minus_i not in set(pairs.values()):
            pairs[-minus_j] = -minus_i
    return pairs


def _likeness(old: Claim, new: Claim) -> float:
    """How close the words of two claims are, numbers left out of sight, 0 to 100; figures of different units cost 15."""
    score = fuzz.token_sort_ratio(_without_numbers(old), _without_numbers(new))
    units = [{q.unit for q in c.quantities} for c in (old, new)]
    return score - (15.0 if units[0] and units[1] and not units[0] & units[1] else 0.0)


def _without_numbers(claim: Claim) -> str:
    words = claim.text
    for quantity in claim.quantities:
        words = words.replace(quantity.text, " # ")
    return fold(words.replace("#", " figure "))


def _figure(quantity: Quantity) -> str:
    if quantity.comparator == "vague":
        return f"“{quantity.text}”"
    told = wording(Reading(quantity.low, quantity.high, quantity.comparator))
    return told if quantity.unit == "count" else f"{told} {quantity.unit}"


def _substantial_lines(text: str) -> list[str]:
    lines = [_plain(line) for line in text.split("\n")]
    return [line for line in lines[: links_start(lines)] if line and not is_boilerplate(line)]


_TYPOGRAPHY = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00a0": " ", "\u202f": " ", "…": "..."}
    | dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad")
)


def _plain(text: str) -> str:
    """Typography without meaning made one: quotes, dashes, spaces, zero-width marks."""
    return " ".join((text if text.isascii() else text.translate(_TYPOGRAPHY)).split())
