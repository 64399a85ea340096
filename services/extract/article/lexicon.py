"""The article modules' word lists, read once from services/extract/lexicons."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The lexicon `article_{name}.toml` as plain data."""
    return tomllib.loads(files("services.extract").joinpath("lexicons", f"article_{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """One list of a lexicon as a set."""
    return frozenset(load(name)[key])
