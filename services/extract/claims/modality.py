"""How firmly something is claimed: asserted, hedged, planned, denied or conditional, over the clause that it holds for.

The words of a clause decide for the figures in it; a cue ("predicted", "denied") decides for what no word of the clause does.
A "would" behind a verb of saying in the past is a reported "will" and no condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.extract.claims.lexical import FINITE, NOUNS
from services.extract.claims.numerals import lower_at
from services.extract.claims.text import Token
from services.extract.lexicons import load
from shared.claims import Modality

_LEX = load("modality")
_CUES: dict[str, Modality] = {
    **dict.fromkeys(_LEX["cues"]["planned"].split(), "planned"),
    **dict.fromkeys(_LEX["cues"]["hedged"].split(), "hedged"),
    **dict.fromkeys(_LEX["cues"]["denied"].split(), "denied"),
}
_SUBJECTS = frozenset(("i", "he", "she", "we", "they", "you", "it"))
_REACH = 60  # tokens on either side of a figure that its clause may have
_VERBAL_NEGATION = frozenset(("not", "n't", "never", "cannot"))
_NO_DENIAL = frozenset(_LEX["no_denial"].split())
_HYPOTHETIC = frozenset(("without", "excluding", "were", "had", "absent", "barring"))  # open a condition without "if"
_CLAUSAL = frozenset(("say", "tell", "add", "warn", "insist", "argue", "note", "explain"))  # cues that govern clauses only
_RELATIVES = frozenset(("who", "which", "that", "whom", "whose"))
_PARTICIPLES = frozenset(("VBN", "VBD"))
_WITHIN = 14  # tokens behind a figure in which the participle of its own noun phrase stands
_PERHAPS = frozenset(("possibly", "perhaps", "probably", "maybe", "potentially", "likely"))
_SUPPOSED = frozenset(("alleged", "suspected", "presumed", "supposed"))  # before the noun that they qualify
_COMPARING = frozenset(("well", "far", "below", "above"))  # open what a figure is compared with
_BREAKING = frozenset((",", ";", ":", "—", "–", "--", "(", ")"))
_GROUNDS = frozenset(("why", "how", "where", "because", "since", "after", "when"))  # before what has happened
_CIRCUMSTANCES = frozenset(("after", "despite", "during", "following", "amid"))  # prepositions before what is taken as given
_CONJUNCTIONS = frozenset(
    [
        "and",
        "but",
        "while",
        "although",
        "though",
        "whereas",
        "as",
        "because",
        "when",
        "which",
        "who",
        "where",
        "after",
        "before",
        "since",
        "if",
        "unless",
        "why",
        "how",
    ]
)


def _pattern(name: str) -> re.Pattern[str]:
    phrases = [phrase.strip() for phrase in _LEX[name].replace("\n", "").split("|")]
    return re.compile(
        r"(?:(?<![\w'])|(?='ll))(?:"
        + "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
        + r")(?!\w)"
    )


_PLANNED, _HEDGED, _CONDITIONAL = _pattern("planned"), _pattern("hedged"), _pattern("conditional")
_STATED = re.compile(
    r"\b(?:target|goal) (?:is|was|remains) (?=#)|# proposed\b|\bto target\b"
    r"|# of (?:a|an|its|their|the) (?:\w+ )?(?:target|goal)\b"
)  # "the target is 95 per cent", "seven proposed laws"
_NEGATION = re.compile(r"(?<!\w)(?:not|no|never|none|neither|nobody|without|nor)(?!\w)|n't(?!\w)|cannot(?!\w)")


def of_cue(lemma: str) -> Modality:
    """What the cue alone says of its content."""
    return _CUES.get(lemma, "asserted")


def of_content(tokens: list[Token], *, lemma: str, reported: bool) -> tuple[Modality, bool]:
    """The modality of what is said without a figure, by the clause of its first verb, and whether that verb is negated."""
    verb = next((index for index, token in enumerate(tokens) if token.tag in FINITE), 0)
    last = min(len(tokens), verb + 4)
    around = " ".join(_word(token) for token in tokens[:last])
    negated = any(
        token.lower in ("not", "never", "cannot") or token.lower.endswith(("n't", "n’t")) for token in tokens[verb:last]
    )
    from_cue = of_cue(lemma)
    if from_cue == "denied":
        return "denied", negated
    found = _firmness(around, reported=reported)
    return (from_cue if found == "asserted" else found), negated


def of_clause(tokens: list[Token], at: int, end: int, *, lemma: str = "", reported: bool = False) -> Modality:
    """The modality of the figure in tokens `at`..`end` (exclusive) of a sentence or of what a speaker says in it.

    `tokens` are those of the content; `lemma` is the cue's; `reported` tells that a verb of saying in the past governs them.
    """
    from_cue = of_cue(lemma)
    if from_cue == "denied":
        return "denied"
    if _is_given(tokens, at, end):
        return "asserted"
    first, last = _clause(tokens, at, end, object_of_cue=bool(lemma) and lemma not in _CLAUSAL)
    if (
        first
        and tokens[0].lower in ("no", "none", "nobody", "neither")
        and at < _REACH
        and not any(token.text in (":", ";") for token in tokens[:at])
        and sum(token.tag in FINITE for token in tokens[:at]) == 1
    ):
        return "denied"  # "No food, water or fuel has reached 2 million people"
    around = [*_words(tokens, first, at), "#", *_words(tokens, end, last, behind=True)]
    reported = reported and tokens[0].lower not in _HYPOTHETIC
    found = of_words(" ".join(around), reported=reported)
    if found == "denied" and _is_circumstance(tokens, at):
        return from_cue  # "could not sleep even after several pills"
    if found == "denied" and at > 1 and tokens[at - 1].lower in ("a", "an") and tokens[at - 2].text == ",":
        found = _firmness(" ".join(around), reported=reported)  # "did not fall to 5, a 40 per cent loss"
    return from_cue if found == "asserted" else found


def _word(token: Token) -> str:
    return token.lower if token.tag not in ("NNP", "NNPS") else "_"  # "No Compromise", "May", "Will Smith"


def _words(tokens: list[Token], first: int, last: int, *, behind: bool = False) -> Iterator[str]:
    """The words that tell how firm a clause is; not those that qualify something else in it."""
    for at in range(first, last):
        yield "_" if _is_elsewhere(tokens, at, last, behind=behind) else _word(tokens[at])


def _is_elsewhere(tokens: list[Token], at: int, last: int, *, behind: bool) -> bool:
    """Whether a word qualifies another figure or thing: "4 of a planned 20 halls", "40 dead and possibly more", "four men of an
    alleged gang"."""
    follower = tokens[at + 1] if at + 1 < last else None
    if tokens[at].tag in ("VBN", "JJ") and follower is not None and follower.tag in ("CD", "$"):
        return True
    if tokens[at].lower == "not" and at > 0 and tokens[at - 1].lower == "but":
        return follower is not None and follower.tag in ("VBN", "VBD")  # "sold but not delivered"
    if tokens[at].lower in _PERHAPS:
        return follower is not None and follower.lower in ("more", "higher", "others")
    if behind and tokens[at].lower in ("allegedly", "reportedly") and tokens[at - 1].lower in ("for", "of"):
        return True  # "two drivers were held for allegedly smuggling"
    return behind and tokens[at].lower in _SUPPOSED and tokens[at - 1].lower in ("a", "an", "the")


def of_words(words: str, *, reported: bool = False) -> Modality:
    """The modality that lower-case words, separated by blanks, give to their clause."""
    return "denied" if denies(words) else _firmness(words, reported=reported)


def _firmness(words: str, *, reported: bool) -> Modality:
    conditional = _CONDITIONAL.search(words)
    if conditional and not (reported and conditional.group() in ("would", "'d", "wouldn't")):
        return "conditional"
    hedged = _HEDGED.search(words)
    planned = _PLANNED.search(_STATED.sub(" ", words)) or conditional
    if hedged and not (planned and planned.start() < hedged.start()):
        return "hedged"
    return "planned" if planned else "asserted"


def denies(words: str) -> bool:
    for found in _NEGATION.finditer(words):
        following = words[found.end() :].split(None, 1)[:1]
        if found.group() == "not" and following == ["only"]:
            continue
        if found.group() in ("no", "not", "without") and following and following[0] in _NO_DENIAL | {"#"}:
            continue
        if found.group() not in _VERBAL_NEGATION and "#" not in words[found.end() :]:
            continue  # "90,000 people have no water"
        return True
    return False


def _is_given(tokens: list[Token], at: int, end: int) -> bool:
    """Whether the figure belongs to a thing taken as given, whatever is planned with it: "the region's 90,000-strong flock",
    "the unit, comprising 12 ships"."""
    owner = next((token for token in reversed(tokens[max(0, at - 2) : at]) if token.tag not in ("RB", "JJR")), None)
    owned = owner is not None and (owner.tag == "POS" or owner.lower in ("its", "their", "his", "her", "our"))
    if owned and any(token.lower.startswith("strong") or token.text == "-" for token in tokens[end - 1 : end + 2]):
        return True
    if at > 1 and tokens[at - 1].lower in ("comprising", "totalling", "totaling", "numbering"):
        return True
    if at > 1 and tokens[at - 1].lower in ("now", "currently") and tokens[at - 2].text == ",":
        return True  # "premiums, now around 3 percent, could fall"
    named = at > 2 and tokens[at - 1].lower in ("a", "an") and tokens[at - 2].text == "," and tokens[at - 3].tag == "NNP"
    if named and end < len(tokens) and tokens[end - 1 if tokens[end - 1].text == "-" else end].text == "-":
        return True  # "Vale Care, a 12-clinic chain, hopes to"
    if lower_at(tokens, end, len(tokens)) == "owed":
        return True
    return owner is not None and owner.lower == "the" and _is_defined(tokens, end)


def _is_circumstance(tokens: list[Token], at: int) -> bool:
    """Whether the figure stands behind a preposition that tells the circumstances of what is denied."""
    while at > 1 and tokens[at - 1].tag in ("DT", "RB", "PRP$"):
        at -= 1
    return at > 1 and tokens[at - 1].lower in _CIRCUMSTANCES


def _is_defined(tokens: list[Token], end: int) -> bool:
    """Whether the noun behind a figure is told which it is by what befell it: "the 40 posts lost since May"."""
    nouns = 0
    for token in tokens[end : end + _WITHIN]:
        if nouns and (token.tag in _PARTICIPLES or token.lower in ("who", "which")):
            return True
        if token.tag not in ("NN", "NNS", "JJ", "CC", "NNP", ",") and token.lower not in ("of", "per", "cent", "other"):
            return False
        nouns += token.tag in NOUNS
    return False


def _opens_relative(tokens: list[Token], at: int) -> bool:
    """Whether a pronoun right behind a noun opens a relative clause without its "that": "the 7 trips she could not take"."""
    return tokens[at].lower in _SUBJECTS and at > 0 and tokens[at - 1].tag in NOUNS


def _relates(tokens: list[Token], verb: int) -> bool:
    """Whether "that" before a finite verb stands for the noun before it: "a cut last month that affected 40 people"."""
    finite = verb > 1 and (tokens[verb].tag in FINITE or _may_be_past(tokens[verb]))
    return finite and tokens[verb - 1].lower == "that" and tokens[verb - 2].tag in NOUNS


def _may_be_past(token: Token) -> bool:
    """Whether a word may be a past verb in spite of its tag: "that affected 40 homes"."""
    return token.tag == "VBN" or token.lower.endswith("ed")


def _opening(tokens: list[Token], at: int, end: int) -> int:
    """Where a joined clause opens whose subject the figure is ("could go, and 40 of them are let"); else -1."""
    first = at
    while first > 1 and tokens[first - 1].tag in ("DT", "RB", "PRP$"):
        first -= 1
    told = first > 1 and tokens[first - 1].lower in _GROUNDS
    if first < 2 or not (
        told
        or tokens[first - 1].lower in ("and", "but", "while", "whereas")
        or (tokens[first - 1].lower == "that" and tokens[first - 2].lower in ("and", "but"))
    ):
        return -1
    for token in tokens[end : end + _WITHIN]:
        if token.tag in FINITE or (told and token.tag == "VBN"):
            return first if not told or token.tag in _PARTICIPLES else -1
        if token.text in _BREAKING or token.lower in _CONJUNCTIONS or token.lower in _RELATIVES:
            return -1
    return -1


def _clause(tokens: list[Token], at: int, end: int, *, object_of_cue: bool) -> tuple[int, int]:
    """First and last (exclusive) token of the clause around the figure: between signs and conjunctions, until it has a verb."""
    first = at
    opened = _opening(tokens, at, end)
    verb = participle = relative = False
    while first > max(0, at - _REACH):
        token = tokens[first - 1]
        compared = token.text == "," and first < at and tokens[first].lower in _COMPARING
        if token.text in (";", ":", "—", "–") or first == opened or compared:
            break
        relates = token.tag == "WDT" or token.lower in ("who", "which", "whose") or _relates(tokens, first)
        relative = (verb or participle) and relates  # "firms whose masts failed": the tagger may see no finite verb
        if relative or (verb and (token.text in _BREAKING or token.lower in _CONJUNCTIONS)):
            if token.lower in ("if", "unless"):
                first -= 1
            break
        verb, participle = verb or token.tag in FINITE, participle or _may_be_past(token)
        first -= 1
    last, told = end, verb
    governed = object_of_cue and first == 0  # "reported 14 cases, as doctors warned ...": the cue is the verb
    limit = min(len(tokens), end + _REACH)
    while last < limit:
        token = tokens[last]
        if (
            token.text in _BREAKING
            or token.lower in ("that", "what", "than")
            or (token.lower in _CONJUNCTIONS and token.lower != "if" and (told or governed or token.lower != "and"))
        ):
            break
        if _opens_relative(tokens, last) or (relative and token.tag in FINITE):
            break
        told = told or token.tag in FINITE
        last += 1
    if last < limit and not told and not governed and tokens[last].text in _BREAKING:
        while last < limit and tokens[last].text not in (";", "—", "–"):
            last += 1
    return first, last
