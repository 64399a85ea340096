"""What URL is which page: one form for fetching, one for identity, and whom a host belongs to. Pure.

w3lib does RFC 3986 (case, ports, dot segments, percent-encoding, order of the query); which parameters only track readers is
data (`tracking.toml`). What a page declares about itself is believed within its own registered host only.
"""

from __future__ import annotations

import hashlib
import html
import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

import idna
import tld
from w3lib.url import canonicalize_url

_DATA = tomllib.loads(files("services.ingest").joinpath("tracking.toml").read_text("utf-8"))
_NAMES = frozenset(_DATA["names"])
_PREFIXES = tuple(_DATA["prefixes"])
_BY_VALUE_NAMES = frozenset(_DATA["by_value_names"])
_BY_VALUES = frozenset(_DATA["by_values"])
_AMP_NAMES = frozenset(_DATA["amp_names"])

_JUNK_BEFORE = re.compile(r"^[\s\u200b-\u200f\ufeff<\"'“”«‘’]+")
_JUNK_AFTER = " \t\r\n\f\v\u00a0\u200b\u200c\u200d\u200e\u200f\ufeff>\"'“”»‘’,;…"
_JUNK_ENCODED = ("%20", "%22", "%0a", "%0d", "%c2%a0")
_INSIDE = re.compile(r"[\t\r\n\u200b-\u200f\ufeff]")
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.I)
MAX_URL = 4096
_ROUNDS = 6  # what one step removes may uncover more (a space before a dropped parameter); two are the rule
_DEFAULT_PORT = {"http": 80, "https": 443}
_AMP_CACHE = re.compile(r"^(?:[^/]+\.)?cdn\.ampproject\.org$|^(?:www\.)?google\.[a-z.]{2,6}$", re.I)
_AMP_CACHE_PATH = re.compile(r"^/(?:amp|[civ]|v/s|c/s|i/s)/(?:s/)?(?P<rest>[^/]+\.[^/]+(?:/.*)?)$", re.I)
_AMP_FILE = re.compile(r"\.amp(\.html?)?$", re.I)
_INDEX = re.compile(r"/index\.html?$", re.I)


class NotAUrl(ValueError):
    """What was given is no absolute http(s) URL with a host."""


def clean_url(url: str) -> str:
    """The URL to fetch and to show: stray characters, fragment, credentials and tracking gone, host lower-cased, AMP caches
    unwrapped; the order of what remains is kept. Raises NotAUrl.
    """
    if len(url) > MAX_URL:
        raise NotAUrl(f"{url[:200]}... ({len(url)} characters)")
    for _ in range(_ROUNDS):
        cleaned = _cleaned(_without_junk(url))
        if cleaned == url:
            break
        url = cleaned
    return cleaned


def _without_junk(url: str) -> str:
    """The URL without the quotes, commas and blanks that surround it in bad feeds."""
    url = _JUNK_BEFORE.sub("", _INSIDE.sub("", url)).rstrip(_JUNK_AFTER)
    while url.lower().endswith(_JUNK_ENCODED):
        url = url[: url.rindex("%")]
        url = url.removesuffix("%c2").removesuffix("%C2").rstrip(_JUNK_AFTER)
    return url


@lru_cache(maxsize=8192)
def _cleaned(url: str) -> str:
    parts = _split(url)
    unwrapped = _from_amp_cache(parts)
    if unwrapped:
        parts = _split(unwrapped)
    path = re.sub(r"^/{2,}", "/", _SESSION_PATH.sub("", parts.path)) or "/"
    query = _kept_query(parts.query)
    try:
        tidy = canonicalize_url(urlunsplit((parts.scheme, _netloc(parts), path, "", "")))
    except (ValueError, UnicodeError) as error:
        raise NotAUrl(f"{url[:200]}: {error}") from error
    return f"{tidy}?{query}" if query else tidy


def canonical_url(url: str) -> str:
    """`clean_url` with the query sorted and percent-encoding made alike: one form for two spellings. Raises NotAUrl."""
    try:
        return canonicalize_url(clean_url(url))
    except NotAUrl:
        raise
    except (ValueError, UnicodeError) as error:
        raise NotAUrl(f"{url[:200]}: {error}") from error


def entry_key(url: str) -> str:
    """The identity of a page, 32 hexadecimal digits: equal for http and https, with and without `www.`, a final slash,
    `index.html`, and for the usual AMP forms (`/amp`, `.amp.html`, `?amp=1`). Raises NotAUrl.
    """
    parts = urlsplit(canonical_url(url))
    host = parts.netloc.removeprefix("www.")
    path = _INDEX.sub("/", without_amp(parts.path)).rstrip("/")
    query = "&".join(pair for pair in parts.query.split("&") if pair and pair.partition("=")[0].lower() not in _AMP_NAMES)
    return hashlib.sha256(f"{host}{path}?{query}".encode()).hexdigest()[:32]


def without_amp(path: str) -> str:
    """The path without an AMP ending: `/2026/storm-hits/amp/` to `/2026/storm-hits`; other paths as they are."""
    page = path.rstrip("/")
    if page.lower().endswith("/amp"):
        page = page[:-4]
        looks_like_slug = re.search(r"[-\d]", page.rpartition("/")[2])
        return page if looks_like_slug else path
    file = _AMP_FILE.search(path)
    return path[: file.start()] + (file[1] or "") if file and not path[: file.start()].endswith("/") else path


@lru_cache(maxsize=8192)
def registered_host(url_or_host: str) -> str:
    """The host that someone registered, for pacing: `news.bbc.co.uk` to `bbc.co.uk`, by the public suffix list (its private
    part too, so that `a.github.io` and `b.github.io` are two). Numbers and names outside the list stand for themselves.
    """
    host = _host(url_or_host)
    try:
        ip_address(host)
        return host
    except ValueError:
        pass
    found = tld.get_fld(f"http://{host}", fail_silently=True, search_private=True)
    return str(found) if found else ".".join(host.split(".")[-2:])  # the list's rule for what it does not know


def same_site(url: str, other: str) -> bool:
    """Whether both belong to one registered host."""
    return registered_host(url) == registered_host(other)


def _host(url_or_host: str) -> str:
    if "://" not in url_or_host:
        url_or_host = f"http://{url_or_host}"
    try:
        host = urlsplit(url_or_host).hostname or ""
    except ValueError as error:
        raise NotAUrl(f"{url_or_host[:200]}: {error}") from error
    return _ascii_host(host)


def _ascii_host(host: str) -> str:
    """The host in Punycode, lower case, without the final dot; raises NotAUrl for what is no host name."""
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError as error:
        raise NotAUrl(f"{host[:200]}: {error}") from error


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise NotAUrl(f"{url[:200]}: {error}") from error
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s<>\"{}|\\^`%]", host) or not host.strip("."):
        raise NotAUrl(url[:200])
    return parts


def _netloc(parts: SplitResult) -> str:
    host = _ascii_host(parts.hostname or "")
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    return host if port in (None, _DEFAULT_PORT[parts.scheme]) else f"{host}:{port}"


def _kept_query(query: str) -> str:
    pairs = html.unescape(query).replace(" ", "%20").split("&") if query else []
    return "&".join(_quoted(pair) for pair in pairs if pair and not _tracks(pair))


def _quoted(pair: str) -> str:
    return re.sub(r"[^\x21-\x7e]", lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode("utf-8", "replace")), pair)


def _tracks(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote(name).lower().removeprefix("amp;")
    if name in _NAMES or name.startswith(_PREFIXES):
        return True
    return name in _BY_VALUE_NAMES and unquote(value).lower() in _BY_VALUES


def _from_amp_cache(parts: SplitResult) -> str | None:
    """The publisher's URL inside an address of Google's AMP cache or viewer."""
    if not _AMP_CACHE.match(parts.hostname or ""):
        return None
    match = _AMP_CACHE_PATH.match(parts.path)
    if not match:
        return None
    scheme = "https" if re.match(r"^/(?:amp|[civ])/s/", parts.path, re.I) else "http"
    return f"{scheme}://{match['rest']}" + (f"?{parts.query}" if parts.query else "")
