"""The filter of all lists as options of a command."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, get_type_hints

import typer

from services.store.queries import Filter
from shared.claims import Modality

_OPTIONS: dict[str, tuple[Any, str]] = {
    "words": (str, 'Full text: words in any form, "phrases", -without, either OR other.'),
    "text": (str, "Only where the words contain this, letter by letter."),
    "source": (str, "Only this source, by its name."),
    "publisher": (str, "Only sources of this publisher."),
    "article": (int, "Only the article with this id."),
    "speaker": (str, "Only speakers with a name that contains this, under all their names."),
    "place": (str, "Only about this place: a name, or a country's ISO code."),
    "unit": (str, "Only with a figure in this unit: count, percent, USD, mm ..."),
    "low": (float, "Only with a figure that may be this or more."),
    "high": (float, "Only with a figure that may be this or less."),
    "modality": (Modality, "Only claims of this modality."),
    "series": (str, "Only with a figure of this series."),
    "current": (bool, "Only what the newest versions tell, or only what they do not."),
    "after": (datetime, "Only articles published at or after this moment (UTC)."),
    "before": (datetime, "Only articles published before this moment (UTC)."),
    "since": (datetime, "Only what was seen since this moment (UTC)."),
    "changed_since": (int, "Only what was saved after the change with this number, in that order."),
}


def filtered(*without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of the filter, but for those named; it takes them as one `wanted`."""
    names = [name for name in _OPTIONS if name not in without]

    def give(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(*args: Any, **given: Any) -> None:
            asked = {name: _zoned(given.pop(name, None)) for name in names}
            command(*args, wanted=Filter(**asked), **given)

        own = inspect.signature(command).parameters.values()
        hints = get_type_hints(command, include_extras=True)
        kept = [p.replace(annotation=hints[p.name]) for p in own if p.name != "wanted"]
        added = [_parameter(name) for name in names]
        run.__signature__ = inspect.Signature([*kept, *added])  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in (*kept, *added)}
        del run.__wrapped__
        return run

    return give


def _parameter(name: str) -> inspect.Parameter:
    kind, words = _OPTIONS[name]
    annotation: Any = Annotated[kind | None, typer.Option(help=words)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _zoned(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
