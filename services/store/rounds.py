"""Which round of voting a result is of, where an election has two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from services.store.cases import Case
from services.store.surroundings import Surroundings

FIRST, SECOND = "1", "2"
EARLIER = timedelta(hours=36)  # how long before the first result told of the second round its night begins
_RESULTS = frozenset(
    ("vote_share", "votes", "turnout", "counted", "margin", "ballots_cast", "invalid_ballots", "violations", "seats")
)
_FIRST = re.compile(r"\bfirst round\b")
# The second round as something that was held, not as what a first round leads to.
_LEADS = (
    "avoid",
    "avoid a",
    "avoid the",
    "face a",
    "for a",
    "into a",
    "to a",
    "forc",
    "forces a",
    "without a",
    "confirms",
    "other in a",
)
_SECOND = re.compile(
    "".join(f"(?<!{lead} )" for lead in _LEADS) + r"\b(?:second round|run ?off)\b(?! (?:likely|against|between|will|would))"
)
_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905 - one row reads best
_IN_MONTH = re.compile(rf"\bin ({'|'.join(_MONTHS)})\b(?! #)")


def voting_round(around: Surroundings, published: datetime | None) -> str:
    """The round that the words nearest to a figure name: "in the first round", "Sunday's run-off"; "" where none does.

    A month before that of the article means the round before.
    """
    first, second = around.nearest(_FIRST, 12.0), around.nearest(_SECOND, 12.0)
    if first and (not second or first[0] <= second[0]):
        return FIRST
    if second:
        return SECOND
    month = around.nearest(_IN_MONTH, 9.0)
    if (
        month
        and published
        and _MONTHS.index(month[1][1]) + 1 in ((published.month - 2) % 12 + 1, (published.month - 3) % 12 + 1)
    ):
        return FIRST
    return ""


def settle_rounds(cases: Sequence[Case]) -> None:
    """Keeps the results of a run-off apart from those of the first round.

    Of a result that names no round, time tells: from the night on of which the first results of the second round are told.
    """
    told = [c for c in cases if c.features.family == "election"]
    results = [c for c in told if c.features.measure in _RESULTS and c.features.measure != "seats"]
    nights = [c.figure.published for c in results if c.features.round == SECOND and c.figure.published]
    begins = min(nights) - EARLIER if nights else None
    for case in told:
        f = case.features
        later = begins is not None and case.figure.published is not None and case.figure.published >= begins
        second = f.round == SECOND or (not f.round and later and case in results)
        if second and not f.period and f.measure != "seats":
            case.features = replace(f, period="run-off")
