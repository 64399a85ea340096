from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def no_foreign_garbage() -> Iterator[None]:
    """A full collection walks whatever other tests have left in memory: none of the time that the linear-time tests measure."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
