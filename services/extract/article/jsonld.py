"""schema.org data in JSON-LD: read from broken scripts too, flattened, and the node of this very article found."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from lxml import etree

from services.extract.article.tree import plain

Node = Mapping[str, Any]

# https://schema.org/Article and its subtypes, with the postings that news sites use for articles.
_ARTICLE_TYPES = frozenset(
    {
        "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "backgroundnewsarticle",
        "opinionnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "satiricalarticle", "advertisercontentarticle",
        "report", "scholarlyarticle", "medicalscholarlyarticle", "techarticle", "blogposting", "liveblogposting",
        "socialmediaposting", "discussionforumposting", "claimreview", "review", "recipe", "howto",
    }
)  # fmt: skip
_WEAK_TYPES = frozenset({"webpage", "videoobject", "creativework", "newsmediawebpage", "itempage", "event", "podcastepisode"})
_COMMENT = re.compile(r"<!\[CDATA\[|\]\]>|<!--|-->")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LOST_COMMA = re.compile(r'(["}\]])(\s*\n\s*)(["{])')
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})')
_INNER_QUOTE = re.compile(r'^(\s*"[\w@:-]+"\s*:\s*")(.*)("\s*,?\s*)$', re.M)
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|description|articleSection|inLanguage)"\s*:\s*"((?:[^"\\\n]|\\.)*)"'
)
_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^\]]{0,2000}?"name"\s*:\s*"((?:[^"\\\n]|\\.)*)"')
# Letters of all scripts together that are read.
_LARGEST = 2_000_000
_MOST_NODES = 5_000


def nodes(scripts: Iterable[etree._Element]) -> list[Node]:
    """All JSON-LD objects of the scripts, graphs and arrays flattened, in document order."""
    found: list[Node] = []
    left = _LARGEST
    for script in scripts:
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= left:
            left -= len(script.text)
            found += list(_flat(load(script.text)))
        if len(found) > _MOST_NODES:
            break
    return found


def load(text: str) -> Any:
    """The value in a JSON-LD script; repaired where it is broken, at worst the fields that can be read one by one."""
    text = _COMMENT.sub("", text).strip().rstrip(";")
    for attempt in (_as_is, _first_value, _mended, _unescaped):
        try:
            return attempt(text)
        except (ValueError, RecursionError):
            continue
    return _fields(text)


def _as_is(text: str) -> Any:
    return json.loads(text, strict=False)


def _first_value(text: str) -> Any:
    """Scripts that hold two values one after the other."""
    return json.JSONDecoder(strict=False).raw_decode(text)[0]


def _mended(text: str) -> Any:
    text = _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", text))
    text = _LOST_COMMA.sub(r"\1,\2\3", text)
    text = _INNER_QUOTE.sub(lambda m: m[1] + re.sub(r'(?<!\\)"', r"\"", m[2]) + m[3], text)
    return _first_value(text)


def _unescaped(text: str) -> Any:
    return _first_value(html.unescape(text))


def _fields(text: str) -> Any:
    fields: dict[str, Any] = {}
    for key, value in _FIELD.findall(text):
        fields.setdefault(key, _string(value))
    names = [_string(name) for name in _AUTHOR.findall(text)]
    if names:
        fields["author"] = [{"name": name} for name in names[:1]]
    return {"@type": "Article", **fields} if fields else None


def _string(raw: str) -> str:
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw


def _flat(value: Any, depth: int = 0) -> Iterator[Node]:
    if isinstance(value, list):
        for item in value[:500]:
            yield from _flat(item, depth)
    elif isinstance(value, dict) and depth < 4:
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if isinstance(value.get(key), list | dict):
                yield from _flat(value[key], depth + 1)


def types_of(node: Node) -> set[str]:
    """The types of a node, lower case and without the schema.org address."""
    value = node.get("@type", node.get("type"))
    names = value if isinstance(value, list) else [value]
    return {name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names if isinstance(name, str)}


def is_article(node: Node) -> bool:
    return not _ARTICLE_TYPES.isdisjoint(types_of(node))


def is_live_blog(node: Node) -> bool:
    return "liveblogposting" in types_of(node)


def by_relevance(found: Sequence[Node], addresses: Iterable[str], titles: Iterable[str]) -> list[Node]:
    """The nodes that may describe this article, best first.

    A node speaks of this page when it names the page's address or one of its titles (`addresses`, `titles` folded by the
    caller's `address_key` and `title_key`); types decide among the rest. Nodes about other articles are left out.
    """
    here, heads = set(addresses), set(titles)
    ranked = []
    for position, node in enumerate(found):
        kind = 4 if is_article(node) else 1 if not _WEAK_TYPES.isdisjoint(types_of(node)) else 0
        if kind:
            agreed = _agreement(node, here, heads)
            ranked.append((-(kind + agreed), position, agreed, node))
    ranked.sort(key=lambda entry: entry[:2])
    articles = [agreed for _, _, agreed, node in ranked if is_article(node)]
    strangers = len(articles) > 2 and max(articles) < 2  # a list of other articles: none of them is this page's
    return [node for score, _, _, node in ranked if score <= -1 and not (strangers and is_article(node))]


def _agreement(node: Node, addresses: set[str], titles: set[str]) -> int:
    """How much a node's address and headline agree with the page's: 3 for the address, 2 for the headline, less for others."""
    own = {address_key(address) for address in _addresses(node)} - {""}
    head = title_key(plain(node.get("headline")) or plain(node.get("name")))
    score = 2 if head and any(head in title or title in head for title in titles if title) else 0
    if own & addresses:
        score += 3
    elif own and not score and is_article(node):
        score -= 3
    return score + (1 if node.get("datePublished") else 0)


def _addresses(node: Node) -> Iterator[str]:
    for key in ("@id", "url", "mainEntityOfPage"):
        for value in listed(node.get(key)):
            address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
            if isinstance(address, str):
                yield address


def address_key(address: str) -> str:
    """An address for comparison: no scheme, www, query, fragment, trailing slash; empty for a site's root."""
    path = re.sub(r"^(?:https?:)?//(?:www\.|m\.|amp\.)?", "", address.strip().lower())
    path = re.split(r"[?#]", path, maxsplit=1)[0].rstrip("/")
    return path if "/" in path else ""


@lru_cache(maxsize=2_048)
def title_key(title: str) -> str:
    """A title for comparison: its letters and digits."""
    return "".join(_LETTERS.findall(title)).casefold()


_LETTERS = re.compile(r"\w+")


def listed(value: Any) -> list[Any]:
    """A schema.org value is one or many: always many here."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def index_by_id(found: Iterable[Node]) -> dict[str, Node]:
    """The nodes that carry an @id and say more than it, for references."""
    return {node["@id"]: node for node in found if isinstance(node.get("@id"), str) and len(node) > 1}


def resolve(value: Any, index: Mapping[str, Node]) -> Any:
    """The node that a bare reference {"@id": ...} points to, or the value itself."""
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return index.get(value["@id"], value)
    return value
