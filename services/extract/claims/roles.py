"""Roles that an article gives to a person beside the name: "the rector, Ana Reis," and "Ana Reis, rector of the college,"."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.lexical import PEOPLE, RANKS, ROLE_COLOURS, VARIATIONS, is_name_word
from services.extract.claims.text import Sentence, Token

_LONGEST = 9  # words of a description
_OPENERS = frozenset(("the", "a", "an", "his", "her", "their", "its", "another", "one"))


def roles_beside(tokens: list[Token], first: int, last: int, sentence: Sentence) -> tuple[str, ...]:
    """The words of the description beside the name at tokens `[first:last]`, lower case; empty where it names no role."""
    return _before(tokens, first, sentence) or _after(tokens, last, sentence)


def _before(tokens: list[Token], first: int, sentence: Sentence) -> tuple[str, ...]:
    """ "The city's mayor, Ana Reis": the description ends in a role and opens with an article or possessive."""
    if first - 2 <= sentence.first or tokens[first - 1].text != "," or tokens[first - 2].lower not in PEOPLE:
        return ()
    for at in range(first - 3, max(sentence.first, first - _LONGEST) - 1, -1):
        token = tokens[at]
        if token.lower in _OPENERS:
            return tuple(word.lower for word in tokens[at + 1 : first - 1])
        if token.kind == "sign" and token.text not in "-’'":
            break
    return ()


def _after(tokens: list[Token], last: int, sentence: Sentence) -> tuple[str, ...]:
    """ "Ana Reis, 51, the mayor of the city": up to the first preposition, sign or verb."""
    at = last + 1
    if at >= sentence.last or tokens[last].text != ",":
        return ()
    if at + 1 < sentence.last and tokens[at].kind == "number" and tokens[at + 1].text == ",":
        at += 2
    words: list[str] = []
    for token in tokens[at : min(sentence.last, at + _LONGEST)]:
        low = token.lower
        if low in cues.PREPOSITIONS or low in cues.RELATIVES or (token.kind == "sign" and token.text not in "-’'"):
            break
        if token.tag in ("VBD", "VBZ", "VBP", "MD", "PRP"):
            return ()
        words.append(low)
    if words and words[0] in ("his", "her", "their", "its"):
        return ()  # "Ana Reis, her mother": another person's
    return tuple(words) if words and words[-1] in PEOPLE and not _lists(tokens, at, sentence) else ()


def _lists(tokens: list[Token], at: int, sentence: Sentence) -> bool:
    """Whether a name of its own follows the description ("Ana Reis, actor Tom Bell and others")."""
    for token in tokens[at : min(sentence.last, at + _LONGEST)]:
        if token.lower in PEOPLE:
            follower = tokens[min(token_after(tokens, at, token), sentence.last - 1)]
            return is_name_word(follower) and token.text.islower()
    return False


def token_after(tokens: list[Token], at: int, token: Token) -> int:
    """Index behind `token`, which stands at or after `at`."""
    return next(index for index in range(at, len(tokens)) if tokens[index] is token) + 1


def agrees(described: set[str], known: frozenset[str], head: str) -> bool:
    """Whether "the <described> <head>" can be the person known by these title words: same rank, no other portfolio."""
    if described & RANKS != known & RANKS:
        return False
    mine, theirs = described - ROLE_COLOURS - {head}, known - ROLE_COLOURS - PEOPLE
    return not mine or not theirs or bool(mine & theirs)


def restates(head: str, known: frozenset[str]) -> bool:
    """Whether "the <head>" can be another word for a person with these titles ("the lawmaker" for a senator)."""
    return any(head in names and known & titles for names, titles in VARIATIONS)
