"""Outlets: the newspaper, agency or broadcaster that words name."""

from __future__ import annotations

import re

from services.extract.claims.lexical import DOCUMENTS, OUTLET_PHRASES, OUTLET_WORDS, OUTLETS, is_name_word
from services.extract.claims.memory import Memory, head_of
from services.extract.claims.text import Token

_GOES_ON = re.compile(r"\w| [A-Z]")  # "The Australian Bureau of Statistics" is not The Australian
_PARTNER = re.compile(r"[/–-][A-Z][\w.&]*(?: [A-Z][\w.&]*)*")
_PARTNER_BEFORE = re.compile(r"[A-Z][\w.&]*(?: [A-Z][\w.&]*)*[/–-]$")
_OUTLET = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, OUTLET_PHRASES)) + ")", re.IGNORECASE)
_PAPERS = OUTLET_WORDS - {"website", "media", "story", "press", "news", "radio", "television", "tv", "broadcaster"}


def outlet(memory: Memory, items: list[Token]) -> str | None:
    """The outlet that is named: by the lexicon, or a name ending like a newspaper's."""
    items = items[: head_of(items) + 1]
    text = memory.document.text
    for found in _OUTLET.finditer(text, items[0].start, items[-1].end):
        whole = not _GOES_ON.match(text, found.end())
        joint = _joint(text, found.start(), found.end(), items)
        if joint:
            return joint
        if whole and (found.group().split()[-1][0].isupper() or found.group().lower().startswith(("state ", "local "))):
            return found.group()
    for token in items:
        if token.lower in OUTLETS and is_name_word(token):
            return _joint(text, token.start, token.end, items) or token.text
    caps = [token for token in items if is_name_word(token) and token.lower != "the"]
    if len(caps) >= 2 and caps[-1].lower in OUTLET_WORDS - {"website", "media", "story", "press"} and caps[-1] is items[-1]:
        return memory.document.text[caps[0].start : caps[-1].end]
    return None


def _joint(text: str, start: int, end: int, items: list[Token]) -> str | None:
    """The joint name of the outlet at `start`..`end` and its partner: "Reuters/Ipsos", "Washington Post-ABC News"."""
    behind = _PARTNER.match(text, end, items[-1].end)
    before = _PARTNER_BEFORE.search(text, items[0].start, start)
    if behind is None and before is None:
        return None
    words = text[before.start() if before else start : behind.end() if behind else end].split()
    while len(words) > 1 and words[-1].lower() in DOCUMENTS:
        words.pop()
    if len(words) > 1 and words[0] in ("A", "An", "The"):
        del words[0]
    return " ".join(words)


def masthead(memory: Memory, name: str) -> str:
    """A newspaper's name with the article that belongs to it, where the text writes it so: "The Wall Street Journal"."""
    full = f"The {name}"
    return full if name.rsplit(maxsplit=1)[-1].lower() in _PAPERS and full in memory.document.text else name


def outlet_at(memory: Memory, start: int, end: int) -> str | None:
    """The outlet that the words `start`..`end` name, or None."""
    items = memory.document.tokens[memory.document.token_index(start) : memory.document.token_index(end)]
    return outlet(memory, items) if items else None
