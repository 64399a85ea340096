"""Acronyms that an article introduces: "the International Court of Justice (ICJ)"."""

from __future__ import annotations

from collections.abc import Iterable

from services.extract.claims.lexical import PARTICLES, is_name_word
from services.extract.claims.text import Document, Token

_LINKS = frozenset(["of", "for", "and", "the", "&", "on", "in"]) | PARTICLES
_COMPANY_FORMS = frozenset(["co", "corp", "inc", "ltd", "llc", "plc", "company", "corporation", "limited"])
_LONGEST = 12  # words that an acronym stands for


def read_acronyms(document: Document) -> dict[str, tuple[str, int]]:
    """Each acronym in brackets with the name before it and the offset of the bracket; the first introduction counts."""
    tokens = document.tokens
    found: dict[str, tuple[str, int]] = {}
    for at in range(1, len(tokens) - 2):
        if tokens[at].text != "(" or tokens[at + 2].text != ")" or not is_name_word(tokens[at + 1]):
            continue
        acronym = tokens[at + 1].text
        if 2 <= len(acronym) <= 10 and acronym not in found:
            phrase = _spelt_out(tokens, at, acronym) or _spelt_small(tokens, at, acronym)
            if phrase:
                found[acronym] = (phrase, tokens[at].start)
    return found


def by_initials(known: Iterable[tuple[tuple[str, ...], int]], used: Iterable[str]) -> dict[str, tuple[str, int]]:
    """What the acronyms in `used` plainly stand for: the first name (words, offset) whose three or more initials they are."""
    wanted = {acronym for acronym in used if 3 <= len(acronym) <= 6 and _is_acronym(acronym)}
    found: dict[str, tuple[str, int]] = {}
    for words, start in known if wanted else ():
        named = words[:-1] if words[-1].lower().strip(".") in _COMPANY_FORMS else words
        capitals = "".join(word[0] for word in named if word[0].isupper() or word == "&")
        for initials in {capitals, "".join(word[0].upper() for word in named)}:  # "Department of Health" is DH or DOH
            shouted = any(word.isupper() and len(word) > 1 for word in words)
            if initials in wanted and len(words) >= len(initials) and not shouted:
                found.setdefault(initials, (" ".join(words), start))
    return found


def _is_acronym(word: str) -> bool:
    letters = word.replace("&", "")
    return letters.isalpha() and letters.isupper()


def _joint(tokens: list[Token], at: int, last: int) -> bool:
    """Whether a sign stands inside a name: "R&D", "Trade, Industry and Competition"."""
    if tokens[at].text == ",":
        return 0 < at < last and is_name_word(tokens[at - 1]) and is_name_word(tokens[at + 1])
    return tokens[at].text in "&-’'"


def _spelt_small(tokens: list[Token], bracket: int, acronym: str) -> str | None:
    """The words right before the bracket whose first letters make the acronym: "the provincial health office (PHO)"."""
    words = tokens[max(0, bracket - len(acronym)) : bracket]
    spelt = "".join(token.text[0].upper() for token in words if token.kind == "word")
    return " ".join(token.text for token in words) if _is_acronym(acronym) and len(acronym) > 2 and spelt == acronym else None


def _spelt_out(tokens: list[Token], bracket: int, acronym: str) -> str | None:
    """The name right before the bracket whose capitals make the acronym, or that at least begins with its first letter."""
    last = bracket - 1
    while last > 0 and tokens[last].text in "’'s":
        last -= 1
    wanted = sum(letter.isupper() for letter in acronym)
    first = None
    for index in range(last, max(-1, last - _LONGEST), -1):
        token = tokens[index]
        named = is_name_word(token)
        if not named and token.lower not in _LINKS and token.kind != "clitic" and not _joint(tokens, index, last):
            break
        if named and token.text[0].upper() == acronym[0].upper():
            first = index
            if sum(is_name_word(word) for word in tokens[index : last + 1]) >= wanted:
                break
    if first is None:
        return None
    words = [token.text for token in tokens[first : last + 1] if token.kind != "sign" or token.text in "&,"]
    return " ".join(words).replace(" 's", "'s").replace(" ’s", "’s").replace(" ,", ",")
