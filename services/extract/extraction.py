"""From a page to its extraction: the article, and its claims where we read the language."""

from __future__ import annotations

from services.extract import article, claims
from services.extract.article import FeedHint
from shared.articles import Article, ClaimsStatus, Extraction
from shared.claims import Claim, proves

LANGUAGES = frozenset({"en"})


class UnprovenClaimError(Exception):
    """A claim whose words do not stand in the article: a fault of ours, never stored (rule 2)."""


def extract_page(page: bytes, url: str, *, content_type: str | None = None, hint: FeedHint | None = None) -> Extraction:
    """The article on a page and what it claims.

    An article in a language that we do not read is kept whole with `claims_status` "unsupported_language".
    Raises PageDropped for a page that is no article, UnprovenClaimError for a claim without proof.
    """
    read = article.read(page, url, content_type=content_type, hint=hint)
    found, status = _claims_of(read)
    return Extraction(article=read, claims=tuple(found), claims_status=status, extractor=claims.EXTRACTOR)


def _claims_of(read: Article) -> tuple[list[Claim], ClaimsStatus]:
    if read.language is not None and read.language.split("-")[0].lower() not in LANGUAGES:
        return [], "unsupported_language"
    found = claims.extract(read.text, title=read.title, dek=read.dek, published=read.published)
    parts = {"text": read.text, "title": read.title, "dek": read.dek or ""}
    for claim in found:
        if not proves(parts[claim.part], claim):
            raise UnprovenClaimError(f"{claim.part}[{claim.start}:{claim.end}] is not {claim.text[:100]!r}")
    return found, "extracted"
