"""Whose votes or seats a figure counts."""

from __future__ import annotations

import re
from functools import lru_cache

from services.store.bodies import words
from services.store.countries import country
from services.store.names import names_in
from services.store.sentences import sentences

# What makes the name before it a place or office, not one who stands for election.
_CONTEST = re.compile(
    r"(?:['’]s)? (?:[a-z]+ )?(?:election|parliament|vote|poll|race|presidency|result|voters|capital|Court|Commission)"
)
_OWNED = re.compile(r"^.*['’]s (?=[A-Z])")
_LIST = re.compile(r" (?:list|bloc|camp|movement|ticket|party|coalition|alliance)\b(?! [A-Z])")


_FOR = re.compile(
    r"\W*(?:of the votes?|per ?cent|percent|%|of votes|votes|seats|mandates|lawmakers)?\W*(?:for|to)\s+(?:[a-z]+ ){0,3}$"
    r"|\s+of\s+$"
)
_OFFICE = re.compile(r"commission|committee|court|council|agency|institute|bureau|ministry|police|authority|office", re.I)


def bearer(text: str, sentence: str, start: int, end: int, before: str, speakers: frozenset[str] = frozenset()) -> str:
    """Whose votes or seats the figure from `start` to `end` counts: the candidate or party that the nearest words name.

    "47% for Viktor Malenko" goes before "Dana Reyes had 51%", and this before the sentences `before`. `text` is the article's,
    for "the incumbent". Empty where nobody is named.
    """
    candidates = [m for m in _mentions(sentence, text) if not set(m[2].split()) <= speakers]
    paired = _of_a_pair(text, candidates, sentence, start, end)
    if paired is not None:
        return paired
    after = [(s - end, k) for s, _, k in candidates if s >= end and _FOR.match(sentence[end:s])]
    if after:
        return min(after)[1]
    prior = [(start - e, k) for s, e, k in candidates if e <= start and not _speaks(sentence, s, e)]
    if prior:
        return min(prior)[1]
    for earlier in reversed(sentences(before)[-3:]):
        mentions = [m for m in _mentions(earlier.text, text) if not set(m[2].split()) <= speakers]
        told = [k for s, e, k in mentions if not _speaks(earlier.text, s, e)]
        if told:
            return next((k for k in told if " " in k), told[0])
    later = [(s - end, k) for s, e, k in candidates if s >= end]
    return min(later)[1] if later else ""


_SHARE = r"(?:%|\s?per ?cent|\s?percent|\s?pct)?"
_FIRST_OF_PAIR = re.compile(rf"{_SHARE}\s*(?:to|versus|against|-|–)\s+(?:(?:his|her|their|the) )?\d")
_SECOND_OF_PAIR = re.compile(rf"\d{_SHARE}\s*(?:to|versus|against|-|–)\s+(?:(?:his|her|their|the) )?$")


def _other_in(text: str, name: str) -> str:
    """The first one whom the article names beside `name`."""
    opening = sentences(text)[:1]
    told = [k for s in opening for _, _, k in sorted(_mentions(s.text, text)) if not set(k.split()) & set(name.split())]
    return told[0] if told else ""


def _of_a_pair(text: str, candidates: list[tuple[int, int, str]], sentence: str, start: int, end: int) -> str | None:
    """The bearer in "Okafor beat Brandt 51.2% to 46.9%": first name, first figure; null where there is no such pair.

    Where only the loser is named, the other one is whom the article names first.
    """
    first, second = _FIRST_OF_PAIR.match(sentence, end), _SECOND_OF_PAIR.search(sentence[:start])
    if not (first or second):
        return None
    named = list(dict.fromkeys(k for s, e, k in sorted(candidates) if e <= start and not _speaks(sentence, s, e)))
    if not named:
        return None
    if second:
        return named[-1]
    return named[0] if len(named) > 1 else _other_in(text, named[0])


def _speaks(sentence: str, start: int, end: int) -> bool:
    """Whether the name from `start` to `end` is there as a speaker or an office, not as what the figure counts for."""
    told = re.match(r"\W*(?:said|says|told|reported|according|puts?|sees|predict(?:s|ed)|projects?|shows)\b", sentence[end:])
    told = told or re.search(r"\b(?i:of|in|at|across|from)(?: the)? $", sentence[:start])
    cited = re.search(r"(?:according to|by)(?: the)? $", sentence[:start])
    return bool(told or cited or _OFFICE.search(sentence, start, end))


def _mentions(sentence: str, text: str) -> list[tuple[int, int, str]]:
    """Names and roles in a sentence with the key of the candidate or party that they mean."""
    found = []
    for match in re.finditer(r"[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*", sentence):
        owned = _OWNED.sub("", match[0])  # "Andrade's Civic Front" is the front
        keys = [k for k in names_in(owned) if len(k) > 2]
        owns = match[0].endswith(("'s", "’s")) and not _LIST.match(sentence, match.end())
        if keys and not country(match[0]) and not _CONTEST.match(sentence, match.end()) and not owns:
            found.append((match.start(), match.end(), _bearer(keys)))
    for match in re.finditer(rf"\b(?:[Tt]he )?(?:ruling |outgoing |sitting )?({words('roles')})\b", sentence, re.I):
        holder = _holder(match[1].lower(), text)
        if holder and not re.match(r"\s+(?:\w+ )?[A-Z]", sentence[match.end() :]):
            found.append((match.start(), match.end(), holder))
    for match in re.finditer(r"\b(?:[Hh]is|[Hh]er|[Tt]he) party\b", sentence):
        led = _led_party(text)
        if led:
            found.append((match.start(), match.end(), led))
    return found


@lru_cache(maxsize=2_000)
def _led_party(text: str) -> str:
    """The one party whose leader the article introduces: "Homeland leader Jonas Brekke"; "" for none or several."""
    led = re.findall(
        r"\b([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)(?: [Pp]arty)?(?:['’]s)? (?:leader|chief|chairman|chairwoman) [A-Z]", text
    )
    keys = {_bearer(found) for words in led if (found := names_in(words))}
    return keys.pop() if len(keys) == 1 else ""


def _bearer(keys: list[str]) -> str:
    """The name under which votes are counted: all words of a party's or person's name but "party", in order."""
    return " ".join(k for k in keys if k not in ("parti", "coalition", "bloc")) or keys[-1]


@lru_cache(maxsize=2_000)
def _holder(role: str, text: str) -> str:
    """The person whom the article introduces by a role: "Incumbent Viktor Malenko", "opposition leader Dana Reyes"."""
    match = re.search(rf"\b(?i:{role})(?: [a-z]+){{0,2}},? ((?:[A-Z][\w’'-]+ ?){{1,3}})", text)
    keys = names_in(match[1]) if match else []
    return _bearer(keys) if keys else ""
