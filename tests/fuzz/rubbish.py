"""Good documents, broken: a Hypothesis strategy, so that what is found is made small."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

Edit = tuple[str, float, float, bytes]


def broken(seeds: Sequence[bytes], tokens: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """A seed with up to eight cuts, repeats and insertions, or bytes out of nothing."""
    piece = st.sampled_from(list(tokens)) | st.binary(max_size=6)
    place = st.floats(0, 1)
    edits = st.lists(st.tuples(st.sampled_from(["put", "cut", "swap", "repeat"]), place, place, piece), max_size=8)
    made = st.builds(_edited, st.sampled_from(list(seeds)), edits)
    return made | st.lists(piece, max_size=20).map(b"".join)


def _edited(document: bytes, edits: Sequence[Edit]) -> bytes:
    for kind, at, other, piece in edits:
        start, end = sorted((round(at * len(document)), round(other * len(document))))
        if kind == "put":
            document = document[:start] + piece + document[start:]
        elif kind == "cut":
            document = document[:start] + document[end:]
        elif kind == "swap":
            document = document[:start] + piece + document[start + len(piece) :]
        else:
            document = document[:end] + document[start:end] * 2 + document[end:]
        document = document[:50_000]
    return document
