"""The highlighting of claims in the terminal."""

from __future__ import annotations

from services.extract.claims import extract
from services.extract.pretty import highlight, table

TEXT = 'Mayor Ann Moss said 14 people were hurt. "It is sad," she told AFP.'


def test_figures_cues_and_speakers_are_marked_at_their_places() -> None:
    shown = highlight(TEXT, extract(TEXT))
    marked = {TEXT[span.start : span.end]: span.style for span in shown.spans}
    assert {"Mayor Ann Moss", "said", "14", "she", "told"} <= marked.keys()
    assert shown.plain == TEXT


def test_the_table_has_a_line_for_each_claim() -> None:
    claims = extract(TEXT)
    assert table(claims).row_count == len(claims)
