"""The addresses of an article: canonical and AMP, cleaned of tracking."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

import tld
from w3lib.url import canonicalize_url, url_query_cleaner

from services.extract.article.page import Page

_TRACKING = re.compile(
    r"^(?:utm_|at_|wt_|pk_|mtm_|ns_|fb_|ga_|mc_)|^(?:fbclid|gclid|dclid|msclkid|igshid|yclid|twclid|cmpid|ocid|smid|smtyp|xtor|"
    r"taid|sref|ref|ref_src|s_cid|cid|icid|ito|source|campaign|cmp|partner|rss|feed|ftag|guccounter|ncid|spm|share|outputtype|amp)$",
    re.I,
)
# Nothing in such an address can be written in two ways.
_CLEAN = re.compile(r"https?://[a-z0-9.-]+(?:/(?!\.\.?(?:/|$))[\w.,~-]*)+", re.A)


def canonical(page: Page) -> tuple[str, str]:
    """(address, witness): what the page declares as its own address if that is plausible, else the fetched one, cleaned."""
    for value, witness in ((page.links.get("canonical"), "canonical"), (page.meta("og:url"), "opengraph")):
        address = page.absolute(value) if value else None
        if address and _plausible(address, page.url):
            return clean(address), witness
    return clean(page.url), "url"


def amp(page: Page) -> str | None:
    """The AMP version that the page names."""
    value = page.links.get("amphtml")
    return page.absolute(value) if value else None


def clean(address: str) -> str:
    """An address without fragment and tracking parameters, in canonical form (w3lib); unchanged when it is no address."""
    if _CLEAN.fullmatch(address):
        return address
    try:
        names = [pair.split("=", 1)[0] for pair in urlsplit(address).query.split("&") if pair]
        tracking = [name for name in names if _TRACKING.search(name)]
        cleaned = url_query_cleaner(address, tracking, remove=True) if tracking else address
        return str(canonicalize_url(cleaned))
    except ValueError:
        return address


def _plausible(address: str, fetched: str) -> bool:
    """Not the site's front page (a common template error) and not another site's host, unless nothing was fetched."""
    if not fetched:
        return True
    own, other = urlsplit(fetched), urlsplit(address)
    if other.path.strip("/") == "" and other.query == "" and own.path.strip("/") != "":
        return False
    return _registered(own.hostname or "") == _registered(other.hostname or "")


@lru_cache(maxsize=8_192)
def _registered(host: str) -> str:
    """The host that someone registered, by the public suffix list; outside it the last two labels, and numbers as they are."""
    found = tld.get_fld(f"http://{host}", fail_silently=True, search_private=True)
    if found or host.replace(".", "").isdigit():
        return str(found or host)
    return ".".join(host.split(".")[-2:])
