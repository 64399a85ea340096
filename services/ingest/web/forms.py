"""The settings of a source as a form has them: text, a thing a line."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints

from services.ingest.sources import SourceSpec, make_spec, parse_headers

Text = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]


class OptionsForm(BaseModel):
    """What may be set for any source. Whatever is left empty is as by default."""

    publisher: Text = ""
    language: Text = ""
    include: Text = ""
    exclude: Text = ""
    interval_seconds: Text = ""
    min_poll_minutes: Text = ""
    max_poll_minutes: Text = ""
    headers: Text = ""

    def options(self) -> dict[str, Any]:
        """What was filled in, as a file of sources would have it. Raises SourcesError for headers that are none."""
        plain = ("publisher", "language", "interval_seconds", "min_poll_minutes", "max_poll_minutes")
        given: dict[str, Any] = {name: getattr(self, name).strip() for name in plain}
        given |= {"include": lines(self.include), "exclude": lines(self.exclude), "headers": parse_headers(lines(self.headers))}
        return {name: value for name, value in given.items() if value}


class SourceForm(OptionsForm):
    """All settings of a source but its name, by which everything else knows it."""

    home: Text = ""
    feeds: Text = ""
    sitemaps: Text = ""

    def spec(self, name: str, *, paused: bool) -> SourceSpec:
        """The source as it is filled in. Raises SourcesError."""
        listed: dict[str, Any] = {"feeds": lines(self.feeds), "sitemaps": lines(self.sitemaps)}
        listed |= {"home": self.home.strip()} if self.home.strip() else {}
        return make_spec({"name": name, "paused": paused, **listed, **self.options()}, name)


def filled(spec: SourceSpec) -> SourceForm:
    """A form with a source's settings in it."""
    data = spec.model_dump(mode="json", exclude_defaults=True)
    values: dict[str, str] = {}
    for name in SourceForm.model_fields:
        value = data.get(name, "")
        if isinstance(value, dict):
            value = [f"{key}: {text}" for key, text in value.items()]
        values[name] = "\n".join(value) if isinstance(value, list) else f"{value:g}" if isinstance(value, float) else value
    return SourceForm(**values)


def lines(text: str) -> list[str]:
    """The lines of a text field that hold anything."""
    return [line.strip() for line in text.splitlines() if line.strip()]
