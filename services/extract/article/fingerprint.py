"""The near-duplicate signature of a text: MinHash of its word shingles, comparable between articles of any outlet."""

from __future__ import annotations

import re

from rensa import RMinHash

# Both are part of what makes signatures comparable: a change of either is a change of the stored form.
_POSITIONS = 64
_SEED = 20_26
_SHINGLE = 4
_FEWEST = 20
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+")


def fingerprint(text: str) -> tuple[int, ...]:
    """64 numbers below 2**32 (A. Broder, On the resemblance and containment of documents, 1997); empty for a text too short.

    `shared.articles.resemblance` compares them. Words count without case and punctuation; characters of scripts without spaces
    count as words.
    """
    words = _TOKEN.findall(text.casefold())
    shingles = set(map(" ".join, zip(*(words[start:] for start in range(_SHINGLE)), strict=False)))
    if len(shingles) < _FEWEST:
        return ()
    sketch = RMinHash(num_perm=_POSITIONS, seed=_SEED)
    sketch.update(list(shingles))
    return tuple(sketch.digest())
