"""The noun behind a figure: who or what was counted."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from services.store.countries import fold
from services.store.lexicons import load
from services.store.surroundings import Surroundings, pattern
from shared.claims import Quantity

_stemmer = snowballstemmer.stemmer("english")
_TIMES = frozenset(("day", "week", "month", "year", "hour"))


def subject(quantity: Quantity, around: Surroundings, kind: str) -> str:
    """Who or what was counted: a special group, "people", a stem of the counted noun, or "" where the words leave it open.

    `kind` is `Measure.subject`: "none" ignores it, "special" tells special groups only, "named" needs the noun.
    """
    if kind == "none":
        return ""
    behind = group(around.behind(5)) or group(number_of(around)) or group(predicate(around)) or qualified(around)
    if behind:
        return behind
    told = group(fold(quantity.what or ""))
    if told and (told in _CARRIED or stands_behind(quantity.what, around)):
        return told
    if kind == "special":
        return ""
    counted = fold(quantity.what or "") if stands_behind(quantity.what, around) else around.behind(3)
    head = stems(noun_phrase(counted)).split()
    return head[-1] if head and head[-1] not in _DAMAGED else ""


# Groups that a sentence may go on to count without naming them again.
THINGS = frozenset(
    [
        "homes",
        "buildings",
        "schools",
        "hospitals",
        "bridges",
        "vehicles",
        "customers",
        "tanks",
        "drones",
        "missiles",
        "aircraft",
        "ships",
        "guns",
        "shells",
    ]
)
_CARRIED = frozenset({"soldiers", "fighters", "civilians", "people"})


_QUALIFIED = re.compile(r"\b([a-z]+) (?:deaths?|casualties|dead|fatalities|losses|toll|victims)\b[^#]*#fig")


def qualified(around: Surroundings) -> str:
    """The group of "civilian deaths pass" or "child casualties rose to", told before the figure; "people" tells nothing."""
    match = _QUALIFIED.search(around.words)
    found = group(match[1]) if match else ""
    return "" if found == "people" else found


def predicate(around: Surroundings) -> str:
    """The noun of "two of them were children"."""
    match = re.search(
        r"#fig (?:[a-z,]+ ){0,5}(?:were|are|was) ((?:[a-z]+ )?(?:children|women|soldiers|civilians|minors|girls|boys))\b",
        around.words,
    )
    if match:
        return match[1]
    partitive = re.search(
        r"#fig of (?:them|whom|those)(?: (?:are|were|just|mere|young)){0,2} ((?:[a-z]+ )?[a-z]+)\b", around.words
    )
    return partitive[1] if partitive else ""


@lru_cache(maxsize=10_000)
def noun_phrase(words: str) -> str:
    """The noun phrase that opens `words`: "wounded soldiers were sent" gives "soldiers"; "" where a verb opens them."""
    plain = re.sub(
        r"^(?:[a-z]+ed |missing |dead |more |new |other |others )+(?=(?:[a-z]+ ){0,2}(?:[a-z]+s\b|people|children|men|women))",
        "",
        words,
    )
    return _AFTER_HEAD.split(plain, maxsplit=1)[0].strip()


@lru_cache(maxsize=10_000)
def group(words: str) -> str:
    """The group that the head of a noun phrase names: the last one before a preposition or verb. Words of state name none."""
    head = noun_phrase(words)
    groups = load("subjects")["groups"]
    hits = [
        (m.end(), name != "people", name)
        for name, said in groups.items()
        for m in pattern(*said).finditer(head)
        if name != "people"
    ]
    hits += [(m.end(), False, "people") for m in pattern(*_PERSONS).finditer(head)]
    return max(hits)[2] if hits else ""


_AFTER_HEAD = re.compile(
    r"\b(?:of|in|from|who|whom|that|which|to|had|have|has|were|was|are|is|be|been|at|on|by|with|since|and|or|for|after|as|when|into|during|near"
    r"|across|will|would|could|may|might|must|said|lost|fled|died|left|remain|remains|including|killed|missing|injured|wounded|dead|go|goes|gone|flee|flees|return|returned|leave|march|protest|face|lose|need|get|die|dies"
    r"|displaced|evacuated|rescued|arrested|detained|feared|still|as|under|against|per|over|about|between|through|without|within|among|the|a|an|its|his|her|their|this|these|x{3,}|[a-z]+ed|falls?|fell|rises?|rose|once|if|because|although|though|than|so|now|then|rather|instead|including|out|following|amid|despite|already|far|only"
    r"|later|earlier|more|less|fewer|by|while|before|until|again|too|also)\b"
)
_DAMAGED = frozenset({"destroy", "damag", "flood", "collaps", "launch", "down", "intercept"})
_PERSONS = (
    "people", "persons?", "residents?", "villagers?", "inhabitants?", "citizens?", "campers?", "holidaymakers?", "locals?",
    "passengers?", "individuals?", "nationals?", "mourners?", "pilgrims?", "supporters?", "workers?",
)  # fmt: skip


def number_of(around: Surroundings) -> str:
    """The noun of "the number of missing children rose to"."""
    match = re.search(
        r"(?:number|count|tally|toll|total|list|numbers) of (?:its |the |their |his |her )?((?:[a-z]+ ){0,3}[a-z]+)",
        around.before(20),
    )
    return match[1] if match else ""


def stands_behind(what: str | None, around: Surroundings) -> bool:
    """Whether the thing that the extractor read as counted stands right behind the figure, as its own noun."""
    told = stems(what or "").split()
    return bool(told) and told[-1] not in _TIMES and told[-1] in stems(around.behind(6)).split()


def own_noun(around: Surroundings) -> str:
    """The stems of the words from the figure's own noun on; "" where a verb or nothing follows, as in "and 14 in Dalgo"."""
    noun = noun_phrase(around.behind(3))
    return stems(around.behind(4)) if noun else ""


@lru_cache(maxsize=10_000)
def stems(words: str) -> str:
    """The stems of the words that tell something, in order."""
    stop = {
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "and",
        "or",
        "its",
        "his",
        "her",
        "their",
        "be",
        "was",
        "were",
    }
    return " ".join(_stemmer.stemWords([w for w in fold(words).split() if w not in stop]))
