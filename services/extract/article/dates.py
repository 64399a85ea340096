"""Published and modified: every declared date of the page is a witness, conflicts go to the better evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Literal

from dateutil import parser as dateutil_parser  # type: ignore[import-untyped]
from htmldate import find_date
from lxml import etree

from services.extract.article.jsonld import listed
from services.extract.article.page import Page
from services.extract.article.tree import marks, raw_text

Precision = Literal["minute", "day"]

_PUBLISHED_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publishdate",
    "publish-date", "publish_date", "pubdate", "published-date", "published_time", "published_date", "article.published",
    "date.issued", "dcterms.created", "dcterms.issued", "dc.date.issued", "dc.date.created", "dcterms.date", "dc.date",
    "date", "originalpublicationdate", "displaydate", "article_date_original", "rnews:datepublished", "article:post_date",
    "bt:pubdate", "vr:published_time", "iso-8601-publish-date", "datecreated", "creation_date", "release_date", "timestamp",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "article:modified", "og:updated_time", "og:article:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "article:updated_time", "revision_date",
)  # fmt: skip
_PUBLISHED_MARK = re.compile(r"publi|posted|entry-date|created|pubdate|issued|dateline|timestamp")
_MODIFIED_MARK = re.compile(r"modif|updat|edited|aktualis|correct")
_TIDY = re.compile(r"\s*\((?:[A-Z]{2,5}|[^)]*[Tt]ime)\)$|\.\d{1,9}(?=[Z+\-\s]|$)")
_ISO = re.compile(
    r"^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:[T\s,]+(\d{1,2}):?(\d{2})(?::?(\d{2}))?)?\s*(Z|UTC|GMT|[+-]\d{1,2}:?\d{0,2})?$",
    re.I,
)
_DAY_FIRST = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[\s,|–-]+(\d{1,2})[:.](\d{2})(?::(\d{2}))?)?(?:\s*Uhr)?$")
_URL_DAY = re.compile(r"[/._-]((?:19|20)\d{2})[/._-]?(0[1-9]|1[0-2])[/._-]?(0[1-9]|[12]\d|3[01])(?=[/._-]|$)")
_SEARCHED = 8_000
_LARGEST = 3_000_000
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as one witness gives it. `zoned` is False where the zone had to be assumed (UTC)."""

    at: datetime
    precision: Precision
    zoned: bool
    witness: str


def parse_moment(raw: object, witness: str = "", *, day_first: bool = True) -> Moment | None:
    """A machine-written date: ISO 8601 and its usual misspellings, RFC 2822, epoch seconds, day.month.year."""
    if isinstance(raw, int | float) or (isinstance(raw, str) and re.fullmatch(r"\d{10}|\d{13}", raw.strip())):
        return _epoch(float(raw), witness)
    if not isinstance(raw, str) or not 8 <= len(raw.strip()) <= 60:
        return None
    text = _TIDY.sub("", raw.strip())
    return _iso(text, witness) or (_numeric(text, witness) if day_first else None) or _worded(text, witness)


def _epoch(value: float, witness: str) -> Moment | None:
    seconds = value / 1000 if value > 1e11 else value
    if not 6.3e8 < seconds < 4.1e9:
        return None
    return _plausible(Moment(datetime.fromtimestamp(seconds, UTC), "minute", True, witness))


def _iso(text: str, witness: str) -> Moment | None:
    match = _ISO.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    return _moment((year, month, day, hour, minute, second), _zone(zone), witness)


def _numeric(text: str, witness: str) -> Moment | None:
    match = _DAY_FIRST.match(text)
    if not match:
        return None
    day, month, year, *clock = match.groups()
    return _moment((year, month, day, *clock), None, witness)


def _moment(parts: tuple[str | None, ...], zone: timedelta | None, witness: str) -> Moment | None:
    try:
        naive = datetime(*(int(part or 0) for part in parts))  # type: ignore[arg-type]
    except ValueError:
        return None
    at = naive.replace(tzinfo=UTC if not zone else _fixed(zone))
    return _plausible(Moment(at, "minute" if parts[3] is not None else "day", zone is not None, witness))


def _fixed(offset: timedelta) -> timezone:
    return timezone(offset)


def _zone(text: str | None) -> timedelta | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return timedelta(0)
    digits = re.sub(r"\D", "", text).ljust(2, "0")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)
    return offset if abs(offset) <= timedelta(hours=14) else None


def _worded(text: str, witness: str) -> Moment | None:
    """RFC 2822 and English worded dates ("Tue, 30 Apr 2024 09:00:00 GMT", "April 30, 2024 9:00 AM")."""
    if not re.search(r"(?:19|20)\d{2}", text) or not re.search(r"[A-Za-z]{3}", text):
        return None
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        try:
            at = dateutil_parser.parse(text, tzinfos=_ZONES, default=datetime(1, 1, 1))
        except (ValueError, OverflowError, TypeError):
            return None
    precision: Precision = "minute" if re.search(r"\d:\d{2}|\d\s*[ap]\.?m", text, re.I) else "day"
    return _plausible(Moment(at if at.tzinfo else at.replace(tzinfo=UTC), precision, at.tzinfo is not None, witness))


_ZONES = {"EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600, "PST": -28800,
          "PDT": -25200, "ET": -18000, "PT": -28800, "BST": 3600, "IST": 19800, "CET": 3600, "CEST": 7200, "JST": 32400,
          "MEZ": 3600, "MESZ": 7200, "SAST": 7200, "AEST": 36000, "AEDT": 39600}  # fmt: skip


def _plausible(moment: Moment) -> Moment | None:
    """A date from 1990 to two days ahead (clocks and zones differ); scheduled or typing errors are no date."""
    return moment if _EARLIEST <= moment.at <= datetime.now(UTC) + timedelta(days=2) else None


def published(page: Page, feed: datetime | None) -> Moment | None:
    """When the article was first published, by the best witness; None when nothing on the page says so."""
    return _settle([*_published_witnesses(page), *_feed(feed), *_from_url(page.url)])


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
    """<time> elements: those marked as publication date first, never those marked as an update."""
    plainly: list[Moment] = []
    for element in list(page.root.iter("time"))[:40]:
        parent = element.getparent()
        role = marks(element) + (marks(parent) if parent is not None else "")
        if _MODIFIED_MARK.search(role) and not _PUBLISHED_MARK.search(role):
            continue
        moment = parse_moment(element.get("datetime") or raw_text(element), "time")
        if moment and (element.get("pubdate") is not None or _PUBLISHED_MARK.search(role)):
            yield moment
        elif moment:
            plainly.append(moment)
    yield from plainly[:1]


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
    """Last resort, only when nothing is declared: htmldate's search of the visible text. Costs tens of milliseconds,
    so very large pages are not searched."""
    if sum(1 for _ in islice(root.iter(), _SEARCHED)) == _SEARCHED:
        return None
    markup = etree.tostring(root, encoding="unicode", method="html")
    if len(markup) > _LARGEST:
        return None
    found = find_date(markup, url=url or None, original_date=True, outputformat="%Y-%m-%d")
    return parse_moment(found, "htmldate") if found else None
