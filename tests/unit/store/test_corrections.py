"""Correction and update notes."""

from __future__ import annotations

import pytest

from services.store.corrections import notes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The dam failed.\nCorrection: An earlier version of this article gave the number of missing as 300.", "correction"),
        ("Corrections & clarifications: the plant employs 900 people.", "correction"),
        ("Editor's note: this story was amended on 3 May to remove a figure.", "update"),
        ("UPDATE — the ministry has since revised its toll.", "update"),
        ("The dam failed. This article was corrected on 3 May 2025 because the toll was 13, not 31.", "correction"),
        ("A previous headline incorrectly said that 300 people had died.", "correction"),
        ("Clarification: the figure covers the whole province.", "clarification"),
        ("Retraction: we have withdrawn this report.", "retraction"),
    ],
)
def test_notes_are_found(text: str, kind: str) -> None:
    found = notes(text)
    assert [n.kind for n in found] == [kind]
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    "text",
    [
        "Updated 3 May 2025, 14:02 GMT",
        "Last updated 2 hours ago",
        "The agency updated its forecast on Monday.",
        "The minister corrected his aide during the briefing.",
        "An earlier flood in the valley killed nine people.",
    ],
)
def test_no_note(text: str) -> None:
    assert notes(text) == ()
