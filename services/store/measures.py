"""What a figure measures: what happened (killed, displaced, laid off) to whom or what, and in which sense (daily, a part).

The words nearest to the figure decide, helped by what the extractor read as `what` and `event`. All word knowledge is data
(`lexicons/measures.toml`, `lexicons/subjects.toml`); a thing outside the lexicon is measured by its own stemmed words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from services.store.countries import fold
from services.store.lexicons import load
from services.store.surroundings import Surroundings, pattern
from shared.claims import Quantity

EVENT_DISTANCE, WHAT_DISTANCE = 1.5, 2.0  # how near the extractor's reading counts as standing
WEAK = 7.0  # what a word that says so only for want of a better one adds to its distance
REACH = 14.0  # words further off say nothing about a figure
_DISASTERS = frozenset({"flood", "storm", "quake", "fire", "accident", "crime", "epidemic"})
_PHYSICAL = {"percent": "percent", "percentage_point": "percent", "count": "count"}
_TIME = {"day", "week", "month", "year", "hour", "minute", "second"}
_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Measure:
    """`name` from the lexicon or the stemmed words; `family`, `subject`, `entity` as the lexicon explains them."""

    name: str
    family: str = ""
    subject: str = "named"
    entity: bool = False
    place_is_part: bool = False


@dataclass(frozen=True, slots=True)
class Sense:
    """In which sense a figure is meant: `rate` its period, `part` of a larger one, told as `earlier`, an `extra` on top."""

    rate: str = ""
    part: bool = False
    earlier: bool = False
    extra: bool = False
    incident: str = ""
    long: bool = False
    contrast: bool = False


def unit_family(unit: str) -> str:
    """Count, percent, money (an ISO 4217 code) or other (a physical or time unit)."""
    return _PHYSICAL.get(unit) or ("money" if len(unit) == 3 and unit.isupper() else "other")


def measure(quantity: Quantity, around: Surroundings, topics: frozenset[str]) -> Measure | None:
    """What a figure measures; null where neither its words nor the extractor tell."""
    family = unit_family(quantity.unit)
    found = []
    for name, entry in load("measures")["measure"].items():
        if family not in entry["units"] or not _in_topic(entry, topics):
            continue
        if entry["family"] == "jobs" and family == "count" and not _may_be_jobs(around):
            continue
        near = _near(entry, quantity, around, topics)
        if near.distance <= entry.get("reach", REACH):
            found.append((near, name))
    apart = [(n, name) for n, name in found if not any(n.lies_within(o) for o, _ in found)]
    if apart:
        name = min((n.distance, -n.length, name) for n, name in apart)[2]
        entry = load("measures")["measure"][name]
        return Measure(name, entry["family"], entry["subject"], entry.get("entity", False), entry.get("place") == "always")
    noun = _own_noun(around)
    if not noun and not _stands_behind(quantity.what, around):
        return None
    counted = stems(quantity.what or "") if _stands_behind(quantity.what, around) else noun
    event = "" if fold(quantity.event or "") in _EMPTY_VERBS else stems(quantity.event or "")
    return Measure("~" + "|".join(x for x in (event, counted) if x), "", "none")


# Verbs that carry a figure without telling what happened to the thing counted.
_EMPTY_VERBS = frozenset(load("measures")["empty_verbs"])


def _stands_behind(what: str | None, around: Surroundings) -> bool:
    """Whether the thing that the extractor read as counted stands right behind the figure, as its own noun."""
    told = stems(what or "").split()
    return bool(told) and told[-1] in stems(around.behind(6)).split()


def _own_noun(around: Surroundings) -> str:
    """The stems of the words from the figure's own noun on; "" where a verb or nothing follows, as in "and 14 in Dalgo"."""
    noun = _noun_phrase(around.behind(3))
    return stems(around.behind(4)) if noun else ""


def _in_topic(entry: dict[str, Any], topics: frozenset[str]) -> bool:
    if topics & set(entry.get("without", [])):
        return False
    if "only" in entry and not topics & set(entry["only"]):
        return False
    return entry["family"] != "election" or not topics or "election" in topics


@dataclass(frozen=True, slots=True)
class _Near:
    """How near a measure's words stand to the figure, how long they are, and where (none: only the extractor tells)."""

    distance: float
    length: int
    start: int = -1
    end: int = -1

    def lies_within(self, other: _Near) -> bool:
        """Whether these words are but a part of the other's: "killed" in "killed or wounded"."""
        return 0 <= other.start <= self.start and self.end <= other.end and self.end - self.start < other.end - other.start


def _near(entry: dict[str, Any], quantity: Quantity, around: Surroundings, topics: frozenset[str]) -> _Near:
    words = list(entry["words"])
    if _of_soldiers(quantity, around):
        words += entry.get("military", [])
    if _of_jobs(quantity, around, topics):
        words += entry.get("jobs", [])
    if topics & _DISASTERS:
        words += entry.get("disaster", [])
    matcher = pattern(*words)
    strong = around.nearest(matcher, REACH)
    weak = around.nearest(pattern(*entry["weak"]), REACH - WEAK) if "weak" in entry else None
    found = [_Near(strong[0], len(strong[1][0]), *strong[1].span())] if strong else []
    if weak:
        found.append(_Near(weak[0] + WEAK, len(weak[1][0]), *weak[1].span()))
    if entry.get("hints", True) and not (weak and not strong):
        place = found[0] if found else _Near(0, 0)
        for text, distance in ((quantity.event, EVENT_DISTANCE), (quantity.what, WHAT_DISTANCE)):
            hit = matcher.search(fold(text)) if text else None
            if hit:
                found.append(_Near(distance, len(hit[0]), place.start, place.end))
    return min(found, key=lambda n: (n.distance, -n.length)) if found else _Near(REACH + 1, 0)


def _of_soldiers(quantity: Quantity, around: Surroundings) -> bool:
    groups = load("subjects")["groups"]
    soldiers = pattern(*groups["soldiers"], *groups["fighters"])
    return bool(
        soldiers.search(fold(quantity.what or "")) or soldiers.search(around.behind(6)) or soldiers.search(around.before(8))
    )


_JOBS = pattern(
    "jobs?",
    "positions?",
    "posts?",
    "roles?",
    "workers?",
    "employees",
    "staff",
    "workforce",
    "job",
    "headcount",
    "staffers?",
    "personnel",
)


def _of_jobs(quantity: Quantity, around: Surroundings, topics: frozenset[str]) -> bool:
    """Whether jobs are counted: the words say so, or in a story of layoffs the figure has no noun of another kind."""
    if _JOBS.search(f"{fold(quantity.what or '')} {around.behind(6)} {around.before(8)}"):
        return True
    noun = _noun_phrase(around.behind(3))
    return "layoffs" in topics and (not noun or bool(_JOBS.search(around.words)) or _group(noun) == "people")


def _may_be_jobs(around: Surroundings) -> bool:
    """Whether the figure's own noun, if it has one, is of jobs or persons: "nine stores" are not laid off."""
    noun = _noun_phrase(around.behind(4))
    return (
        not noun
        or bool(_JOBS.search(noun))
        or bool(_group(noun))
        or noun.split()[-1].endswith(("cuts", "layoffs", "losses", "redundancies"))
    )


def subject(quantity: Quantity, around: Surroundings, kind: str) -> str:
    """Who or what was counted: a special group, "people", a stem of the counted noun, or "" where the words leave it open.

    `kind` is `Measure.subject`: "none" ignores it, "special" tells special groups only, "named" needs the noun.
    """
    if kind == "none":
        return ""
    behind = _group(around.behind(5)) or _group(_number_of(around)) or _group(_predicate(around))
    if behind:
        return behind
    told = _group(fold(quantity.what or ""))
    if told and (told in _PERSON_GROUPS or _stands_behind(quantity.what, around)):
        return told
    if kind == "special":
        return ""
    counted = fold(quantity.what or "") if _stands_behind(quantity.what, around) else around.behind(3)
    head = stems(_noun_phrase(counted)).split()
    return head[-1] if head and head[-1] not in _DAMAGED else ""


_PERSON_GROUPS = frozenset((*load("subjects")["persons"], "people"))


def _predicate(around: Surroundings) -> str:
    """The noun of "two of them were children"."""
    match = re.search(
        r"#fig (?:[a-z,]+ ){0,5}(?:were|are|was) ((?:[a-z]+ )?(?:children|women|soldiers|civilians|minors|girls|boys))\b",
        around.words,
    )
    return match[1] if match else ""


def _noun_phrase(words: str) -> str:
    """The noun phrase that opens `words`: "wounded soldiers were sent" gives "soldiers"; "" where a verb opens them."""
    plain = re.sub(
        r"^(?:[a-z]+ed |missing |dead |more |new |other |others )+(?=[a-z]+s\b|people|children|men|women)", "", words
    )
    return _AFTER_HEAD.split(plain, maxsplit=1)[0].strip()


def _group(words: str) -> str:
    """The group that the head of a noun phrase names: the last one before a preposition or verb. Words of state name none."""
    head = _noun_phrase(words)
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
    r"|displaced|evacuated|rescued|arrested|detained|feared|still|as|under|against|per|over|about|between|through|without|within|among|the|a|an|its|his|her|their|this|these|x{3,}|[a-z]+ed|falls?|fell|rises?|rose|once|if|because|although|though|than|so|now|then|already|far|only"
    r"|later|earlier|more|less|fewer|by|while|before|until|again|too|also)\b"
)
_DAMAGED = frozenset({"destroy", "damag", "flood", "collaps", "launch", "down", "intercept"})
_PERSONS = (
    "people", "persons?", "residents?", "villagers?", "inhabitants?", "citizens?", "campers?", "holidaymakers?", "locals?",
    "passengers?", "individuals?", "nationals?", "mourners?", "pilgrims?", "supporters?", "workers?",
)  # fmt: skip


def _number_of(around: Surroundings) -> str:
    """The noun of "the number of missing children rose to"."""
    match = re.search(r"number of ((?:[a-z]+ ){0,3}[a-z]+)", around.before(12))
    return match[1] if match else ""


def sense(quantity: Quantity, around: Surroundings, topics: frozenset[str]) -> Sense:
    """In which sense the figure is meant, by the cues near it."""
    cues = load("subjects")["cues"]
    before, behind = around.before(3), around.behind(4)
    rate = _rate(around, cues) or ("day" if quantity.rate == "day" else "")
    if not rate and pattern(*cues["daily_before"]).match(behind) and unit_family(quantity.unit) == "count":
        rate = "day"
    part = bool(pattern(*cues["part"]).match(behind) or pattern(*cues["part"]).search(before)) or _ends(cues["part"], around)
    earlier = bool(_EARLIER_BEHIND.search(around.words)) or bool(
        re.search(rf"\b(?:{'|'.join(cues['earlier'])})(?: (?:the|its|an?|some|more|at|least))*$", around.before(5))
        or pattern(*cues["earlier_verbs"]).search(around.before(7))
    )
    extra = bool(re.search(rf"\b(?:{'|'.join(cues['extra'])})(?: an?)?$", before)) or bool(
        pattern(*cues["extra"]).search(fold(quantity.text))
    )
    long = bool(pattern(*cues["long"]).search(around.words)) and not re.search(
        r"\b(?:[a-z]+est|most|first) (?:[a-z]+ )?since", around.words
    )
    contrast = bool(pattern(*cues["contrast"]).search(around.words))
    return Sense(rate, part, earlier, extra, incident(around, topics) or site(around), long, contrast)


def site(around: Surroundings) -> str:
    """A site inside a larger event ("killed at the hospital"); "" for where the hurt were treated or died later."""
    sites = "|".join(load("subjects")["cues"]["sites"])
    near = around.nearest(
        re.compile(rf"\b(?:at|inside|on) (?:an?|the|its|their) (?:[a-z]+ ){{0,3}}({sites})\b|\bat ({sites})\b"), 9.5
    )
    if not near or re.search(r"treat|admitt|died (?:in|at)|hospitali", around.words):
        return ""
    return "at " + re.sub(r"s$", "", near[1][1] or near[1][2])


_EARLIER_BEHIND = re.compile(
    r"#fig (?:[a-z]+ ){0,4}(?:# )?(?:(?:hours?|days?|weeks?|months?|a day|a week) )?(?:earlier|previously|announced|before)\b"
)


def _rate(around: Surroundings, cues: dict[str, list[str]]) -> str:
    for rate, name in (("day", "daily"), ("week", "weekly"), ("month", "monthly"), ("year", "yearly")):
        near = around.nearest(pattern(*cues[name]), 9.5)
        if near and not {"and", "#"} & set(around.between(*near[1].span())):
            return rate
    return ""


def _ends(cues: list[str], around: Surroundings) -> bool:
    """Whether a part cue opens the figure's clause: "Of those, 1,000 are ...", "Nineteen of the dead, 19, ..."."""
    near = around.nearest(pattern(*cues), 4.5)
    if near:
        return True
    before = around.nearest(pattern(*load("subjects")["cues"]["part_before"]), 4.5)
    return before is not None and before[1].start() < around.words.index("#fig")


@cache
def _incidents() -> tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]:
    rows = load("subjects")["incidents"]
    return tuple((name, pattern(*row["words"]), frozenset(row["usual_in"])) for name, row in rows.items())


def incident(around: Surroundings, topics: frozenset[str]) -> str:
    """One incident inside a larger event ("when shells hit a camp"); "" where its kind is what the topic is made of.

    "A landslide", told as a single one, is an incident even in a story of many.
    """
    found = [
        (near[0], name) for name, words, usual in _incidents() if not usual & topics and (near := around.nearest(words, REACH))
    ]
    if found:
        return min(found)[1]
    for name, words, usual in _incidents():
        if re.search(rf"\b(?:an?|one|another) (?:[a-z]+ ){{0,2}}{words.pattern}", around.words):
            return f"one {name}" if usual & topics else name
    return ""


@lru_cache(maxsize=50_000)
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
