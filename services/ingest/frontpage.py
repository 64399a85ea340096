"""What an HTML page links to: declared feeds, feed-looking anchors, and the links that look like articles. Pure.

Article links are judged by a sum of small signs, none decisive: a date or a long number in the path, a slug of several words,
a headline-like text, a heading or an article element around the link; against it speak navigation, tag and service pages.
The signs are of form, so that they hold for any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from services.ingest.documents import decode
from services.ingest.feeds import absolute, plain
from services.ingest.urls import NotAUrl, clean_url, entry_key, same_site

ARTICLE_SCORE = 4.0
MAX_LINKS = 2000

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/rss")
_FEED_HREF = re.compile(
    r"(?:^|[/._-])(?:rss\d?|feeds?|atom|rdf)(?:[/._-]|$)|\.(?:rss|rdf|atom)(?:$|\?)|feed\.json$|feeds?\.feedburner\.com|[?&]feed=",
    re.I,
)
_COMMENTS = re.compile(r"comments?(?:/feed|$|[/ _-])|/feed/?\?.*comment", re.I)

_DATE = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?(?=[/_-]|$)", re.I)
_NUMBER = re.compile(r"\d{5,}")
_MEDIA = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m4a|zip|xml|rss|json|css|js|ico|ics|docx?|xlsx?)$", re.I)
_PLACES_AGAINST = frozenset({"nav", "footer", "aside", "form", "menu"})
_PLACES_FOR = frozenset({"article", "h1", "h2", "h3", "h4"})
_CLASS_AGAINST = re.compile(
    r"\b(?:nav|menu|footer|breadcrumb|tags?|share|social|cookie|banner|sponsor|advert|promo|login|pagination)", re.I
)
_SERVICE = frozenset(
    line for line in files("services.ingest").joinpath("servicepages.txt").read_text("utf-8").splitlines() if line[:1] != "#"
)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names. `declared`: by `<link rel=alternate>`; otherwise by an anchor that looks like one."""

    url: str
    title: str
    declared: bool


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """A link that looks like an article, with its text and the sum of its signs (ARTICLE_SCORE or more)."""

    url: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page offers: its title, the feeds it names (declared ones first), and its article links in page order."""

    title: str
    feeds: tuple[FeedLink, ...]
    articles: tuple[ArticleLink, ...]


def read_page(body: bytes, url: str, content_type: str | None = None) -> PageLinks:
    """Reads the page found at `url`. What is no HTML offers nothing; never raises."""
    tree = _tree(decode(body, content_type))
    if tree is None:
        return PageLinks("", (), ())
    declared = tree.find(".//base[@href]")
    base = (absolute(declared.get("href"), url) if declared is not None else None) or url
    return PageLinks(plain(tree.findtext(".//title")), tuple(_feeds(tree, base)), tuple(_articles(tree, base, url)))


def _tree(text: str) -> html.HtmlElement | None:
    try:
        parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _feeds(tree: html.HtmlElement, base: str) -> Iterator[FeedLink]:
    seen: set[str] = set()
    for link in (*_declared(tree, base), *_anchored(tree, base)):
        if link.url not in seen and not _COMMENTS.search(link.url) and not _COMMENTS.search(link.title):
            seen.add(link.url)
            yield link


def _declared(tree: html.HtmlElement, base: str) -> Iterator[FeedLink]:
    for link in tree.iterfind(".//link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _FEED_TYPES:
            url = absolute(link.get("href"), base)
            if url:
                yield FeedLink(url, plain(link.get("title")), declared=True)


def _anchored(tree: html.HtmlElement, base: str) -> Iterator[FeedLink]:
    for anchor in tree.iterfind(".//a"):
        href = anchor.get("href") or ""
        url = absolute(href, base) if _FEED_HREF.search(href) else None
        if url and (same_site(url, base) or "feedburner" in url) and not _MEDIA_BUT_FEEDS.search(urlsplit(url).path):
            yield FeedLink(url, _text(anchor), declared=False)


_MEDIA_BUT_FEEDS = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|css|js|ico)$", re.I)


def _articles(tree: html.HtmlElement, base: str, page: str) -> Iterator[ArticleLink]:
    """The article links, each page once, with the best of its texts (a picture and a headline often link alike)."""
    best: dict[str, ArticleLink] = {}
    own = _key(page)
    for count, anchor in enumerate(tree.iterfind(".//a[@href]")):
        if count >= MAX_LINKS * 5 or len(best) >= MAX_LINKS:
            break
        url = absolute(anchor.get("href"), base)
        key = _key(url) if url else None
        if not url or key is None or key == own or not same_site(url, page):
            continue
        text = _text(anchor) or plain(anchor.get("title") or anchor.get("aria-label"))
        score = link_score(url, text) + _place_score(anchor)
        if key not in best or score > best[key].score:
            best[key] = ArticleLink(clean_url(url), text, score)
    yield from (link for link in best.values() if link.score >= ARTICLE_SCORE)


def _text(anchor: html.HtmlElement) -> str:
    """The anchor's words, a few hundred at most: unclosed anchors hold the rest of the page."""
    return plain(" ".join(islice(anchor.itertext(), 20))[:1000])


def _key(url: str) -> str | None:
    try:
        return entry_key(url)
    except NotAUrl:
        return None


def link_score(url: str, text: str) -> float:
    """The signs in a link's address and words that it leads to an article; ARTICLE_SCORE or more with those of its place."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    segments = [segment for segment in path.lower().split("/") if segment]
    if not segments or _MEDIA.search(path):
        return -10.0
    slug = re.sub(r"\.\w{2,5}$", "", segments[-1])
    words = max((_words(segment) for segment in (slug, *segments[:-1])), key=len)
    score = 2.0 if _DATE.search(path) else 0.0
    score += 1.5 if _NUMBER.search(path) or _NUMBER.search(parts.query) else 0.0
    score += min(len(words) - 1, 4) * 0.75
    score += 0.5 if re.search(r"\.(?:s?html?|php|aspx?)$", path, re.I) else 0.0
    score -= 4.0 if _SERVICE.intersection(segments[:2]) or slug in _SERVICE else 0.0
    score -= 1.0 if len(segments) == 1 and len(words) < 3 else 0.0
    return score + _text_score(text)


def _words(segment: str) -> list[str]:
    return [word for word in re.split(r"[-_.+ ]+", segment) if word and not word.isdigit()]


def _text_score(text: str) -> float:
    """Headlines are sentences of some length: five words, or as many letters where a script writes no spaces."""
    words = len(text.split())
    wide = len(re.findall(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text))
    if words >= 5 or wide >= 10:
        return 2.0
    if words >= 4 or wide >= 6:
        return 1.0
    return 0.0 if not text else -0.5


def _place_score(anchor: html.HtmlElement) -> float:
    score = 0.0
    headed = any(isinstance(child.tag, str) and child.tag in _PLACES_FOR for child in islice(anchor.iterdescendants(), 40))
    for element in anchor.iterancestors():
        tag = element.tag if isinstance(element.tag, str) else ""
        headed = headed or tag in _PLACES_FOR
        if tag in _PLACES_AGAINST or _CLASS_AGAINST.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:200]):
            score -= 1.5
            break
        if tag in ("main", "body"):
            break
    return score + (1.5 if headed else 0.0)
