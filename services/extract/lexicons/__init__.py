"""The language knowledge as data: one TOML file per subject, read once per process."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@cache
def load(name: str) -> dict[str, Any]:
    """The tables of the lexicon `name` ("units" reads `units.toml`). Raises FileNotFoundError for an unknown name."""
    return tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))
