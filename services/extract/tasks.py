"""The extract service's one task: pages in, extractions out."""

from __future__ import annotations

import time
import traceback

import structlog

from services.extract.article import FeedHint
from services.extract.extraction import extract_page
from services.extract.limits import PageTimeoutError, time_limit
from services.extract.settings import ExtractSettings
from shared import metrics
from shared.blobs import BlobDamagedError, BlobMissingError, Blobs
from shared.bus import Bus
from shared.errors import UnavailableError
from shared.messages import ArticlesRead, EntriesSettled, FetchedPage, PagesFetched, ReadArticle, Settlement
from shared.outcomes import PageDropped

log = structlog.get_logger()


def register(bus: Bus, blobs: Blobs, settings: ExtractSettings) -> None:
    """Make this process a reader of pages."""

    @bus.handles(PagesFetched, time_limit=60 + 10 * int(settings.page_seconds))
    def read(event: PagesFetched) -> None:
        """Read each page; articles go on to the store, the others straight to the ledger."""
        articles: list[ReadArticle] = []
        settled: list[Settlement] = []
        for page in event.pages:
            begun = time.perf_counter()
            with structlog.contextvars.bound_contextvars(entry_id=page.entry_id):
                result = _read_page(page, blobs, settings.page_seconds)
            end = "article" if isinstance(result, ReadArticle) else result.outcome.value
            metrics.observe(metrics.READ, time.perf_counter() - begun, end)
            (articles if isinstance(result, ReadArticle) else settled).append(result)  # type: ignore[arg-type]
        if articles:
            bus.publish(ArticlesRead(articles=tuple(articles)))
        if settled:
            bus.publish(EntriesSettled(results=tuple(settled)))


def _read_page(page: FetchedPage, blobs: Blobs, seconds: float) -> ReadArticle | Settlement:
    hint = FeedHint(page.title, page.authors, page.published, page.source.language)
    try:
        content = blobs.get(page.page)
        with time_limit(seconds):
            extraction = extract_page(content, page.url, content_type=page.content_type, hint=hint)
    except PageDropped as dropped:
        log.info("page.dropped", reason=dropped.reason, detail=dropped.detail)
        return Settlement.dropped(page.entry_id, page.page, dropped.reason, dropped.detail)
    except (BlobMissingError, BlobDamagedError) as error:
        return _set_aside(page, "blob_unreadable", error)
    except PageTimeoutError as error:
        return _set_aside(page, "page_timeout", error)
    except UnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 a fault in our reading: this page waits for a person, the others go on
        return _set_aside(page, "extraction_failed", error)
    digest = blobs.put(extraction.model_dump_json().encode())
    log.info("page.read", claims=len(extraction.claims), claims_status=extraction.claims_status)
    return ReadArticle(
        entry_id=page.entry_id, url=page.url, page=page.page, extraction=digest, fetched_at=page.fetched_at, source=page.source
    )


def _set_aside(page: FetchedPage, reason: str, error: BaseException) -> Settlement:
    log.exception("page.failed", reason=reason)
    return Settlement.quarantined(page.entry_id, page.page, reason, f"{type(error).__name__}: {error}", traceback.format_exc())
