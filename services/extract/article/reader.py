"""From bytes to an article: decode once, parse once, then metadata, triage and body from the one tree."""

from __future__ import annotations

from services.extract.article import blocks, body, decoding, metadata, tree
from services.extract.article.hints import FeedHint
from services.extract.article.jsonld import title_key
from services.extract.article.language import language
from services.extract.article.page import Page
from shared.articles import Article
from shared.outcomes import DropReason, PageDropped

__all__ = ["FeedHint", "read"]


def read(page: bytes, url: str, *, content_type: str | None = None, hint: FeedHint | None = None) -> Article:
    """The article on a page fetched from `url`.

    `content_type` is the Content-Type header, whose charset is one witness among others.
    Raises PageDropped for a page that is no article.
    """
    root = tree.parse(decoding.to_utf8(page, content_type))
    if root is None:
        raise PageDropped(DropReason.EMPTY_TEXT, "nothing in the page")
    parsed = Page(url, root)
    found = metadata.collect(parsed, hint)
    titles = {
        key
        for text in (found.title, parsed.meta("og:title"), parsed.head_title, *parsed.headings[:1])
        if (key := title_key(text))
    }
    deks = {key for text in (found.dek or "", *parsed.metas.get("description", ())) if (key := title_key(text))}
    text, parts = blocks.assemble((piece, None) for piece in body.pieces(root, titles, deks, found.authors))
    spoken = language(parsed, text, hint.language if hint else None)
    if not text or not found.title:
        raise PageDropped(
            DropReason.EMPTY_TEXT if not text else DropReason.NOT_ARTICLE, "no text" if not text else "no headline"
        )
    fields = {k: v for k, v in vars(found).items() if k not in ("published",)}
    if spoken:
        found.evidence["language"] = spoken[1]
    return Article(
        url=url,
        text=text,
        blocks=parts,
        language=spoken[0] if spoken else None,
        published=found.published.at if found.published else None,
        published_precision=found.published.precision if found.published else None,
        **fields,
    )
