"""In which sense a figure is meant: per day or in total, a part, told as the earlier one, of one incident."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from services.store.countries import fold
from services.store.lexicons import load
from services.store.surroundings import Surroundings, pattern
from shared.claims import Quantity

SAME_PERIOD = "same"  # the rate of the figure before
REACH = 14.0  # words further off say nothing about a figure


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
    total: bool = False
    change: bool = False
    sum: bool = False
    later: bool = False


_CHANGE = re.compile(
    r"#fig (?:[a-z]+ ){0,2}(?:more|fewer|less|higher|lower) (?:[a-z]+ ){0,2}than\b"
    r"|\b(?:rise|increase|jump|drop|fall|decrease|growth|decline|gain|change) of (?:[a-z]+ ){0,2}#fig"
    r"|\b(?:rose|risen|rises|increased?|increases|grew|grown|jumped|climbed|fell|fallen|falls|dropped|declined|shrank|down|up)"
    r" by (?:[a-z]+ ){0,3}#fig"
)


def sense(quantity: Quantity, around: Surroundings, topics: frozenset[str]) -> Sense:
    """In which sense the figure is meant, by the cues near it."""
    cues = load("subjects")["cues"]
    before, behind = around.before(3), around.behind(4)
    rate = _rate(around, cues) or ("day" if quantity.rate == "day" else "")
    if not rate and pattern(*cues["daily_before"]).match(behind) and quantity.unit == "count":
        rate = "day"
    part = bool(pattern(*cues["part"]).match(behind) or pattern(*cues["part"]).search(before)) or _ends(cues["part"], around)
    earlier = bool(_EARLIER_BEHIND.search(around.words)) or bool(
        re.search(rf"\b(?:{'|'.join(cues['earlier'])})(?: (?:the|its|an?|some|more|at|least))*$", around.before(5))
        or pattern(*cues["earlier_verbs"]).search(around.before(7))
    )
    extra = bool(re.search(rf"\b(?:{'|'.join(cues['extra'])})(?: an?)?$", before)) or bool(
        pattern(*cues["extra"]).search(fold(quantity.text)) or re.match(r"(?:more|extra|additional|further)\b", behind)
    )
    long = bool(pattern(*cues["long"]).search(around.words)) and not re.search(
        r"\b(?:[a-z]+est|most|first) (?:[a-z]+ )?since", around.words
    )
    contrast = bool(pattern(*cues["contrast"]).search(around.words))
    change = quantity.unit == "count" and bool(_CHANGE.search(around.words))
    later = bool(pattern(*cues["later"]).search(around.words))
    meant = incident(around, topics) or site(around)
    return Sense(
        rate, part, earlier, extra, meant, long, contrast, _is_total(around, cues), change, _is_sum(around, cues), later
    )


def site(around: Surroundings) -> str:
    """A site inside a larger event ("killed at the hospital"); "" for where the hurt were treated or died later."""
    sites = "|".join(load("subjects")["cues"]["sites"])
    near = around.nearest(
        re.compile(rf"\b(?:at|inside|on) (?:an?|the|its|their) (?:[a-z]+ ){{0,3}}({sites})\b|\bat ({sites})\b"), 9.5
    )
    if not near or "#" in around.between(*near[1].span()) or re.search(r"treat|admitt|died (?:in|at)|hospitali", around.words):
        return ""
    return "at " + re.sub(r"s$", "", near[1][1] or near[1][2])


_EARLIER_BEHIND = re.compile(
    r"#fig (?:[a-z]+ ){0,4}(?:# )?(?:(?:hours?|days?|weeks?|months?|a day|a week) )?(?:earlier|previously|announced|before)\b"
)


def _rate(around: Surroundings, cues: dict[str, list[str]]) -> str:
    if pattern(*cues["same_period"]).search(around.words):
        return SAME_PERIOD
    for rate, name in (("day", "daily"), ("week", "weekly"), ("month", "monthly"), ("year", "yearly")):
        near = around.nearest(pattern(*cues[name]), 9.5)
        if near and _sums_up(around, cues, near[0]):
            continue
        between = around.between(*near[1].span()) if near else []
        if near and (not {"and", "#"} & set(between) or _goes_on(between, near[1].start() < around.words.index("#fig"))):
            return rate
    return ""


def _goes_on(between: list[str], before: bool) -> bool:
    """Whether a period told before one number holds for the next, too: "in the past day 46 were killed and 85 wounded"."""
    if between.count("#") != 1 or ";" in between:
        return False
    if before:
        return "and" in between[between.index("#") :]
    return "and #" in " ".join(between) and not {"total", "overall", "bringing", "now", "since"} & set(between)


def _sums_up(around: Surroundings, cues: dict[str, list[str]], distance: float) -> bool:
    """Whether words of a total stand nearer than `distance`: "90 in a day, bringing the total to 4,000"."""
    total = around.nearest(pattern(*cues["total"]), 9.5)
    if total is None or total[0] >= distance:
        return False
    return total[1].start() < around.words.index("#fig") or total[0] <= 3.0


def _is_total(around: Surroundings, cues: dict[str, list[str]]) -> bool:
    """Whether the figure is called a total."""
    total = around.nearest(pattern(*cues["total"]), 12.0)
    return total is not None and "#" not in around.between(*total[1].span())


def _is_sum(around: Surroundings, cues: dict[str, list[str]]) -> bool:
    """Whether the figure is said to sum up several: "altogether", not "the total damage"."""
    near = around.nearest(pattern(*cues["sum"]), 9.5)
    return near is not None and "#" not in around.between(*near[1].span())


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


# One attack is told as strike or bombing by turns.
_ATTACKS = {"bombing": "strike"}


def incident(around: Surroundings, topics: frozenset[str], reach: float = REACH) -> str:
    """One incident inside a larger event ("when shells hit a camp"); "" where its kind is what the topic is made of.

    "A landslide", told as a single one, is an incident even in a story of many.
    """
    found = [
        (near[0], name) for name, words, usual in _incidents() if not usual & topics and (near := around.nearest(words, reach))
    ]
    if found:
        return _ATTACKS.get(min(found)[1], min(found)[1])
    for name, words, usual in _incidents():
        if re.search(rf"\b(?:an?|one|another) (?:[a-z]+ ){{0,2}}{words.pattern}", around.words):
            return f"one {name}" if usual & topics else _ATTACKS.get(name, name)
    return ""
