"""A source's settings as a form, and back."""

from __future__ import annotations

import pytest

from services.ingest.sources import SourcesError, SourceSpec
from services.ingest.web.forms import SourceForm, filled

WHOLE = SourceSpec.model_validate(
    {
        "name": "Harbour & Times",
        "publisher": "Quay Group",
        "home": "https://harbour.example/",
        "feeds": ["https://harbour.example/a.xml", "https://harbour.example/b.xml"],
        "sitemaps": ["https://harbour.example/news.xml"],
        "language": "en",
        "include": ["/20\\d\\d/", "ferry"],
        "exclude": ["[?&]print="],
        "interval_seconds": 2.5,
        "min_poll_minutes": 7.5,
        "max_poll_minutes": 600,
        "headers": {"X-Key": "a: b", "X-Other": ""},
    }
)


@pytest.mark.parametrize("spec", [WHOLE, SourceSpec(name="Lake", home="https://lake.example/")])  # type: ignore[arg-type]
def test_what_is_not_touched_stays(spec: SourceSpec) -> None:
    assert filled(spec).spec(spec.name, paused=spec.paused) == spec


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("include", "(", "no regular expression"),
        ("headers", "nothing", "Name: value"),
        ("interval_seconds", "soon", "interval_seconds"),
        ("min_poll_minutes", "-1", "min_poll_minutes"),
        ("feeds", "harbour", "feeds"),
        ("feeds", "javascript:alert(1)", "feeds"),
    ],
)
def test_what_is_wrong_is_told(field: str, value: str, told: str) -> None:
    form = filled(WHOLE).model_copy(update={field: value})
    with pytest.raises(SourcesError, match=told):
        form.spec("Harbour", paused=False)


def test_an_empty_form_lists_nothing() -> None:
    with pytest.raises(SourcesError, match="needs feeds, sitemaps or a home page"):
        SourceForm().spec("Harbour", paused=False)
