"""From a page to its extraction: the article, and its claims where we read the language."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from services.extract import article, claims
from services.extract.article import FeedHint
from shared.articles import Article, ClaimsStatus, Extraction
from shared.claims import Claim, proves

LANGUAGES = frozenset({"en"})


def _version() -> str:
    """The name of this extractor: the package's version and a digest of all that extraction is made of, rules and data.

    Any change of a rule, a lexicon or the model is another extractor: claims say which one found them, and what an older one
    read is found again by `claimwire reextract`.
    """
    root = Path(__file__).parent
    parts = (path for path in sorted(root.rglob("*")) if path.suffix in {".py", ".toml", ".json", ".txt", ".gz", ".bin"})
    digest = hashlib.sha256()
    for path in parts:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{version('claimwire')}+{digest.hexdigest()[:10]}"


EXTRACTOR = _version()


class UnprovenClaimError(Exception):
    """A claim whose words do not stand in the article: a fault of ours, never stored (rule 2)."""


def extract_page(page: bytes, url: str, *, content_type: str | None = None, hint: FeedHint | None = None) -> Extraction:
    """The article on a page and what it claims.

    An article in a language that we do not read is kept whole with `claims_status` "unsupported_language".
    Raises PageDropped for a page that is no article, UnprovenClaimError for a claim without proof.
    """
    read = article.read(page, url, content_type=content_type, hint=hint)
    found, status = claims_of(read)
    return Extraction(article=read, claims=tuple(found), claims_status=status, extractor=EXTRACTOR)


def claims_of(read: Article) -> tuple[list[Claim], ClaimsStatus]:
    """The proven claims of an article, none in a language that we do not read. Raises UnprovenClaimError."""
    if read.language is not None and read.language.split("-")[0].lower() not in LANGUAGES:
        return [], "unsupported_language"
    found = claims.extract(read.text, title=read.title, dek=read.dek, published=read.published)
    parts = {"text": read.text, "title": read.title, "dek": read.dek or ""}
    for claim in found:
        if not proves(parts[claim.part], claim):
            raise UnprovenClaimError(f"{claim.part}[{claim.start}:{claim.end}] is not {claim.text[:100]!r}")
    return found, "extracted"
