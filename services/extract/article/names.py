"""The names in a byline: one string cut into persons and organisations, and the two told apart."""

from __future__ import annotations

import re
from functools import cache

from services.extract.article import jsonld
from services.extract.article.lexicon import words
from services.extract.article.tree import plain
from services.extract.article.wires import agency_named

_PARTICLES = frozenset(
    {
        *(
            "de",
            "da",
            "di",
            "do",
            "dos",
            "das",
            "del",
            "della",
            "der",
            "den",
            "van",
            "von",
            "zu",
            "zur",
            "bin",
            "ibn",
            "al",
            "el",
        ),
        *("la", "le", "ter", "ten", "af", "av", "y", "e", "i", "of"),
    }
)
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|de|org|net|co|html)\b|/")
_DATE_LIKE = re.compile(r"\d{4}|\d[:.]\d|\d ?min|^\+?\d")
_PARENTHESIS = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]")
# "구현모 기자", "山田太郎記者", "记者 王小明": the reporter's title tells the name.
_TITLED = re.compile(
    r"(?<![가-힣])([가-힣]{2,4})\s*(?:기자|특파원)|([\u3400-\u9fff]{2,5})\s*記者|记者\s*[:：/|]?\s*([\u3400-\u9fff]{2,4})"
)
_JOINT = re.compile(r"\s*[;|•·&]\s*|\s+/\s+|\n")


def split(raw: str) -> list[str]:
    """The names in one author string: lead-in words, roles, places in brackets and addresses are no part of a name."""
    text = _PARENTHESIS.sub("", plain(raw))
    titled = [name for groups in _TITLED.findall(text) for name in groups if name]
    if titled:
        return list(dict.fromkeys(titled))
    text = without_lead_in(text)
    parts = [part for piece in _JOINT.split(text) for part in _at_commas(piece)]
    names = [name for part in parts for piece in _at_joiners(part) if (name := _tidy(piece))]
    return [name for name in names if _is_name(name)]


def without_lead_in(text: str) -> str:
    """`text` without words such as "By" or "Written by" before the name."""
    head = text.casefold()
    for prefix in _prefixes():
        if head.startswith(prefix) and text[len(prefix) : len(prefix) + 1] in (" ", ":", "\u00a0"):
            return text[len(prefix) :].lstrip(" :\u00a0")
    return text


@cache
def _prefixes() -> list[str]:
    return sorted(words("bylines", "prefixes"), key=len, reverse=True)


def _at_commas(text: str) -> list[str]:
    """Commas part names when every part could be one; else what follows the first comma is a role or a place."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2:
        return parts
    kept = [part for part in parts if not _is_role(part)]
    if all(len(_at_joiners(part)) > 1 or 1 < len(part.split()) <= 5 for part in kept):
        return kept
    return kept[:1]


def _is_role(text: str) -> bool:
    return not words("bylines", "roles").isdisjoint(text.casefold().split())


def _at_joiners(text: str) -> list[str]:
    tokens = text.split()
    pieces: list[list[str]] = [[]]
    for token in tokens:
        if token.casefold() in words("bylines", "joiners") and token.islower() and len(pieces[-1]) >= 2:
            pieces.append([])
        else:
            pieces[-1].append(token)
    if len(pieces) > 1 and all(len(piece) >= 2 for piece in pieces):
        return [" ".join(piece) for piece in pieces]
    return [text]


def _tidy(text: str) -> str:
    return without_lead_in(text.strip(" \t,.:–—-•*\"'“”")).strip()


def _is_name(name: str) -> bool:
    folded = name.casefold()
    return (
        1 < len(name) <= 80
        and not _ADDRESS.search(folded)
        and not _DATE_LIKE.search(folded)
        and folded not in words("bylines", "nobody")
        and any(map(str.isalpha, name))
        and len(name.split()) <= 8
    )


def is_person(name: str, site_names: set[str]) -> bool:
    """Whether a name looks like a person's and not like a desk's, an outlet's or an agency's."""
    parts = name.casefold().replace("-", " ").split()
    if name[0].isdigit():  # a date or a time of day beside the name
        return False
    if any(part.isupper() and part.casefold() in site_names for part in name.split()):  # a broadcaster's regional desk
        return False
    if jsonld.title_key(name) in site_names or not words("bylines", "organisation").isdisjoint(parts) or agency_named(name):
        return False
    return len(parts) > 1 or _HAN_NAME.fullmatch(name) is not None


def is_plain_person(name: str) -> bool:
    """The stricter test for names found in running markup: two to five capitalised words."""
    parts = name.split()
    return (
        2 <= len(parts) <= 5
        and not _NO_NAME.search(name)
        and is_person(name, set())
        and all(p[0].isupper() or p.casefold() in _PARTICLES for p in parts)
    )


def told(text: str) -> list[str]:
    """The persons that a line of running markup surely names: as `is_plain_person`, or by a reporter's title."""
    titled = _TITLED.search(text) is not None
    return [name for name in split(text) if titled or is_plain_person(name)]


_NO_NAME = re.compile(r"[\d:!?]")
_HAN_NAME = re.compile(
    r"(?!.*(?:新聞|通信|編集|記者|本社|速報|取材|部$|社$|局$|班$))[\u3400-\u9fff\u3040-\u30ff]{2,6}|[\uac00-\ud7af]{2,4}"
)
