"""What a figure measures: what happened (killed, displaced, laid off) to the thing counted.

The words nearest to the figure decide, helped by what the extractor read as `what` and `event`. All word knowledge is data
(`lexicons/measures.toml`, `lexicons/subjects.toml`); a thing outside the lexicon is measured by its own stemmed words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from services.store.beginnings import beginnings, begun
from services.store.countries import fold
from services.store.lexicons import load
from services.store.nouns import THINGS, group, noun_phrase, number_of, own_noun, qualified, stands_behind, stems
from services.store.senses import REACH
from services.store.surroundings import Surroundings, pattern
from shared.claims import Quantity

EVENT_DISTANCE, WHAT_DISTANCE = 1.5, 2.0  # how near the extractor's reading counts as standing
NAMED_DISTANCE = 0.5  # "the number of missing stands at"
MILITARY = 3.0  # what "lost", which may mean killed or wounded, adds to its distance
WEAK = 7.0  # what a word that says so only for want of a better one adds to its distance
_DISASTERS = frozenset({"flood", "storm", "quake", "fire", "accident", "crime", "epidemic"})
_FOR_WANT = frozenset(("vote_share", "employed", "treated"))  # whose weak words ("had", "employees") lose to any strong ones
_EQUIPMENT = frozenset({"vehicles", "tanks", "drones", "missiles", "aircraft", "ships", "guns", "shells"})
_UNIT_FAMILIES = {"percent": "percent", "percentage_point": "percent", "count": "count"}
# Verbs that carry a figure without telling what happened to the thing counted.
_EMPTY_VERBS = frozenset(load("measures")["empty_verbs"])


@dataclass(frozen=True, slots=True)
class Measure:
    """`name` from the lexicon or the stemmed words; `family`, `subject`, `entity` as the lexicon explains them."""

    name: str
    family: str = ""
    subject: str = "named"
    entity: bool = False
    place_is_part: bool = False


def unit_family(unit: str) -> str:
    """Count, percent, money (an ISO 4217 code) or other (a physical or time unit)."""
    return _UNIT_FAMILIES.get(unit) or ("money" if len(unit) == 3 and unit.isupper() else "other")


def measure(quantity: Quantity, around: Surroundings, topics: frozenset[str]) -> Measure | None:
    """What a figure measures; null where neither its words nor the extractor tell."""
    name = _nearest_measure(quantity, around, topics)
    if name:
        entry = load("measures")["measure"][name]
        return Measure(name, entry["family"], entry["subject"], entry.get("entity", False), entry.get("place") == "always")
    noun = own_noun(around)
    behind = stands_behind(quantity.what, around)
    if not noun and not behind:
        return None
    counted = (stems(quantity.what or "") if behind else stems(noun_phrase(around.behind(4)))).split()[-1:]
    event = "" if fold(quantity.event or "") in _EMPTY_VERBS else stems(quantity.event or "")
    return Measure("~" + "|".join(x for x in (event, *counted) if x), "", "none")


def _nearest_measure(quantity: Quantity, around: Surroundings, topics: frozenset[str]) -> str:
    """The measure whose words stand nearest, longer words first; "" where none stands near enough."""
    about = _About.of(quantity, around, topics)
    told = around.begun.union(*(_begun(text) for text in (quantity.event, quantity.what) if text))
    found = []
    for name, entry in load("measures")["measure"].items():
        if not told.isdisjoint(_beginnings(name)) and about.may_tell(entry):
            near = _near(name, quantity, around, about)
            if near.distance <= entry.get("reach", REACH):
                found.append((near, name))
    compounds = [m.span() for m in _KILLED_OR_WOUNDED.finditer(around.words)]
    found = [(n, name) for n, name in found if not (name in ("killed", "wounded") and n.within(compounds))]
    strong = [(n, name) for n, name in found if not (n.weak and name in _FOR_WANT)]
    apart = [(n.distance, -n.length, name) for n, name in strong or found if not any(n.lies_within(o) for o, _ in found)]
    name = min(apart)[2] if apart else ""
    return "poll_share" if name == "vote_share" and _POLLED.search(around.words) else name


_KILLED_OR_WOUNDED = re.compile(
    r"\b(?:killed|dead)(?: or| and|/| ,)+(?: have been| were)? ?(?:wounded|injured)\b(?! #)|\bdead and wounded\b(?! #)"
)
_POLLED = re.compile(r"\b(?:surveys?|opinion polls?|pollsters?|(?<!exit )poll (?:by|conducted|published|for))\b")


@dataclass(frozen=True, slots=True)
class _About:
    """What a figure's noun and topics allow it to measure, found once for all measures.

    `sorts` are the sorts of a measure's words that tell it here beside those that do everywhere.
    """

    family: str
    topics: frozenset[str]
    sorts: tuple[str, ...]
    may_be_jobs: bool
    soldiers: bool
    things: bool
    persons: bool
    equipment: bool
    jobs_noun: bool

    @classmethod
    def of(cls, quantity: Quantity, around: Surroundings, topics: frozenset[str]) -> _About:
        """Reads the noun behind the figure and the words around it."""
        noun = noun_phrase(around.behind(4))
        thing = group(noun) or qualified(around)
        near = f"{around.behind(6)} {around.before(8)}"
        what = fold(quantity.what or "")
        nothing_else = not noun or bool(_JOBS.search(around.words)) or group(noun) == "people"
        jobs = bool(_JOBS.search(f"{what} {near}")) or ("layoffs" in topics and nothing_else)
        apt = {"jobs": jobs, "equipment": thing in _EQUIPMENT, "disaster": bool(topics & _DISASTERS)}
        at_war = "war" in topics and not topics & _DISASTERS and not noun
        return cls(
            family=unit_family(quantity.unit),
            topics=topics,
            sorts=tuple(sort for sort, told in apt.items() if told),
            may_be_jobs=not noun
            or bool(_JOBS.search(noun))
            or bool(group(noun))
            or noun.endswith(("cuts", "layoffs", "losses")),
            soldiers=at_war
            or ("war" in topics and noun.split()[-1:] in (["men"], ["lads"]))
            or bool(_soldiers().search(f"{what} {near}")),
            things=thing in THINGS,
            persons=bool(group(noun)) and group(noun) not in THINGS,
            equipment=thing in _EQUIPMENT,
            jobs_noun=bool(_JOBS.search(noun)),
        )

    def may_tell(self, entry: dict[str, Any]) -> bool:
        """Whether the unit, the topics and the noun allow a measure: "nine stores" are neither killed nor laid off."""
        family = entry["family"]
        if self.family not in entry["units"] or self.topics & set(entry.get("without", ())):
            return False
        if (entry.get("things") and not self.equipment) or ("only" in entry and not self.topics & set(entry["only"])):
            return False
        if family == "jobs" and "war" in self.topics and "layoffs" not in self.topics:
            return False
        if self.family == "count" and (
            (family == "jobs" and not self.may_be_jobs) or (family in ("harm", "move") and self.things)
        ):
            return False
        if family == "closure" and (self.persons or self.jobs_noun):
            return False
        return family != "election" or not self.topics or "election" in self.topics


@cache
def _soldiers() -> re.Pattern[str]:
    groups = load("subjects")["groups"]
    return pattern(*groups["soldiers"], *groups["fighters"])


_JOBS = pattern(
    "jobs?",
    "positions?",
    "posts?",
    "roles?",
    "workers?",
    "employees",
    "(?<!general )staff",
    "workforce",
    "job",
    "headcount",
    "staffers?",
    "personnel",
    "redundancies",
)


@dataclass(frozen=True, slots=True)
class _Near:
    """How near a measure's words stand to the figure, how long they are, and where (none: only the extractor tells)."""

    distance: float
    length: int
    start: int = -1
    end: int = -1
    weak: bool = False

    def within(self, spans: Iterable[tuple[int, int]]) -> bool:
        """Whether these words stand in one of the spans."""
        return any(a <= self.start and self.end <= b for a, b in spans)

    def lies_within(self, other: _Near) -> bool:
        """Whether these words are but a part of the other's: "killed" in "killed or wounded"."""
        return 0 <= other.start <= self.start and self.end <= other.end and self.end - self.start < other.end - other.start


def _near(name: str, quantity: Quantity, around: Surroundings, about: _About) -> _Near:
    """How near the measure's words stand: strong ones, "lost" of soldiers, weak ones, or the extractor's reading."""
    entry = load("measures")["measure"][name]
    words = _words(name, "words", *about.sorts)
    strong = _place(around, words, 0.0)
    lost = _place(around, _words(name, "military"), MILITARY) if about.soldiers else None
    apt = about.topics & set(entry["weak_in"]) if "weak_in" in entry else True
    weak = _place(around, _words(name, "weak"), WEAK) if apt else None
    weak = replace(weak, weak=True) if weak else None
    found = [n for n in (strong, lost, weak) if n]
    if strong and words and words.search(number_of(around)):
        found.append(_Near(NAMED_DISTANCE, strong.length, strong.start, strong.end))
    if words and entry.get("hints", True) and (strong or not weak):
        place = found[0] if found else _Near(0.0, 0)
        for text, distance in ((quantity.event, EVENT_DISTANCE), (quantity.what, WHAT_DISTANCE)):
            hit = _read(words, text) if text else None
            if hit:
                found.append(_Near(distance, len(hit[0]), place.start, place.end))
    return min(found, key=lambda n: (n.distance, -n.length)) if found else _Near(REACH + 1, 0)


@cache
def _words(name: str, *sorts: str) -> re.Pattern[str] | None:
    """The words of a measure that are of these sorts; null where it has none."""
    entry = load("measures")["measure"][name]
    words = [word for each in sorts for word in entry.get(each, ())]
    return pattern(*words) if words else None


@cache
def _beginnings(name: str) -> frozenset[str]:
    """How the words of a measure begin, of whichever sort they are."""
    words = _words(name, "words", "jobs", "equipment", "disaster", "military", "weak")
    return beginnings(words.pattern) if words else frozenset()


@lru_cache(maxsize=20_000)
def _begun(text: str) -> frozenset[str]:
    return begun(_forms(text))


@lru_cache(maxsize=20_000)
def _forms(text: str) -> str:
    """The extractor's base verb with the forms in which the lexicon may know it: "unaccount" is "unaccounted"."""
    base = fold(text)
    if " " in base or not base:
        return base
    return f"{base} , {base}ed , {base}d , {base}ing"


def _read(words: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first of `words` in what the extractor read."""
    return None if _begun(text).isdisjoint(beginnings(words.pattern)) else words.search(_forms(text))


def _place(around: Surroundings, words: re.Pattern[str] | None, penalty: float) -> _Near | None:
    """Where the nearest of `words` stands, `penalty` further off than it does; null where none is in reach."""
    hit = around.nearest(words, REACH - penalty) if words else None
    return _Near(hit[0] + penalty, len(hit[1][0]), *hit[1].span()) if hit else None
