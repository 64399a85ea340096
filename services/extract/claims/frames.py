"""A frame: a cue with its subject and what is said, in items of a view, and the attribution that it becomes."""

from __future__ import annotations

from dataclasses import dataclass

from services.extract.claims import cues
from services.extract.claims.phrase_walk import CONNECTIVES, Subject
from services.extract.claims.text import Token
from services.extract.claims.views import QuoteItem, View

Span = tuple[int, int]

_CLOSING = frozenset(".,;:!?…—–-")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attributed passage; spans are offsets. `source` is None where the text names no speaker at this place.

    `frame` tells how it was found; `lemma` is the cue's. `relay` are spans of persons told, `citing` of those whom the source
    cites: engine.py decides who of them passes the claim on. `unnamed` holds the words that stand for a missing source ("it is
    believed"). `chain` is that of the quotation it is the words of; `inside` that of the one it stands in; -1 for none.
    """

    sentence: int
    source: Span | None
    cue: Span | None
    content: Span
    frame: str
    lemma: str = ""
    relay: tuple[Span, ...] = ()
    unnamed: str | None = None
    negated: bool = False
    inside: int = -1
    chain: int = -1
    rest: tuple[Span, ...] = ()
    citing: Span | None = None


@dataclass(slots=True)
class Frame:
    """A frame under construction, in items of its view; `first`..`last` is the content."""

    cue: tuple[int, int]
    subject: Subject | None
    first: int
    last: int
    frame: str
    lemma: str
    relay: list[tuple[int, int]]
    unnamed: str | None = None
    negated: bool = False
    rest: list[tuple[int, int]] | None = None
    joined: bool = False
    citing: tuple[int, int] | None = None


def _source(items: list[Token], subject: Subject) -> Span:
    """Offsets of the subject; of "they've" only the pronoun."""
    last = items[subject.last]
    contracted = subject.first == subject.last and last.tag == "PRP" and "'" in last.lower
    end = last.start + last.lower.index("'") if contracted else last.end
    return items[subject.first].start, end


def finish(view: View, frame: Frame) -> Attribution | None:
    """Offsets of a frame; None where nothing is left of its content."""
    items = view.items
    subject = frame.subject
    content = span(items, frame.first, frame.last)
    if frame.frame == "ahead":
        content = (items[frame.cue[0]].start, items[frame.cue[1]].end)
    if content is None:
        return None
    rest = tuple(part for first, last in frame.rest or () if (part := span(items, first, last)) is not None)
    return Attribution(
        sentence=view.sentence.index,
        source=_source(items, subject) if subject else None,
        cue=(items[frame.cue[0]].start, items[frame.cue[1]].end),
        content=content,
        frame=frame.frame,
        lemma=frame.lemma,
        relay=tuple((items[first].start, items[last].end) for first, last in frame.relay),
        unnamed=frame.unnamed,
        negated=frame.negated,
        inside=view.inside.chain if view.inside else -1,
        rest=rest,
        citing=(items[frame.citing[0]].start, items[frame.citing[1]].end) if frame.citing else None,
    )


def span(items: list[Token], first: int, last: int) -> Span | None:
    """Offsets of the items without the signs at their edges; a single quotation gives the words inside its marks."""
    for at in range(first, last):
        if items[at].text == ";":
            last = at - 1
            break
    while first <= last and items[first].kind == "sign" and items[first].tag != "QUOTE" and items[first].text in ",;:—–-.…":
        first += 1
    while last >= first and items[last].kind == "sign" and items[last].tag != "QUOTE" and items[last].text in _CLOSING:
        last -= 1
    if first > last:
        return None
    head_item = items[first]
    if first == last and isinstance(head_item, QuoteItem):
        return head_item.inner_start, head_item.inner_end
    return items[first].start, items[last].end


def left_limit(items: list[Token], last: int) -> int:
    """First item of what is said before a cue: the beginning of its sentence, behind a semicolon or a connective."""
    start = 0
    for index in range(last - 1, -1, -1):
        if items[index].text == ";":
            start = index + 1
            break
    while start < last and (items[start].lower in ("and", "but", "so", "or") or items[start].text in (",", "-", "–", "—")):
        start += 1
    return start


def said_before(items: list[Token], subject: Subject, at: int, inverted: bool) -> tuple[int, int] | None:
    """The items said before the subject and its verb, when a comma or quotation closes them."""
    clause = at if inverted else subject.clause
    index = clause - 1
    if index < 0:
        return None
    token = items[index]
    if token.tag == "QUOTE" and not (index and items[index - 1].kind != "sign" and not inverted and _is_short(token)):
        return left_limit(items, index), index
    if token.text not in (",", "—", "–", "”", "-", "--", "’", "'"):
        return None
    described = items[subject.first - 1].text == "," and items[clause].lower not in CONNECTIVES | cues.BREAKS
    if (
        clause != (at if inverted else subject.first) and not described
    ):  # "40 left, its rector, Ana Reis, said", no "40 left, but ..."
        return None
    last = index - 1
    return (left_limit(items, last), last) if last >= 0 else None


def _is_short(token: Token) -> bool:
    return token.end - token.start < 12
