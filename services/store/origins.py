"""Whose people or things a figure counts: the country of soldiers or tanks ("Ostrian soldiers", "Karvia lost")."""

from __future__ import annotations

import re

from services.store.bodies import nation_key
from services.store.countries import countries_in, country, fold
from services.store.lexicons import load
from services.store.names import name_key, names_in
from services.store.surroundings import FIGURE, Surroundings, core_length, pattern
from shared.claims import Quantity

_DEMONYM = r"([A-Z][a-z]+(?:ian|ean|ese|ish|an|i|ic|ch))s?"
_DEAD = r"(?:dead|deaths|losses|casualties|soldiers|troops|servicemen|fighters|forces|men|prisoners|wounded|fatalities)"
_COUNTED_PEOPLE = re.compile(rf"^\s*(?:more |other |[a-z]+ ){{0,2}}{_DEMONYM}(?:\s+(?:[a-z]+ )?{_DEAD}\b|(?! [A-Z])[\s,.;]|$)")
_PEOPLE_BEFORE = re.compile(
    rf"(?:{_DEMONYM}\s+(?:{_DEAD}|side|ranks|army)|(?:fallen|dead|killed|wounded|captured) {_DEMONYM})\b[^,;]{{0,25}}$"
)
_OWN_LOSSES = re.compile(
    r"([A-Z][a-z]+)(?:[’']s)?(?:,[^,]*,)? "
    r"(?:own |army |has |had |have |is |was |now |also |forces |said |says |it |they |that ){0,5}"
    r"(?:lost|loses?|losing|losses|loss of|admit(?:s|ted)|acknowledge[sd]?|conced(?:es|ed)"
    r"|suffer(?:ed|s|ing)?|sustain(?:ed|s)|said [\w ]{0,20}of its)\b[^.;]{0,40}$"
)


def origin(quantity: Quantity, around: Surroundings, sentence: str, start: int, nations: frozenset[str]) -> str:
    """The country whose people were counted ("North Korean soldiers", "soldiers from the DPRK", "Russia lost").

    `nations` are the names that the article speaks of as countries.
    """
    core_end = start + core_length(quantity.text)
    own = _of_nation(sentence, start, core_end, nations)
    if own:
        return own
    for words in (quantity.what or "", around.behind(6)):
        leading = countries_in(re.split(r"\b(?:in|into|to|across|near|at|for|by|against)\b", fold(words))[0])
        if leading:
            return leading[0]
    lost = around.nearest(pattern(*load("measures")["measure"]["casualties"]["military"]), 6.0)
    if lost and lost[1].start() < around.words.index(FIGURE):
        owner = countries_in(around.words[: lost[1].start()])
        if owner:
            return owner[-1]
    found = _origin_by_form(sentence, start, core_end)
    told = {key for key in _nations_in(sentence) if key in nations}
    seated = found and found not in nations and re.search(rf"\bin (?i:{re.escape(found[:4])})", sentence)
    return told.pop() if seated and len(told) == 1 else found  # "the ministry in Karograd admitted", Karvia's


def _nations_in(words: str) -> list[str]:
    return [nation_key(key) for key in names_in(words)]


# "1,480 Tolmark soldiers", "22,015 Karvian and", "2,000 on the Tolmark side"; a nation after "in" or "by" is where or who.
_BEHIND = re.compile(r"^[^,;.:\d]{0,30}?(?<!in )(?<!by )(?<!near )(?<!at )(?<!against )\b([A-Z][\w-]+)(?! [A-Z])")
# "puts Karvian losses at", "Tolmark's own dead there he gave as"
_NOUN_BEFORE = re.compile(
    r"\b([A-Z][\w-]+)(?:['’]s)? (?:[a-z]+ ){0,3}?(?:losses|dead|casualties|death toll|toll|wounded|fallen|deaths|soldiers"
    r"|troops|men|servicemen|tanks|prisoners|fatalities)\b[^,;.\d]{0,60}$"
)
# "Karvia lost", "the Karvian army is losing", "and Karvia 1,377"
_LOSER_BEFORE = re.compile(
    r"\b([A-Z][\w-]+)(?:['’]s)?(?: (?:army|forces|military|side))? (?:[a-z]+ ){0,4}?"
    r"(?:los(?:t|es|e|ing)|burned through|suffered)\b[^,;.]{0,50}$"
)
_JUST_BEFORE = re.compile(r"\b([A-Z][\w-]+) (?:about |some |at least |up to |another |around |nearly |over |more than )?$")


def _of_nation(sentence: str, start: int, end: int, nations: frozenset[str]) -> str:
    """The same for the article's own nations, whatever the form of their names."""
    if not nations:
        return ""
    before, behind = sentence[:start], sentence[end:]
    for form, words in ((_BEHIND, behind), (_JUST_BEFORE, before), (_NOUN_BEFORE, before), (_LOSER_BEFORE, before)):
        for match in reversed(list(form.finditer(words))):
            key = next(iter(_nations_in(match[1])), "")
            if key in nations:
                return key
    return ""


# "Tervia's defence ministry said 12 of its soldiers", "Tervia put its final death toll at 77 soldiers"
_SUBJECT = re.compile(
    r"(?:The )?([A-Z][a-z]+)(?:['’]s)?(?: [a-z]+){0,4}? (?:said|says|put|puts|admitted|admits|has|had|gave|gives)\b"
)
_OF_ITS = re.compile(r"^\W*(?:[a-z]+ ){0,2}of its (?:own )?(?:soldiers|troops|men|servicemen|forces|army|personnel|fighters)\b")
_ITS_LOSSES = re.compile(r"\bits (?:own |final |total |military )*(?:death toll|losses|dead|casualties|toll)\b[^,;.]{0,25}$")


def _origin_by_form(sentence: str, start: int, end: int) -> str:
    """The same for peoples that no list knows, by the form of the word: "Ostrian soldiers", "Velenese dead at 1,350"."""
    before, behind = sentence[:start], sentence[end:]
    owner = _SUBJECT.match(sentence)
    if owner and (_OF_ITS.match(behind) or _ITS_LOSSES.search(before)):
        return country(owner[1], seats=True) or name_key(owner[1])
    behind = re.sub(r"^\W*of its (?:own )?(?:soldiers|men|troops)", "", behind)
    for form, words in ((_COUNTED_PEOPLE, behind), (_PEOPLE_BEFORE, before), (_OWN_LOSSES, before)):
        found = form.search(words)
        if found:
            at = next(i for i, group in enumerate(found.groups(), 1) if group)
            name, first = found[at], words[: found.start(at)].split()[-1:]
            whole = country(f"{first[0]} {name}") if first else None
            return whole or country(name, seats=True) or nation_key(name_key(name))
    return ""
