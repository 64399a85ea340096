"""`claimwire reextract`: the present extractor over all kept pages, resumable, with a report of what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import structlog
from rich.progress import Progress

from services.extract.article import FeedHint
from services.extract.extraction import EXTRACTOR, extract_page
from services.store.revise import Outdated, Reading, Revised, outdated, revise
from services.store.settings import StoreSettings
from shared.articles import Extraction
from shared.blobs import BlobDamagedError, BlobMissingError, Blobs
from shared.database import connect
from shared.outcomes import PageDropped
from shared.settings import load
from shared.terminal import stderr

log = structlog.get_logger()


@dataclass(slots=True)
class Report:
    """What reading anew did: articles, claims gained, lost, changed and same; articles left as they were, and why."""

    articles: int = 0
    claims: Counter[str] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        kinds = {kind: self.claims[kind] for kind in ("same", "gained", "lost", "changed")}
        return {"extractor": EXTRACTOR, "articles": self.articles, **kinds, "left": self.left}


def reextract(processes: int | None = None) -> Report:
    """Read every kept page that another extractor has read. Interrupted, it goes on where it stopped when called again.

    An article whose page is damaged, or which the present reader takes for no article, is left as it was and told.
    """
    settings = load(StoreSettings)
    engine, report = connect(settings.store_database_url), Report()
    with (
        ProcessPoolExecutor(processes, get_context("spawn")) as pool,
        Progress(console=stderr, transient=True, disable=not stderr.is_terminal) as bar,
    ):
        task = bar.add_task("reading pages anew", total=None)
        after = 0
        while batch := outdated(engine, EXTRACTOR, after):
            after = batch[-1].article_id
            for article, read in zip(batch, pool.map(_read, batch, [settings.blob_url] * len(batch)), strict=True):
                if isinstance(read, str):
                    report.left[article.url] = read
                elif (changes := revise(engine, article, read)) is None:
                    report.left[article.url] = "it got a new version meanwhile"
                else:
                    report.claims += changes
                    report.articles += 1
                bar.advance(task)
    return report


def _read(article: Outdated, blob_url: str) -> list[Revised] | str:
    """All versions of an article as the present extractor reads them, or why they cannot be read."""
    try:
        return list(_versions(article, Blobs(blob_url)))
    except (PageDropped, BlobMissingError, BlobDamagedError) as error:
        return f"{type(error).__name__}: {error}"


def _versions(article: Outdated, blobs: Blobs) -> Iterator[Revised]:
    for version in article.versions:
        extraction = _extract(article, version, blobs)
        yield Revised(version, extraction, blobs.put(extraction.model_dump_json().encode()))


def _extract(article: Outdated, version: Reading, blobs: Blobs) -> Extraction:
    hint = FeedHint(version.title, version.authors, version.published, version.language)
    return extract_page(blobs.get(version.page), article.entry_url, hint=hint)
