"""What the names and words of a page say about its parts: article text, furniture, or other people's headlines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from lxml import etree

from services.extract.article.lexicon import words
from services.extract.article.tree import raw_text, squeeze

Role = Literal["away", "layout", "small", "body", "plain"]

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CUT = re.compile(r"[^a-z0-9]+")
_STATE = re.compile(r"(?:no|not|has|with|without|is|hide|disable|show)[-_]", re.I)
_SHOWN = re.compile(r":(?:block|flex|grid|inline|table|visible)")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_AWAY_ROLES = frozenset(
    {
        *("navigation", "complementary", "contentinfo", "dialog", "alertdialog", "search", "banner", "menu", "menubar"),
        *("toolbar", "tablist", "button", "tooltip", "alert", "status"),
    }
)


def role(element: etree._Element) -> Role:
    """What an element's class, id and ARIA attributes call it."""
    get = element.get
    if get("role") in _AWAY_ROLES or get("hidden") is not None:
        return "away"
    if get("aria-hidden") == "true" and element.tag != "p":  # paywalls hide paragraphs that the page still holds
        return "away"
    style = get("style")
    if style and _HIDDEN_STYLE.search(style):
        return "away"
    named, identified = get("class"), get("id")
    return _role_of(named or "", identified or "") if named or identified else "plain"


@lru_cache(maxsize=20_000)
def _role_of(named: str, identified: str) -> Role:
    """Away beats body beats layout beats small: "body-related" is related, "sidebar-grid article-content" is content."""
    names = named.split()
    roles = {_role_of_name(name) for name in (*names, identified)}
    if "hidden" in names and not any(_SHOWN.search(name) for name in names):
        roles.add("layout")
    return next((role for role in _STRENGTH if role in roles), "plain")


_NAMES: tuple[tuple[Role, frozenset[str]], ...] = (
    ("away", words("boilerplate", "away")),
    ("layout", words("boilerplate", "layout")),
    ("body", words("boilerplate", "body")),
    ("small", words("boilerplate", "small")),
)
_STRENGTH: tuple[Role, ...] = ("away", "body", "layout", "small")


@lru_cache(maxsize=20_000)
def _role_of_name(name: str) -> Role:
    if ":" in name or len(name) > 80 or _STATE.match(name):  # "md:hidden" and "has-ads" do not name the element
        return "plain"
    found = tokens(name)
    return next((role for role, named in _NAMES if not named.isdisjoint(found)), "plain")


@lru_cache(maxsize=20_000)
def tokens(name: str) -> frozenset[str]:
    """The tokens of one name, their runs of two and the whole: "storyBody__more" gives story, body, more, story-body, ..."""
    single = [token for token in _CUT.split(_CAMEL.sub("-", name).lower()) if token]
    return frozenset({*single, *(f"{a}-{b}" for a, b in pairwise(single)), "".join(single)})


def shown_text(element: etree._Element) -> str:
    """The text of a heading or a byline on one line: without its hidden parts.

    A space goes between neighbouring elements, and between a kicker in an element and the headline right after it.
    """
    return squeeze("".join(_shown(element)))


def _shown(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in _UNREAD and role(child) != "away":
            yield from _shown(child)
        tail = child.tail or ""
        if (not tail and child.getnext() is not None) or (tail[:1].isupper() and _ENDS_WORD.search(raw_text(child))):
            yield " "
        yield tail


_ENDS_WORD = re.compile(r"[^\W\d_]{2}[a-zß-ÿ]$")
_UNREAD = frozenset({"script", "style", "svg", "template", "noscript"})


def is_dek(element: etree._Element) -> bool:
    """Whether an element is named as the line under the headline."""
    return bool(tokens(element.get("class") or "") & words("boilerplate", "dek"))
