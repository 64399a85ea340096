"""What the reader of pages promises: no claim without proof, no message about a blob that is not kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from services.extract import claims
from services.extract.settings import ExtractSettings
from services.extract.tasks import register
from shared.blobs import Blobs, StorageError
from shared.bus import Bus
from shared.messages import ArticlesRead, EntriesSettled, FetchedPage, PagesFetched, SourceRef
from shared.outcomes import Outcome
from tests.support.buses import KeptBus
from tests.support.site import article_page

SOURCE = SourceRef(name="Harbour Times", publisher="Harbour Media")
PAGE = article_page(
    "Storm closes 12 bridges",
    [
        "Mayor Ada Lund said on Monday that at least 12 bridges were closed after the storm hit the harbour town.",
        "Schools will stay shut until Thursday and ferries run twice a day while engineers inspect the piers.",
    ],
).body


@pytest.fixture
def blobs() -> Blobs:
    return Blobs("memory://tasks")


def read(blobs: Blobs) -> KeptBus:
    bus = KeptBus()
    register(cast(Bus, bus), blobs, ExtractSettings())
    page = blobs.put(PAGE)
    fetched = FetchedPage(
        entry_id=7,
        url="https://harbour.example/a",
        page=page,
        fetched_at=datetime.now(UTC),
        source=SOURCE,
        content_type="text/html",
    )
    bus.run(PagesFetched(pages=(fetched,)))
    return bus


def test_what_is_told_of_an_article_is_kept(blobs: Blobs) -> None:
    (event,) = read(blobs).published
    assert isinstance(event, ArticlesRead)
    assert b"at least 12" in blobs.get(event.articles[0].extraction)


def test_a_claim_whose_words_do_not_stand_in_the_article_is_never_passed_on(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = claims.extract

    def shifted(*parts: Any, **options: Any) -> list[Any]:
        return [
            claim.model_copy(update={"start": claim.start + 1, "end": claim.end + 1}) for claim in extract(*parts, **options)
        ]

    monkeypatch.setattr(claims, "extract", shifted)
    (event,) = read(blobs).published
    assert isinstance(event, EntriesSettled)
    (result,) = event.results
    assert (result.outcome, result.reason) == (Outcome.QUARANTINED, "extraction_failed")
    assert "UnprovenClaimError" in (result.detail or "")


def test_nothing_is_told_of_an_extraction_that_could_not_be_kept(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    bus = KeptBus()
    register(cast(Bus, bus), blobs, ExtractSettings())
    page = blobs.put(PAGE)

    def full(self: Blobs, content: bytes) -> str:
        raise StorageError("No space left on device")

    monkeypatch.setattr(Blobs, "put", full)
    fetched = FetchedPage(entry_id=7, url="https://harbour.example/a", page=page, fetched_at=datetime.now(UTC), source=SOURCE)
    with pytest.raises(StorageError):
        bus.run(PagesFetched(pages=(fetched,)))
    assert bus.published == []
