"""Tokens: words, numbers and signs of a text with their offsets, in one pass.

Numbers stand apart from the unit or currency glued to them ("240mm" is "240", "mm"; "R4bn" is "R", "4", "bn"), while names
that merely contain digits ("M1991", "NK-23", "5G", "Covid-19", "9/11") stay one token of kind "name". Hyphenated words stay
whole unless one part is a number word ("two-year" is "two", "-", "year").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from services.extract.lexicons import load

TokenKind = Literal["word", "number", "name", "currency", "clitic", "sign"]

_NUMBER_WORDS = frozenset(load("text")["numbers"].split())
_MEASURES = frozenset(load("text")["measures"].split())
_APART = _NUMBER_WORDS | _MEASURES | {"and", "a"}  # "two-and-a-half" comes wholly apart
_MAGNITUDE_TAIL = r"(?:bn|tn|trn|mn|mln|m|k|b|million|billion|trillion)\b"
_CURRENCY_PREFIX = (
    r"(?:(?:US|AU|CA|NZ|HK|SG|NT|CAN|TT|EC|Bds|A|B|C|F|G|J|L|M|N|R|S|T|Z)?\$|GH[₵¢]|(?:C|N|US|A)?[€£¥₹₦₱₩₺₽₴₪฿₫₵₲₡₸₼₾]"
    r"|(?:USD|EUR|GBP|AUD|CAD|NZD|ZAR|CHF|SEK|NOK|DKK|JPY|CNY|RMB|INR|HKD|SGD|KES|NGN|UGX|TZS|MYR|AED|SAR|PLN|UAH|RUB|BRL"
    r"|PKR|LKR|BDT|NPR|THB|IDR|PHP|VND|KRW|TRY|EGP|MAD|GHS|ZMW|BWP|NAD|MXN|ARS|CLP|ILS|CZK|HUF|TWD|QAR|KWD|RWF|ETB|IRR|IQD)"
    r"(?=\s?[0-9])"
    r"|(?:Rs\.?|RM|Rp|Tk\.?|Dhs?|MK|[KTU]?[Ss]hs?|kr|Kr)(?=\s?[0-9])"
    rf"|[NPKM](?=[0-9][0-9,.]*\s?{_MAGNITUDE_TAIL}|[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9]))"
    rf"|R(?=\s?[0-9][0-9,.  ]*(?:{_MAGNITUDE_TAIL}|[-–]R?[0-9]|-[a-z]|[^\w\-–]|$)))"
)
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<link>(?:https?://|www\.)\S{1,500}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}|[@#]\w+)"
    rf"|(?P<currency>(?<!\w){_CURRENCY_PREFIX})"
    r"|(?P<name>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+(?:\.[0-9]+){2,}|[0-9]+(?::[0-9]+)+|[0-9]+/[0-9]+(?:/[0-9]+)+"
    r"|[0-9]+(?:[DG]|[xX][0-9]+|ers|ERS)\b"
    r"|\+[0-9][0-9()\-  ]{7,20}[0-9]"
    r"|7-Eleven|(?<![0-9])(?![Mm]agnitude-)[^\W\d_]+[-‑][^\W\d_]{0,3}[0-9]\w*(?:-\w+)*|[^\W\d_]+[0-9]\w*(?:-[0-9]{2,4}\b)?)"
    rf"|(?P<number>0,[0-9]{{1,2}}(?![0-9,])|[0-9]{{1,3}},[0-9]{{1,2}}(?=\s?(?:%|per ?cent|{_MAGNITUDE_TAIL}|kg\b|km\b))"
    r"|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+|[½¼¾⅓⅔⅛⅜⅝⅞])"
    r"|(?P<clitic>['’]s\b)"
    r"|(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:(?:['’](?!s\b)|[-‑])[^\W\d_]+)*)"
    r"|(?P<ellipsis>\.{2,}|[-–—]{2,})"
    r"|(?P<sign>[\s\S])"
)


class Token:
    """One token: `text` is the document's `[start:end]`; `lower` folds case and typographic apostrophes.

    `tag` is the Penn Treebank part of speech ("NN", "VBD", ...); "" until the document has tagged its sentences.
    """

    __slots__ = ("end", "kind", "lower", "start", "tag", "text")

    def __init__(self, start: int, end: int, text: str, kind: TokenKind) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.lower = text.lower() if text.isascii() else text.lower().replace("’", "'")
        self.kind = kind
        self.tag = ""

    def __repr__(self) -> str:
        return f"Token({self.start}, {self.end}, {self.text!r}, {self.kind!r}, {self.tag!r})"


def is_number(token: Token) -> bool:
    """A number in digits or, by its tag, in words."""
    return token.kind == "number" or token.tag == "CD"


_KINDS: dict[str, TokenKind] = {
    "link": "name",
    "currency": "currency",
    "name": "name",
    "number": "number",
    "clitic": "clitic",
    "word": "word",
    "ellipsis": "sign",
    "sign": "sign",
}


def tokenize(text: str) -> list[Token]:
    """All tokens of `text` in order; white space lies between them, every other character is in exactly one token."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        group = found.lastgroup
        if group == "space" or group is None:
            continue
        words = found.group()
        if group == "word" and "-" in words and _is_split(words, text, found.start()):
            tokens.extend(_split(words, found.start()))
        else:
            tokens.append(Token(found.start(), found.end(), words, _KINDS[group]))
    return tokens


def _is_split(words: str, text: str, start: int) -> bool:
    """Whether a hyphenated word comes apart: it holds a number, or the unit of the figure before it ("20-foot-deep")."""
    parts = words.lower().split("-")
    if not _NUMBER_WORDS.isdisjoint(parts):
        return True
    return parts[0] in _MEASURES and start > 1 and text[start - 1] == "-" and text[start - 2].isalnum()


def _split(words: str, start: int) -> Iterator[Token]:
    """A hyphenated word with a number word in it: its number parts apart, the rest kept together ("two", "-", "year-old")."""
    parts = words.split("-")
    at = 0
    while at < len(parts):
        last = at + 1
        if parts[at].lower() not in _APART:
            while last < len(parts) and parts[last].lower() not in _APART:
                last += 1
        piece = "-".join(parts[at:last])
        if at:
            yield Token(start - 1, start, "-", "sign")
        yield Token(start, start + len(piece), piece, "word")
        start += len(piece) + 1
        at = last
