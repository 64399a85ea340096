"""The place that a figure is about, read from the words around it where the extractor gives none."""

from __future__ import annotations

import re
from functools import lru_cache

from services.store.countries import country, fold
from services.store.names import names_in
from services.store.sentences import sentences

_PREPOSITION = (
    r"\b(?i:c[ao]me from|in|at|near|around|across|outside|throughout|within|over|into|inside|through"
    r"|(?:village|town|city|district) of)\s+(?:[a-z]+ly\s+)?"
)
_KIND = (
    r"(?:town|city|village|province|region|state|district|county|suburb|port|capital|island|valley|northern|southern|eastern|western"
    r"|central|north|south|east|west|neighbouring|nearby|plant|works|camp|hospital|streets)"
)
_NAME = r"([A-Z][\w’'-]+(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w’'-]+)*)"
_PLACE = re.compile(rf"{_PREPOSITION}(?:the\s+)?(?:{_KIND}\s+(?:of\s+|at\s+|in\s+)?)*{_NAME}")
_SETTLEMENT = re.compile(r"\b(?:town|city|village|province|region|state|district) of ([A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*)")
_THERE = re.compile(r"\b(?:there|in the (?:town|city|village))\b(?! (?:of|is|are|was|were|has|have|had|will))")
# A part of a company: "in its cloud division". A plant named for its town is a place.
_COMPANY_UNIT = re.compile(
    r"\b(?:its|their|the|in(?! (?:its|their|the)\b)) "
    r"(?:[a-z]+-making |ailing |troubled |struggling |new )*([a-z]+)(?: [a-z]+){0,2}"
    r" (division|unit|department|business|arm|segment|team|subsidiary)\b"
)
# "Denmark will be hit hardest, with 1,300 redundancies, followed by Sweden with 900"
_LISTED = re.compile(r"([A-Z][\w’'-]+)(?: [a-z]+){0,4},? with (?:[a-z]+ ){0,2}$")
_THE_UNIT = re.compile(r"\b(?:in|at|within|from) the (?:division|unit|department|business|subsidiary)\b")
# A place that gives its name to a site, or is set apart: "the Leipzig plant", "Paredo alone", "and 600 on Munich".
_SITE = re.compile(
    r"([A-Z][\w’'-]+) (?:plant|works|factory|site|office|campus|base|hub|branch|headquarters|call cent(?:re|er)"
    r"|warehouse|depot|shipyard|refinery|alone)\b"
    r"|([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*) (?:flash )?(?:floods?|quake|strike|blast|attack|fire|crash|storm|landslide)"
    r" (?:kills?|leaves?|injures?|wounds?)\b"
    r"|(?:[Ff]alls?|[Ff]ell|\d) on ([A-Z][\w’'-]+)|reached ([A-Z][\w’'-]+)|([A-Z][\w’'-]+) was the (?:worst|hardest)[- ]hit"
)
# "in Aumann's register" is no place
_OWNER = re.compile(
    r"[A-Z][\w-]+['’]s (?:register|reports?|list|view|words|estimates?|count|opinion|case|party|camp|team|account)\b"
)
# "8,200 posts, 6,100 of them in Halvern": the place of the second number
_OF_ANOTHER = re.compile(
    r"\s\d[\d.,]* (?:of (?:them|those|whom|these)|(?:alone|more)) $"
    r"|\bof (?:whom|which|them|those|these) (?:[a-z]+ ){0,3}\d[\d.,]*\b[^.;]*$"
)
_NO_PLACE = re.compile(
    r"(?:head|chief|minister|ministry|president|governor|mayor|bank|university|institute|king|bishop) of\b",
    re.I,
)
_BASED = re.compile(
    r"(?:based|headquartered|mostly|mainly|chiefly|largely|primarily|(?:all|most|many) of (?:them|whom)) (?=\w?$|\w)"
)
NATIONWIDE = "nationwide"
_NATIONWIDE = re.compile(
    r"\b(?:[Nn]ationwide|[Cc]ountrywide|[Nn]ationally|[Aa]cross the (?:whole )?country|in the whole country"
    r"|in the country as a whole|country overall)\b"
)
_NUMBER = re.compile(r"\s[€$£]?\d")
_UNTIL_BLANK = re.compile(r"^\S*\s(?:\d\S*\s)*")
_SMALL = r"(?:town|village|suburb|district|neighbou?rhood|hamlet)"
_KIND_WORDS = frozenset(
    {
        "hospital",
        "university",
        "airport",
        "court",
        "province",
        "region",
        "state",
        "valley",
        "city",
        "town",
        "county",
        "district",
    }
)


def places_of(sentence: str, at: int, before: str, speakers: frozenset[str], *, company: bool) -> tuple[str, ...]:
    """The name keys of the place nearest to position `at` in its clause; () where none is named.

    `before` is the text before the sentence, for "there"; `speakers` are name keys that are no places here; with `company`
    a division counts as a place.
    """
    begin, end = clause(sentence, at)
    told = _told_outright(sentence, at)
    if told:
        return told
    if _THERE.search(sentence, begin, end):
        return _last_place(before)
    unit = _unit_of(sentence, begin, end, before) if company else None
    if unit is not None:
        return unit
    sites = [
        (abs(m.start() - at), keys)
        for m in _SITE.finditer(sentence, begin, end)
        if (keys := place_keys(next(g for g in m.groups() if g))) and not set(keys) & speakers
    ]
    if sites:
        return min(sites)[1]
    found = []
    for match in _PLACE.finditer(sentence, begin, end):
        keys = place_keys(match[1])
        if (
            is_seat(sentence, match.start())
            or _OF_ANOTHER.search(sentence[at : match.start()])
            or _OWNER.match(sentence, match.start(1))
        ):
            continue  # "the Centre for Strategic Analysis in Washington"
        if keys and not set(keys) & speakers and not _NO_PLACE.search(f"{sentence[: match.start()][-14:]} {match[0]}"):
            found.append((abs(match.start() - at), keys))
    if found or begin == 0:
        return min(found)[1] if found else ()
    opening = _PLACE.match(sentence)  # "In Ilse, a shell struck a bus stop; six people died"
    return place_keys(opening[1]) if opening and not set(place_keys(opening[1])) & speakers else ()


def _told_outright(sentence: str, at: int) -> tuple[str, ...]:
    """The whole country, or the country that a list gives the figure to ("Sweden with 900"); () for neither."""
    listed = _LISTED.search(sentence[:at])
    if listed and country(listed[1]):
        return place_keys(listed[1])
    return (NATIONWIDE,) if is_nationwide(sentence, at) else ()


def _unit_of(sentence: str, begin: int, end: int, before: str) -> tuple[str, ...] | None:
    """The part of a company that a clause names ("its cloud division"); "the division" is the last one named before."""
    named = _COMPANY_UNIT.search(sentence, begin, end)
    if _THE_UNIT.search(sentence, begin, end):
        earlier = list(_COMPANY_UNIT.finditer(before))
        named = earlier[-1] if earlier else named
    return (f"{fold(named[1])} {fold(named[2])}",) if named else None


def is_seat(sentence: str, at: int) -> bool:
    """Whether "in Washington" at a position only tells where the body named before it sits, or where most of it is."""
    if at >= 0 and _BASED.search(sentence, max(0, at - 16), at + 1):
        return True
    return at >= 0 and bool(re.search(r"[A-Z][\w’'-]+ (?:(?:for|of|and) (?:the )?)?[A-Z][\w’'-]+ $", sentence[:at]))


def is_nationwide(sentence: str, at: int) -> bool:
    """Whether the figure at a position is told of the whole country; a cue behind a later number belongs to that one."""
    found = _NATIONWIDE.search(sentence)
    return found is not None and (found.start() < at or not _NUMBER.search(_UNTIL_BLANK.sub("", sentence[at : found.start()])))


def is_located(sentence: str, place: str) -> bool:
    """Whether the sentence says "in" or the like of a place, or does not name it: "South Korea's military" names none."""
    if place not in sentence:
        return True
    return any(_LOCATES.search(sentence, 0, at.start()) for at in re.finditer(f"(?={re.escape(place)})", sentence))


_LOCATES = re.compile(
    r"\b(?i:in|at|near|across|into|to|of|on|from|around|throughout|over|outside)"
    r" (?:(?!by\b|that\b|who\b|which\b|and\b|against\b)[a-z]+ ){0,3}$"
)


def is_small(sentence: str, place: str) -> bool:
    """Whether the sentence calls the place (a name key) a town, village, suburb or district."""
    named = re.findall(rf"\b{_SMALL} of ([A-Z][\w’'-]+)|([A-Z][\w’'-]+) {_SMALL}\b|[’']s {_SMALL} of ([A-Z][\w’'-]+)", sentence)
    return any(place in place_keys(word) for words in named for word in words if word)


@lru_cache(maxsize=10_000)
def place_keys(words: str) -> tuple[str, ...]:
    """A place's name keys, most telling first: "Valdora province" gives its name; a country its code."""
    whole = country(words)
    return (whole,) if whole else tuple(k for k in names_in(words) if k not in _KIND_WORDS)


def clause(sentence: str, at: int) -> tuple[int, int]:
    """The stretch around a position that no semicolon, dash or "while/but/, and" cuts off."""
    breaks = [
        m.start()
        for m in re.finditer(
            r";|:\s|\s[—–-]\s|,?\s(?:while|but|whereas)\s|,\s+(?:and|with)\s|\sand\s(?=(?:to|the|its|will|would)\s)"
            r"|,\s(?=[A-Z][\w-]+ (?:plant|works|factory|site|mill|office)s?\b)"
            r"|(?<!many)\sas\s(?!many|much|well|of|high|low|few|part)",
            sentence,
        )
    ]
    return max([0, *(b for b in breaks if b < at)]), min([len(sentence), *(b for b in breaks if b > at)])


def _last_place(before: str) -> tuple[str, ...]:
    """The place that "there" means: the last one named in the two sentences before."""
    for earlier in reversed(sentences(before)[-2:]):
        for pattern in (_PLACE, _SETTLEMENT):
            named = [keys for m in pattern.finditer(earlier.text) if (keys := place_keys(m[1]))]
            if named:
                return named[-1]
    return ()
