"""From bytes to an article: decode once, parse once, then metadata, triage and body from the one tree."""

from __future__ import annotations

from services.extract.article import (
    blocks,
    body,
    decoding,
    limits,
    liveblog,
    metadata,
    rescue,
    sniffing,
    tree,
    triage,
    trimming,
    wires,
)
from services.extract.article.fingerprint import fingerprint
from services.extract.article.hints import FeedHint
from services.extract.article.jsonld import title_key
from services.extract.article.language import language
from services.extract.article.metadata import Metadata
from services.extract.article.page import Page
from services.extract.article.pieces import Piece
from services.extract.article.visible import Visible
from services.extract.limits import PageTimeoutError, time_limit
from shared.articles import Article
from shared.outcomes import DropReason, PageDropped

__all__ = ["FeedHint", "read"]


def read(page: bytes, url: str, *, content_type: str | None = None, hint: FeedHint | None = None) -> Article:
    """The article on a page fetched from `url`.

    `content_type` is the Content-Type header, whose charset is one witness among others.
    Raises PageDropped for a page that is no article.
    """
    limits.check_bytes(page)
    try:
        with time_limit(limits.MAX_SECONDS) as limit:
            return _read(page, url, content_type, hint)
    except PageTimeoutError as error:
        if error.limit is not limit:  # the caller's own limit
            raise
        raise PageDropped(DropReason.TOO_LARGE, f"reading took more than {limits.MAX_SECONDS:g} s") from None


def _read(page: bytes, url: str, content_type: str | None, hint: FeedHint | None) -> Article:
    sniffing.check_type(page, content_type)
    limits.check_tags(page)
    markup = decoding.to_utf8(page, content_type)
    root = tree.parse(markup)
    if root is None:
        raise PageDropped(DropReason.EMPTY_TEXT, "nothing in the page")
    limits.check_elements(root)
    parsed = Page(url, root)
    found = metadata.collect(parsed, hint)
    titles = _titles(parsed, found)
    inside = body.within(parsed, titles)
    pieces = trimming.trim(inside, titles, _deks(parsed, found), found.authors)
    verdict = triage.judge(parsed, found, pieces, Visible(markup))
    if (verdict is None or verdict.reason is DropReason.EMPTY_TEXT) and rescue.needed(parsed, pieces):
        pieces = rescue.better(parsed, pieces, markup)
        verdict = triage.judge(parsed, found, pieces, Visible(markup))
    if verdict:
        raise PageDropped(verdict.reason, verdict.detail)
    if found.wire is None:
        _add_wire(found, pieces, inside)
    return _article(parsed, found, pieces, hint)


def _add_wire(found: Metadata, pieces: list[Piece], inside: list[Piece]) -> None:
    """The agency of a dateline, or of a closing line that may have been cut from the text."""
    last = next((index for index in range(len(inside) - 1, -1, -1) if pieces and inside[index] is pieces[-1]), None)
    closing = pieces[-2:] if last is None else [*pieces[-2:], *inside[last + 1 : last + 4]]
    credited = wires.credited([piece.text for piece in pieces[:2]], [piece.text for piece in closing])
    if credited:
        found.wire, found.evidence["wire"] = credited


def _titles(page: Page, found: Metadata) -> set[str]:
    spellings = (found.title, page.meta("og:title"), page.head_title, *page.headings[:1])
    return {key for text in spellings if (key := title_key(text))}


def _deks(page: Page, found: Metadata) -> set[str]:
    spellings = (found.dek or "", *page.metas.get("description", ()), *page.metas.get("og:description", ()))
    return {key for text in spellings if (key := title_key(text))}


def _article(page: Page, found: Metadata, pieces: list[Piece], hint: FeedHint | None) -> Article:
    text, parts = blocks.assemble(pieces, liveblog.times(page, pieces))
    spoken = language(page, text, hint.language if hint else None)
    if spoken:
        found.evidence["language"] = spoken[1]
    if found.dek and title_key(text[: len(found.dek) + 20]).startswith(title_key(found.dek)):
        found.dek = None  # the description only repeats the first paragraph
        found.evidence.pop("dek", None)
    fields = {name: value for name, value in vars(found).items() if name != "published"}
    published = found.published
    return Article(
        url=page.url,
        text=text,
        fingerprint=fingerprint(text),
        blocks=parts,
        language=spoken[0] if spoken else None,
        published=published.at if published else None,
        published_precision=published.precision if published else None,
        **fields,
    )
