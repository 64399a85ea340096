"""Attributions: the passages in which somebody other than the outlet is said to say something (source, cue, content).

The model is that of PARC and PolNeAR. Each view of a sentence is read once, cue by cue from left to right; a cue opens a
frame when a subject that can speak stands where its frame wants one and something that can be said follows or precedes.
"""

from __future__ import annotations

from services.extract.claims import cues, idioms
from services.extract.claims.citing import read_citing
from services.extract.claims.cues import CUES
from services.extract.claims.frames import Attribution, Frame, finish
from services.extract.claims.gapping import gapped
from services.extract.claims.headings import read_colon
from services.extract.claims.lexical import ADJECTIVES, FINITE, NOUNS, VERBAL, is_name_word
from services.extract.claims.passives import passive
from services.extract.claims.prepositions import RECKONINGS, according, per, reckoned
from services.extract.claims.said_nouns import noun
from services.extract.claims.speech import verb_frame
from services.extract.claims.text import Token
from services.extract.claims.time_values import MONTHS
from services.extract.claims.tokens import is_number
from services.extract.claims.views import View

__all__ = ["Attribution", "read_view"]


_PREPOSITIONS = {"according": according, "per": per}
_TRIGGERS = (
    CUES.keys() | cues.PASSIVE | cues.NOUNS_THAT | cues.EXPECTATIONS | idioms.TRIGGERS | _PREPOSITIONS.keys() | RECKONINGS
)
_ARTICLES = frozenset(["the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "no", "any"])
_PLURALS = frozenset(["police", "data", "many", "some", "several"])  # plural whatever their tag
_PLURAL_REACH = 12  # items before a base form in which its plural subject stands
_SUBORDINATORS = frozenset(["after", "when", "while", "as", "since", "although", "though", "because", "before", "once", "if"])


def read_view(view: View) -> list[Attribution]:
    """The attributions of one view of a sentence, in the order of their cues."""
    items = view.items
    frames: list[Frame] = []
    for at, token in enumerate(items):
        frame = _frame_at(items, at, token, frames) if token.lower in _TRIGGERS else None
        if frame is not None and not (frame.frame == "passive" and _is_said(frames, at)):
            read_citing(items, frame)
            _cut(items, frames, frame)
            _end_subordinate(items, frame)
            frames.append(frame)
    frames += [second for frame in tuple(frames) if (second := gapped(items, frame)) is not None]
    found = [made for frame in frames if (made := finish(view, frame)) is not None]
    colon = None if any(frame.frame != "noun" for frame in frames) else read_colon(view)
    return [colon, *found] if colon is not None else found


def _frame_at(items: list[Token], at: int, token: Token, frames: list[Frame]) -> Frame | None:
    low = token.lower
    if low in _PREPOSITIONS:
        return _PREPOSITIONS[low](items, at) if at + 1 < len(items) else None
    frame = idioms.idiom(items, at) if low in idioms.TRIGGERS else reckoned(items, at) if low in RECKONINGS else None
    cue = CUES.get(low)
    if frame is None and cue is not None and not _in_name(items, at) and not _is_noun_here(items, at):
        frame = verb_frame(items, at, cue, frames)
    if frame is None and low in cues.PASSIVE and at > 0:
        frame = passive(items, at)
    if frame is None and (low in cues.NOUNS_THAT or low in cues.EXPECTATIONS):
        frame = noun(items, at)
    return frame


def _in_name(items: list[Token], at: int) -> bool:
    """Whether a capitalised form is part of a name ("State Department"), not a verb set in the capitals of a headline."""
    if not at or not items[at].text[0].isupper() or items[at].tag in ("VBZ", "VBD"):
        return False
    return is_name_word(items[at - 1]) or (at + 1 < len(items) and is_name_word(items[at + 1]))


def _is_noun_here(items: list[Token], at: int) -> bool:  # noqa: PLR0911
    """Whether a form that may be a noun ("reports", "claim") is one, by its tag and the word before it."""
    token = items[at]
    cue = CUES[token.lower]
    if not at:
        return token.tag in NOUNS or token.tag in ADJECTIVES
    before = items[at - 1]
    if before.lower in _ARTICLES:
        return True
    if before.tag == "NNS" and at > 1 and items[at - 2].lower in cues.RELATIVES | {"that"}:
        return False  # "rain which officials fear may flood the town"
    if before.kind == "clitic" and at > 1 and items[at - 2].tag != "PRP":
        return True  # "the editor's note", not "he's said"
    if cue.form == "ing" and (before.text in (",", "—", "–") or before.tag == "QUOTE"):
        return False
    if cue.lemma in cues.AMBIGUOUS and cue.form in ("base", "third") and _is_compound(items, at):
        return True
    if token.tag == "NNS" and cue.form == "third" and _is_counted(items, at):
        return True
    if token.tag in VERBAL or (cue.lemma not in cues.AMBIGUOUS and cue.form != "ing"):
        return False
    if before.kind == "clitic" or before.lower in cues.PREPOSITIONS or before.tag in ADJECTIVES or cue.form == "ing":
        return True
    if cue.form == "base":
        return not _has_plural_subject(items, at)
    return cue.form == "third" and before.tag not in NOUNS and before.tag != "PRP" and not _is_day(items, at - 1)


def _is_counted(items: list[Token], at: int) -> bool:
    """Whether a number counts what looks like a plural: "420 service points", "three police reports"."""
    before = at - 1
    while before > 0 and items[before].tag in ("NN", "JJ", "VBG") and items[before].kind == "word":
        before -= 1
    return is_number(items[before]) and not _is_day(items, before)


def _is_day(items: list[Token], at: int) -> bool:
    """Whether the number at `at` is the day of a month: "imagery collected on March 12 shows"."""
    return at > 0 and items[at - 1].lower in MONTHS


def _is_compound(items: list[Token], at: int) -> bool:
    """Whether a form stands as a noun between a number or verb and what follows ("14 points on", "budget documents show")."""
    before, after = items[at - 1], items[at + 1] if at + 1 < len(items) else None
    if (before.kind == "number" and not _is_day(items, at - 1)) or (
        before.tag in ("VB", "VBP", "VBD", "VBZ") and before.lower not in cues.AUXILIARIES
    ):
        return True
    if after is None:
        return False
    verb = after.tag in FINITE and (after.lower in CUES or after.lower in cues.AUXILIARIES)
    return verb or (CUES[items[at].lower].form == "third" and after.lower in ("of", "about", "from", "between"))


def _has_plural_subject(items: list[Token], at: int) -> bool:
    """Whether a plural stands close before a base form ("figures from the ministry show"), so that it is a verb."""
    for index in range(at - 1, max(-1, at - _PLURAL_REACH), -1):
        token = items[index]
        if token.tag in ("NNS", "NNPS", "PRP") or token.lower in _PLURALS:
            return True
        placed = token.text == "," and index > 0 and is_name_word(items[index - 1])  # "economists in Truro, Cornwall, project"
        if (token.kind == "sign" and not placed) or token.tag in FINITE:
            return False
    return False


def _is_said(frames: list[Frame], at: int) -> bool:
    """Whether the words at `at` stand in what somebody says: of "they are believed to be 40, she said" the figure is hers."""
    return any(frame.subject is not None and frame.first <= at <= frame.last for frame in frames)


def _cut(items: list[Token], frames: list[Frame], new: Frame) -> None:
    """Let the contents of earlier frames end where the new frame begins a clause of its own."""
    if new.frame == "after":
        frames[:] = [
            frame
            for frame in frames
            if not new.first <= frame.cue[0] <= new.last
            or not (_is_intent(items, frame) or (frame.unnamed and frame.frame == "passive"))
        ]
        for frame in frames:
            if frame.first < new.first + 400 and frame.first <= new.last < frame.last:
                frame.last = new.last
        return
    edge = _edge(items, new)
    if edge is None:
        edge = _main_clause(items, frames, new)
    if edge is None:
        return
    for frame in frames:
        if frame.frame in ("before", "act", "participle", "passive", "noun") and frame.first < edge <= frame.last:
            frame.last = edge - 1
        if frame.rest:
            frame.rest = [(first, min(last, edge - 1)) for first, last in frame.rest if first < edge]


def _is_intent(items: list[Token], frame: Frame) -> bool:
    """Whether a frame only tells what somebody means to do: in "it expects to get 40, she said" the figure is hers."""
    return frame.frame == "before" and items[frame.first].lower == "to"


def _main_clause(items: list[Token], frames: list[Frame], new: Frame) -> int | None:
    """Where the main clause of the new frame begins behind a subordinate one that reports too ("After X said ..., Y said")."""
    if new.subject is None or new.frame != "before" or not frames or frames[0].subject is None:
        return None
    clause, opening = new.subject.clause, frames[0].subject.clause
    leads = items[opening].lower in _SUBORDINATORS or (opening and items[opening - 1].lower in _SUBORDINATORS)
    return clause if leads and clause > 0 and items[clause - 1].text == "," else None


def _end_subordinate(items: list[Token], frame: Frame) -> None:
    """End the content of a frame in a subordinate clause that opens the sentence at the comma before the main clause."""
    if frame.subject is None or frame.frame not in ("before", "act"):
        return
    opening = frame.subject.clause
    if items[opening].lower not in _SUBORDINATORS or any(token.text == "," for token in items[:opening]):
        return
    for at in range(frame.first + 1, min(frame.last, len(items) - 2)):
        follower = items[at + 1]
        starts = follower.tag in ("DT", "PRP", "PRP$", "NNP", "NNPS", "NNS", "EX") and follower.lower not in cues.RELATIVES
        if items[at].text == "," and starts and any(token.tag in FINITE for token in items[at + 2 : at + 14]):
            frame.last = at - 1
            return


def _edge(items: list[Token], new: Frame) -> int | None:  # noqa: PLR0911
    """First item that belongs to the new frame when it is no part of what was said before."""
    if new.frame in ("according", "after", "noun", "passive"):
        return None
    if new.joined:
        index = new.cue[0]
        if index and items[index - 1].tag == "QUOTE":
            return index
        while (
            index > 0
            and items[index - 1].lower not in ("and", "but", "or", "then", "yet")
            and items[index - 1].text not in (",", "—", "–")
        ):
            if index < new.cue[0] - 4:
                return None
            index -= 1
        return index - 1 if index > 0 else None
    if new.subject is None:
        return None
    index = new.subject.clause
    if (
        index > 0
        and items[index].lower in ("but", "while", "whereas", "although", "though", "and", "yet")
        and index < new.subject.first
    ):
        return index if items[index].lower != "and" or items[index - 1].text == "," else None
    return index if index > 0 and items[index - 1].text == ";" else None
