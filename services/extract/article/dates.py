"""Published and modified: every declared date of the page is a witness, conflicts go to the better evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from htmldate import find_date
from lxml import etree

from services.extract.article import labels
from services.extract.article.jsonld import listed
from services.extract.article.moments import Moment, parse_moment, written
from services.extract.article.page import Page
from services.extract.article.tree import marks, raw_text, select, text_of

_PUBLISHED_METAS = (
    "article:published_time", "article:published:time",
    "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publishdate",
    "publish-date", "publish_date", "pubdate", "published-date", "published_time", "published_date", "article.published",
    "date.issued", "dcterms.created", "dcterms.issued", "dc.date.issued", "dc.date.created", "dcterms.date", "dc.date",
    "date", "originalpublicationdate", "displaydate", "article_date_original", "rnews:datepublished", "article:post_date",
    "bt:pubdate", "vr:published_time", "iso-8601-publish-date", "datecreated", "creation_date", "release_date", "timestamp",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "article:modified:time",
    "article:modified", "og:updated_time", "og:article:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "article:updated_time", "revision_date",
)  # fmt: skip
# Vendors and outlets have metas of their own: "acme_published_at", "acme:publication-date".
_OTHER_META = re.compile(r"publi(?:sh|cat)\w*[:._-]?(?:date|time|at|on)|pub[_-]?date|date[:._-]?publi")
_PUBLISHED_MARK = re.compile(r"publi|posted|entry-date|created|pubdate|issued|dateline|timestamp")
_MODIFIED_MARK = re.compile(r"modif|updat|edited|aktualis|correct")
_URL_DAY = re.compile(r"[/._-]((?:19|20)\d{2})[/._-]?(0[1-9]|1[0-2])[/._-]?(0[1-9]|[12]\d|3[01])(?=[/._-]|$)")
_SEARCHED = 8_000
_LARGEST = 3_000_000


def published(page: Page, feed: datetime | None) -> Moment | None:
    """When the article was first published, by the best witness; None when nothing on the page says so."""
    declared = [*_published_witnesses(page), *_feed(feed)]
    if declared:
        return _settle([*declared, *_from_url(page.url)])
    day = next(_from_url(page.url), None)
    seen = near_headline(page.root) if day else None
    return seen if day and seen and _same_day(seen, day) else day


def modified(page: Page, first: Moment | None) -> Moment | None:
    """When the article was last changed: declared, and not before it was published."""
    found = _settle(list(_modified_witnesses(page)))
    if found is None or (first and found.at < first.at and first.precision == "minute"):
        return None
    return found


def _published_witnesses(page: Page) -> Iterator[Moment]:
    for node in page.article_nodes:
        yield from _each(listed(node.get("datePublished")), "json-ld")
    yield from _each((value for name in _PUBLISHED_METAS for value in page.metas.get(name, ())[:1]), "opengraph")
    others = (name for name in page.metas if _OTHER_META.search(name) and name not in _PUBLISHED_METAS)
    yield from _each((page.metas[name][0] for name in others), "opengraph")
    yield from _marked(page, "datepublished", "microdata")
    yield from _times(page)
    for node in page.article_nodes[:3]:
        yield from _each([*listed(node.get("dateCreated")), *listed(node.get("uploadDate"))], "json-ld")


def _modified_witnesses(page: Page) -> Iterator[Moment]:
    for node in page.article_nodes[:2]:
        yield from _each(listed(node.get("dateModified")), "json-ld")
    yield from _each((value for name in _MODIFIED_METAS for value in page.metas.get(name, ())[:1]), "opengraph")
    yield from _marked(page, "datemodified", "microdata")


def _each(values: Iterable[object], witness: str) -> Iterator[Moment]:
    for value in values:
        moment = parse_moment(value, witness)
        if moment:
            yield moment


def _marked(page: Page, itemprop: str, witness: str) -> Iterator[Moment]:
    for element in page.itemprops.get(itemprop, ())[:3]:
        yield from _each((element.get("content") or element.get("datetime") or raw_text(element),), witness)


def _times(page: Page) -> Iterator[Moment]:
    """<time> elements: those marked as publication date first, never those marked as an update.

    Of the others the first: where it cannot be read ("3 hours ago"), those that follow belong to other articles.
    """
    plainly: list[Moment | None] = []
    for element in page.tags["time"][:40]:
        parent = element.getparent()
        role = marks(element) + (marks(parent) if parent is not None else "")
        if _MODIFIED_MARK.search(role) and not _PUBLISHED_MARK.search(role):
            continue
        moment = parse_moment(element.get("datetime") or raw_text(element), "time")
        if moment and (element.get("pubdate") is not None or _PUBLISHED_MARK.search(role)):
            yield moment
        else:
            plainly.append(moment)
    yield from filter(None, plainly[:1])


def _feed(feed: datetime | None) -> Iterator[Moment]:
    if feed is not None:
        yield Moment(feed if feed.tzinfo else feed.replace(tzinfo=UTC), "minute", feed.tzinfo is not None, "feed")


def _from_url(url: str) -> Iterator[Moment]:
    match = _URL_DAY.search(url)
    if match:
        moment = parse_moment("-".join(match.groups()), "url")
        if moment:
            yield moment


def _settle(witnesses: list[Moment]) -> Moment | None:
    """The first witness, sharpened by others that agree: a time of day for a bare day, a zone for a zoneless time."""
    if not witnesses:
        return None
    best = witnesses[0]
    if best.precision == "day" or _at_midnight(best):
        best = next((w for w in witnesses if w.precision == "minute" and not _at_midnight(w) and _same_day(w, best)), best)
    if best.precision == "minute" and not best.zoned:
        best = next((w for w in witnesses if w.zoned and w.precision == "minute" and _same_clock(w, best)), best)
    return best


def _at_midnight(moment: Moment) -> bool:
    return (moment.at.hour, moment.at.minute, moment.at.second) == (0, 0, 0)


def _same_day(one: Moment, other: Moment) -> bool:
    return other.at.date() in {one.at.date(), one.at.astimezone(UTC).date()}


def _same_clock(zoned: Moment, bare: Moment) -> bool:
    """The same wall clock, or the same instant told in another zone (a whole number of quarter hours apart)."""
    apart = abs(zoned.at - bare.at)
    return apart <= timedelta(hours=14) and apart.seconds % 900 < 60


def from_text(root: etree._Element, url: str) -> Moment | None:
    """Where nothing is declared: a labelled date, else one written near the headline, else htmldate's search of the whole page.

    htmldate costs tens of milliseconds, so very large pages are not searched.
    """
    return _labelled(root) or near_headline(root) or _by_htmldate(root, url)


def _labelled(root: etree._Element) -> Moment | None:
    """The date after a word that says so ("Published", "Datum")."""
    lines = (text for text in labels.values(root, "date") if len(text) < 60)
    return next((moment for text in lines if (moment := written(text) or parse_moment(text, "byline")) is not None), None)


def near_headline(root: etree._Element) -> Moment | None:
    """The first date written in a short line soon after the main heading."""
    lines = (text_of(element) for element in select(_AFTER_HEADLINE, root) if len(element) <= 4)
    return next((moment for line in lines if (moment := written(line)) is not None), None)


_AFTER_HEADLINE = etree.XPath("(//h1)[1]/following::*[position() < 80]")


def _by_htmldate(root: etree._Element, url: str) -> Moment | None:
    if sum(1 for _ in islice(root.iter(), _SEARCHED)) == _SEARCHED:
        return None
    markup = etree.tostring(root, encoding="unicode", method="html")
    if len(markup) > _LARGEST:
        return None
    found = find_date(markup, url=url or None, original_date=True, outputformat="%Y-%m-%d")
    return parse_moment(found, "htmldate") if found else None
