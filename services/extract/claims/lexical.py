"""Small questions about words that several readers ask: is it a verb, a part of a name, a role, who can speak."""

from __future__ import annotations

import re

from services.extract.claims import cues
from services.extract.claims.tagger import load_model
from services.extract.claims.text import Token
from services.extract.lexicons import load

_LEX = load("speakers")


def _plurals(words: frozenset[str]) -> frozenset[str]:
    made = set(words)
    for word in words:
        if word.endswith("man"):
            made.add(word[:-3] + "men")
        elif word.endswith("y") and word[-2:-1] not in "aeiou":
            made.add(word[:-1] + "ies")
        else:
            made.add(word + ("es" if word.endswith(("s", "ch", "x")) else "s"))
    return frozenset(made)


PEOPLE = frozenset(_LEX["people"].split())
PEOPLE_ALL = _plurals(PEOPLE) | frozenset(
    ["people", "men", "women", "children", "others", "many", "several", "some", "few", "family", "families"]
)
ORGANISATIONS = _plurals(frozenset(_LEX["organisations"].split()))
DOCUMENTS = _plurals(frozenset(_LEX["documents"].split()))
DOCUMENT_QUALITIES = frozenset(_LEX["document_qualities"].split())
HEARERS = frozenset(_LEX["hearers"].split())
OUTLETS = frozenset(_LEX["outlets"].split())
OUTLET_PHRASES = tuple(phrase.strip() for phrase in _LEX["outlet_phrases"].replace("\n", "").split("|"))
OUTLET_WORDS = frozenset(_LEX["outlet_words"].split())
CAPITALS = frozenset(_LEX["capitals"].split())
TITLES = frozenset(_LEX["titles"].split())
SHORT_TITLES = frozenset(_LEX["short_titles"].split())
PARTICLES = frozenset(_LEX["particles"].split())
COUNTRIES = frozenset(_LEX["countries"].split())
PLACE_WORDS = frozenset(_LEX["place_words"].split())
BODY_WORDS = frozenset(_LEX["body_words"].split())
COMPANIES = frozenset(_LEX["companies"].split())
EPITHETS = frozenset(_LEX["epithets"].split())
PARTY = re.compile(r"[RDI]-[A-Z]")  # party and state or town behind a politician's name: "R-Ohio"
RANKS = frozenset(_LEX["ranks"].split())
ROLE_COLOURS = frozenset(_LEX["role_colours"].split())
VARIATIONS = tuple((frozenset(one["heads"].split()), frozenset(one["titles"].split())) for one in _LEX["variations"])
AGAIN = frozenset(_LEX["again"].split())
NEVER = frozenset(_LEX["never_speakers"].split())
DEMONYM = ("ian", "ese", "ish")  # how the adjective of a land ends
_LINKING = ORGANISATIONS | {"house", "ministry", "bank", "university", "department", "office"}  # before "of", "for the"
_APART = cues.PREPOSITIONS - {"of"}
_LOOSE = frozenset(
    [
        "close",
        "familiar",
        "aware",
        "present",
        "responsible",
        "involved",
        "opposed",
        "loyal",
        "critical",
        "briefed",
        "led",
        "run",
        "known",
        "seen",
    ]
)
FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
VERBAL = FINITE | {"VB", "VBN", "VBG"}
NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
ADJECTIVES = frozenset(("JJ", "JJR", "JJS"))
_AGENTS = (
    "ists",
    "ist",
    "ians",
    "ian",
    "ologist",
    "ologists",
    "ographer",
    "ers",
    "ors",
    "woman",
    "women",
    "men",
    "people",
    "person",
    "ents",
    "ants",
)


def is_verb(token: Token) -> bool:
    """A verb or modal in any form but the -ing one, by its (Penn) tag."""
    return token.tag in FINITE or token.tag in ("VB", "VBN")


def is_name_word(token: Token) -> bool:
    """A word written like a name: a capital first (or inside: "iPhone", "el-Amin")."""
    text = token.text
    if token.kind not in ("word", "name"):
        return False
    return text[0].isupper() or (len(text) > 2 and (text[1].isupper() or (text[2] == "-" and text[3:4].isupper())))


def body_link(items: list[Token], at: int) -> int:
    """How many items from `at` on link a body with the rest of its name: "Institute | for the | Study of War"."""
    if at < 1 or items[at].lower not in ("of", "for", "on", "against") or not is_name_word(items[at - 1]):
        return 0
    if items[at - 1].lower not in _LINKING:
        return 0
    link = 2 if at + 1 < len(items) and items[at + 1].text == "the" else 1
    follower = items[at + link] if at + link < len(items) else None
    return link if follower is not None and is_name_word(follower) and follower.lower not in cues.TIME_WORDS else 0


def is_unknown(token: Token) -> bool:
    """Whether a capitalised word at the head of a sentence is a name: tagged as one, or no word the tagger has ever seen."""
    return token.tag in ("NNP", "NNPS") or (token.text[:1].isupper() and token.lower not in load_model().lexicon)


def ends_name(items: list[Token], first: int, last: int) -> bool:
    """Whether the items are a name and nothing else: capitals, particles and initials."""
    words = [token for token in items[first : last + 1] if token.text not in ".-’'"]
    if not words or not is_name_word(words[0]):
        return False
    return all(is_name_word(token) or token.lower in PARTICLES or token.text == "." for token in words)


def is_role(items: list[Token], first: int, last: int) -> bool:
    """Whether a stretch names a role or kind of person or body ("the bank's chief economist", "Minister of Health")."""
    return any(token.lower in PEOPLE_ALL or token.lower in ORGANISATIONS for token in items[first : last + 1])


def head(items: list[Token], first: int, last: int) -> int:
    """Index of the head of a noun phrase: the last word before its first preposition, bracket or relative."""
    first = past_owner(items, first, last)
    for at in range(first + 1, last + 1):
        token = items[at]
        if (
            token.lower in cues.PREPOSITIONS
            or (token.lower in cues.RELATIVES and not token.text.isupper())
            or token.text in "(,"
            or ends_head(token, items[at - 1])
        ):
            return at - 1
    return last


def past_owner(items: list[Token], first: int, last: int) -> int:
    """First item behind what owns the head: "the Bureau of Roads' | data"; one behind a participle or preposition owns none
    ("videos posted by India's army", "sources within Norway's navy")."""
    begin = first
    for at in range(first + 1, last):
        if items[at].lower in _APART or ends_head(items[at], items[at - 1]):
            break
        if items[at].kind == "clitic":
            begin = at + 1
    return begin


def ends_head(token: Token, before: Token) -> bool:
    """Whether a participle behind a noun ("data released on Friday", "officials briefed on it") ends the head of its phrase."""
    if before.tag not in NOUNS or not token.text.islower():
        return False
    return token.lower in _LOOSE or token.tag == "VBN" or (token.tag == "VBD" and token.lower.endswith("ed"))


def is_agent(word: str) -> bool:
    """Whether a lower-case noun can speak: a person's trade, a body, or a word that ends like a trade."""
    return word in PEOPLE_ALL or word in ORGANISATIONS or word.endswith(_AGENTS)


_PRONOUN_LIKE = frozenset(
    [
        "many",
        "several",
        "some",
        "others",
        "most",
        "another",
        "both",
        "one",
        "two",
        "three",
        "few",
        "everyone",
        "somebody",
        "someone",
    ]
)


def can_speak(items: list[Token], first: int, last: int) -> str:  # noqa: PLR0911
    """What a noun phrase is as a speaker: "person", "organisation", "document", "name" (a capital), or "" for none."""
    at = head(items, first, last)
    while at > first and (items[at].kind != "word" and items[at].kind != "name"):
        at -= 1
    token = items[at]
    low = token.lower.partition("'")[0] if token.lower in cues.SUBJECT_PRONOUNS else token.lower
    if low.endswith("year-old") or (low == "old" and at > first):  # "the 37-year-old"
        return "person"
    if low in NEVER:
        return ""
    if low == "tank" and at > first and items[at - 1].lower == "think":
        return "organisation"
    if low in DOCUMENTS:
        return "document"
    if low in PEOPLE_ALL or low in _PRONOUN_LIKE:
        return "person"
    if low in ORGANISATIONS:
        return "organisation"
    if is_name_word(token):
        return "organisation" if token.text.isupper() and len(token.text) > 1 else "name"
    if low in OUTLET_WORDS or low in CAPITALS:
        return "organisation"
    if low in ("he", "she", "they", "it", "who", "which", "i", "we"):
        return "person"
    if is_agent(low):
        return "person"
    if any(is_name_word(items[index]) and index > first for index in range(first, last + 1)) and low in TITLES:
        return "person"
    return ""
