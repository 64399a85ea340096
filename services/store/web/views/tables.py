"""The points of a series as a table to keep."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from services.store.exports import harmless
from services.store.web.views.points import Point

COLUMNS = (
    *("first", "last", "claimant", "own_voice", "figure", "low", "high", "comparator", "unit", "rate", "modality", "negated"),
    *("standing", "edited_out", "contradicted", "independent", "sources", "claims", "articles"),
)


def points_csv(points: Iterable[Point]) -> str:
    """A line for each point; what several articles tell is joined with semicolons. No cell is a spreadsheet's formula."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_line(point) for point in points)
    return page.getvalue()


def _line(point: Point) -> list[object]:
    told = point.told
    moments = [told[name].isoformat() if told[name] else "" for name in ("first", "last")]
    own = [told[name] for name in ("low", "high", "comparator", "unit", "rate", "modality")]
    yes_no = [str(flag).lower() for flag in (told["negated"], told["standing"], point.gone, bool(told["against"]))]
    return [
        *moments,
        harmless(point.claimant.name),
        str(point.claimant.own_voice).lower(),
        harmless(point.words),
        *("" if value is None else value for value in own),
        *yes_no,
        told["independent"],
        harmless("; ".join(point.sources)),
        "; ".join(dict.fromkeys(str(telling["claim"]) for telling in point.tellings)),
        harmless("; ".join(dict.fromkeys(telling["url"] for telling in point.tellings))),
    ]
