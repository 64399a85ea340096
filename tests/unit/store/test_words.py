"""The query language of full text, and the snippets that show what was found: pure."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.store.queries.snippets import matches, snippet
from services.store.queries.words import QueryError, as_fts5, as_websearch, parse
from shared.cursors import CursorError, decode, encode


@pytest.mark.parametrize(
    ("query", "fts5", "websearch"),
    [
        ("flood", '(("flood"))', '"flood"'),
        ("flood dead", '(("flood" AND "dead"))', '"flood" "dead"'),
        ('"dead or missing" -cows', '(("dead or missing") NOT "cows")', '"dead or missing" -"cows"'),
        ("dead OR wounded", '(("dead")) OR (("wounded"))', '"dead" or "wounded"'),
        ("or dead", '(("dead"))', '"dead"'),
        ('dead "unclosed', '(("dead" AND "unclosed"))', '"dead" "unclosed"'),
        ("a* NEAR(b", '(("a*" AND "NEAR(b"))', '"a*" "NEAR(b"'),
    ],
)
def test_one_query_in_two_languages(query: str, fts5: str, websearch: str) -> None:
    assert (as_fts5(query), as_websearch(query)) == (fts5, websearch)


@given(st.text(max_size=80))
def test_no_query_is_wrong_for_sqlite(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
        connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (as_fts5(query),)).fetchall()
    except QueryError:
        pass
    finally:
        connection.close()


@given(st.text(max_size=200), st.text(max_size=40))
def test_a_snippet_is_part_of_its_text(text: str, query: str) -> None:
    try:
        parse(query)
    except QueryError:
        return
    found = snippet(text, query, width=50)
    assert text[found.start :].startswith(found.text)
    assert all(0 <= a < b <= len(found.text) or b <= 60 for a, b in found.matches)


def test_a_snippet_shows_the_words() -> None:
    text = "It rained. " * 40 + "Twelve bridges were closed by floods, the mayor said. " + "It rained. " * 40
    found = snippet(text, "flooding -cows")
    assert [found.text[a:b] for a, b in found.matches] == ["floods"]
    assert len(found.text) < 290
    assert matches("Closing closed closes close Closet", "closed") == [(0, 7), (8, 14), (15, 21), (22, 27)]


@given(st.text(max_size=100))
def test_nothing_but_a_cursor_is_a_cursor(text: str) -> None:
    with pytest.raises(CursorError):
        decode(text, "claims.x", [int])


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.text().filter(lambda t: "\0" not in t))
def test_a_cursor_comes_back(number: int, words: str) -> None:
    assert decode(encode("q", [number, words]), "q", [int, str]) == (number, words)
