"""The headline: what the page's heading, its JSON-LD and its OpenGraph data agree on, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.extract.article.jsonld import title_key
from services.extract.article.lexicon import words
from services.extract.article.page import Page
from services.extract.article.tree import plain, raw_text

_SEPARATOR = re.compile(r"\s+[|\-–—·•:»›/~]+\s+|\s*[|｜：]\s*")
# How far each witness is trusted on its own; agreement adds up. Measured on 165 news pages: see docs/article.md.
_WEIGHTS = {"h1": 1.0, "json-ld": 1.1, "opengraph": 0.85, "twitter": 0.1, "title": 0.05, "feed": 0.5}
# <title> is written for search engines: a witness that repeats it while another headline is declared repeats the search title.
_SEARCH_TITLE = {"h1": 1.35, "json-ld": 0.3}
# Letters of the longest kicker, and of the shortest headline that can stand without it.
_KICKER = 40
_TAIL = 16


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline and the witness whose spelling it is."""

    text: str
    witness: str


def headline(page: Page, feed: str | None, site_names: set[str]) -> Headline | None:
    """The headline on which most weight falls; None when the page has none at all.

    `site_names` are folded by `title_key`: such a segment at the end (or start) of a candidate is the site's, not the title's.
    """
    raw = list(_candidates(page, feed))
    site_names = site_names | _at_both_ends([text for _, text in raw])
    known = {title_key(text) for witness, text in raw if witness in ("h1", "json-ld", "feed", "opengraph", "twitter")}
    cut = [Headline(_without_site(text, known, site_names), witness) for witness, text in raw]
    candidates = _with_one_kicker([c for c in cut if c.text and not _names_site(c.text, site_names)])
    return max(candidates, key=lambda c: _support(c, candidates), default=None)


def _at_both_ends(texts: list[str]) -> set[str]:
    """The site's name where one witness puts it first and another last: "Courier - Snow falls", "Snow falls | Courier"."""
    cut = [_SEPARATOR.split(text) for text in texts]
    parted = [(title_key(parts[0]), title_key(parts[-1])) for parts in cut if len(parts) == 2]
    return {min(pair, key=len) for pair in parted if pair[::-1] in parted}


def _with_one_kicker(candidates: list[Headline]) -> list[Headline]:
    """Where witnesses differ only by a kicker before the headline, og:title says whether it belongs to it."""
    spoken = next((c.text for c in candidates if c.witness == "opengraph"), "")
    if not spoken:
        return candidates
    return [Headline(spoken, c.witness) if _differ_by_kicker(c.text, spoken) else c for c in candidates]


def _differ_by_kicker(one: str, other: str) -> bool:
    shorter, longer = sorted((title_key(one), title_key(other)), key=len)
    return len(shorter) >= _TAIL and 0 < len(longer) - len(shorter) <= _KICKER and longer.endswith(shorter)


def _candidates(page: Page, feed: str | None) -> Iterator[tuple[str, str]]:
    declared = [head for node in page.article_nodes if (head := plain(node.get("headline")) or plain(node.get("name")))]
    for text in declared[:1]:
        yield "json-ld", text
    yield from (("h1", text) for text in _likely_headings(page))
    for name in ("og:title", "twitter:title"):
        if page.meta(name):
            yield ("opengraph" if name == "og:title" else "twitter"), page.meta(name)
    if page.head_title:
        yield "title", page.head_title
    if feed:
        yield "feed", plain(feed)


def _likely_headings(page: Page) -> list[str]:
    """At most one h1: the one shared with other witnesses or marked as headline, else the longest of the first two."""
    marked = [text for e in page.itemprops.get("headline", ()) if e.tag in ("h1", "h2") and (text := plain(raw_text(e)))]
    declared = [plain(node.get("headline")) for node in page.article_nodes[:1]]
    others = " ".join(title_key(text) for text in (page.meta("og:title"), page.head_title, *declared))
    shared = [text for text in page.headings if len(text) > 8 and title_key(text) in others]
    longest = sorted(page.headings[:2], key=len, reverse=True)
    own = [text for text in longest if not page.meta("og:title") or _is_akin(text, others)]
    return (shared or marked or own)[:1]


def _is_akin(heading: str, others: str) -> bool:
    """Whether a heading has a longer word in common with the declared headlines: else it is another article's."""
    keys = [key for word in heading.split() if len(key := title_key(word)) > 3]
    return not keys or any(key in others for key in keys)


def _support(candidate: Headline, candidates: list[Headline]) -> float:
    """The weight of all witnesses that say the same words, less what they owe to the search title."""
    cut_off = candidate.witness in ("h1", "json-ld", "opengraph")
    agreed = {other.witness for other in candidates if _same(other.text, candidate.text, cut_off=cut_off)}
    weight = sum(_WEIGHTS[witness] for witness in agreed) + _WEIGHTS[candidate.witness] / 100
    if "title" in agreed:
        weight -= next((_SEARCH_TITLE[witness] for witness in ("h1", "json-ld") if witness in agreed), 0.0)
    return weight


def _same(one: str, other: str, *, cut_off: bool) -> bool:
    """The same words; or `one` is `other` cut off: at a quotation mark, as broken attributes are, or with dots."""
    key, whole = title_key(one), title_key(other)
    if key == whole:
        return True
    if not cut_off or len(key) < 25 or not whole.startswith(key):
        return False
    return one.endswith(("…", "...")) or other[len(one) :].lstrip()[:1] in _QUOTES


_QUOTES = frozenset("\"'“”„«»‘’")


def _without_site(text: str, known: set[str], site_names: set[str]) -> str:
    """`text` without a site or section name at its end or start.

    A segment goes when it names the site, or when what remains is another witness's whole title.
    """
    for _ in range(3):
        shorter = _one_cut(text, known, site_names)
        if shorter is None:
            return text
        text = shorter
    return text


def _one_cut(text: str, known: set[str], site_names: set[str]) -> str | None:
    breaks = [mark for mark in _SEPARATOR.finditer(text) if mark.start()]
    if not breaks:
        return None
    for mark in breaks:
        if title_key(text[: mark.start()]) in known and title_key(text) not in site_names and _is_suffix(text, mark.end()):
            return text[: mark.start()].strip()
    first, last = breaks[0], breaks[-1]
    if _names_site(text[last.end() :], site_names) or _is_label(text[last.end() :]):
        return text[: last.start()].strip()
    if _names_site(text[: first.start()], site_names) or _is_label(text[: first.start()]):
        return text[first.end() :].strip()
    return None


def _is_suffix(text: str, start: int) -> bool:
    """What follows is short enough to be sections and a site's name."""
    return len(text) - start <= 50


def _names_site(segment: str, site_names: set[str]) -> bool:
    key = title_key(segment)
    return bool(key) and (
        key in site_names or any(len(name) > 3 and name in key and len(key) <= len(name) + 12 for name in site_names)
    )


def _is_label(segment: str) -> bool:
    """A section's or a genre's name in the place of a site's: "Opinion | ...", "... | Editorial"."""
    return segment.strip().casefold() in words("bylines", "labels")
