from __future__ import annotations

import pytest

from services.extract import sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. Olu Brandt met Mr. Askew at 8 a.m. on Monday.", "Nobody else came."],
        ["“Never again,” she said.", "The boat had left without her!", "Why?"],
        ["七台が止まった。", "市は調べている。"],
        ["The fare rose to 4.50 crowns."],
    ],
)
def test_split(expected: list[str]) -> None:
    text = ("" if expected[0].endswith("。") else " ").join(expected)
    assert [text[start:end] for start, end in sentences.split(text, 0, len(text))] == expected


def test_offsets_count_in_the_whole_text() -> None:
    text = "A heading\nOne here. Two there.\n"
    assert [text[start:end] for start, end in sentences.split(text, 10, 30)] == ["One here.", "Two there."]
