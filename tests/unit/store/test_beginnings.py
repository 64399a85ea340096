"""How words begin, and that a text without these beginnings holds none of the words."""

from __future__ import annotations

import re

import pytest

from services.store.beginnings import beginnings, begun
from services.store.countries import fold
from services.store.lexicons import load
from services.store.surroundings import pattern
from tests.unit.store.stories import STORIES, read_stories


@pytest.mark.parametrize(
    ("regex", "expected"),
    [
        (r"\bkilled", {"kill"}),
        (r"(?<![\w#])(?:dead|bod(?:y|ies)|deaths?)(?![\w])", {"dead", "bod", "deat"}),
        (r"\b(?:in )?tears", {"in", "tear"}),
        (r"\bre?built", {"r"}),
        (r"\bh[eo]ld", {"h"}),
        (r"\b(?<!general )staff(?! car)", {"staf"}),
        (r"\b(?:a|b)c|\bd", {"a", "b", "d"}),
        (r"\b\d+ of", {""}),
        (r"\b#fig lives", {""}),
        (r"killed", {""}),  # "skilled"
        (r"\bkilled|wounded", {"kill", ""}),
    ],
)
def test_beginnings(regex: str, expected: set[str]) -> None:
    assert beginnings(regex) == expected


def test_what_a_text_begins_with_is_never_missed() -> None:
    measures = [pattern(*entry["words"], *entry.get("weak", ())) for entry in load("measures")["measure"].values()]
    topics = [re.compile(rf"\b(?:{'|'.join(words)})\b") for words in load("topics")["topics"].values()]
    found = 0
    for told in read_stories(STORIES):
        for line in (told.article.title, *told.article.text.split("\n")):
            text = fold(line)
            for words in (*measures, *topics):
                if words.search(text):
                    found += 1
                    assert not begun(text).isdisjoint(beginnings(words.pattern)), (words.pattern, text)
    assert found > 1000
