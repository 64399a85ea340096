"""Addresses of views: every way to look at something has an address of its own that can be kept, cited and sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

Pair = tuple[str, str]
_PLACES = ("cursor", "page")  # where in a list one is


@dataclass(frozen=True, slots=True)
class Address:
    """A path with what was asked of it; empty values are left out, so that one view has one address."""

    path: str
    asked: tuple[Pair, ...] = ()

    @classmethod
    def of(cls, path: str, asked: Iterable[Pair]) -> Address:
        """The address of a request."""
        return cls(path, tuple((name, value) for name, value in asked if value))

    def having(self, **changed: str | Sequence[str] | None) -> Address:
        """The same view but for these values; null or nothing leaves a name out. A new view begins on its first page."""
        kept = [(name, value) for name, value in self.asked if name not in changed and name not in _PLACES]
        for name, value in changed.items():
            values = [value] if isinstance(value, str) else value or ()
            kept += [(name, each) for each in values if each]
        return Address(self.path, tuple(kept))

    def toggled(self, name: str, value: str) -> Address:
        """With this value among those of its name, or without it if it was among them."""
        values = [given for key, given in self.asked if key == name]
        return self.having(**{name: [v for v in values if v != value] if value in values else [*values, value]})

    def at(self, path: str) -> Address:
        """What is asked, of another path."""
        return Address(path, self.asked)

    def get(self, name: str) -> str:
        """The first value of a name, or nothing."""
        return next((value for key, value in self.asked if key == name), "")

    @property
    def query(self) -> dict[str, Any]:
        """What is asked, the last value of each name."""
        return dict(self.asked)

    def __str__(self) -> str:
        return f"{self.path}?{urlencode(self.asked)}" if self.asked else self.path
