"""Assembly: attributions, speakers and quantities become claims whose spans prove themselves."""

from __future__ import annotations

from services.extract.claims import continued, modality
from services.extract.claims.continued import Spoken
from services.extract.claims.frames import Span
from services.extract.claims.memory import Speaker
from services.extract.claims.speakers import mention
from services.extract.claims.text import Document, Sentence
from services.extract.claims.views import QuoteItem, View
from shared.claims import Claim, Mention, Modality, Quantity
from shared.claims import Span as ClaimSpan


def assemble(
    document: Document, views: list[list[View]], cued: list[Spoken], bare: list[Spoken], quantities: list[Quantity]
) -> list[Claim]:
    """The claims in reading order; each quantity stands in one claim, the innermost whose content holds it."""
    by_sentence: dict[int, list[Spoken]] = {}
    for spoken in (*cued, *bare):
        by_sentence.setdefault(spoken.attribution.sentence, []).append(spoken)
    figures: dict[int, list[Quantity]] = {}
    for quantity in quantities:
        sentence = document.sentence_at(quantity.start)
        if sentence is not None:
            figures.setdefault(sentence.index, []).append(quantity)
    claims: list[Claim] = []
    for number in sorted(by_sentence.keys() | figures.keys()):
        sentence = document.sentences[number]
        claims += _sentence_claims(document, views[number][0], sentence, by_sentence, figures.get(number, []))
    return claims


def _sentence_claims(
    document: Document, view: View, sentence: Sentence, by_sentence: dict[int, list[Spoken]], figures: list[Quantity]
) -> list[Claim]:
    spoken = sorted(by_sentence.get(sentence.index, []), key=lambda one: one.attribution.content)
    held: dict[int, list[Quantity]] = {}
    loose: dict[tuple[int, Span], list[Quantity]] = {}
    own: list[Quantity] = []
    for figure in figures:
        place = _innermost(spoken, figure)
        if place is None:
            own.append(figure)
        elif place[1] is None:
            held.setdefault(place[0], []).append(figure)
        else:
            loose.setdefault((place[0], place[1]), []).append(figure)
    claims = [
        _claim(document, view, one, held.get(index, [])) for index, one in enumerate(spoken) if one.attribution.frame != "ahead"
    ]
    claims += _rests(document, view, spoken, loose)
    if own:
        carrier = continued.carried(document, sentence.index, by_sentence) if not spoken else None
        starts = [one.attribution.content[0] for one in spoken if one.attribution.content[0] > own[-1].end]
        ends = [one.attribution.content[1] for one in spoken if one.attribution.content[1] <= own[0].start]
        span = (max([*ends, sentence.body]), min([*starts, sentence.end]))
        if not document.text[sentence.start : sentence.end].endswith("?") or carrier:
            judged = _judged(document, span, own, None, told=carrier is not None)
            claims.append(_plain(document, (sentence.body, sentence.end), judged, carrier))
    return sorted(claims, key=lambda claim: claim.start)


def _innermost(spoken: list[Spoken], figure: Quantity) -> tuple[int, Span | None] | None:
    """Index of the attribution whose content holds the figure most narrowly, and the loose part when it stands in one."""
    best: tuple[int, int, Span | None] | None = None
    for index, one in enumerate(spoken):
        attribution = one.attribution
        for span, loose in ((attribution.content, False), *((part, True) for part in attribution.rest)):
            if loose and any(_takes(other, span, figure) for other in spoken if other is not one):
                continue
            if span[0] <= figure.start and figure.end <= span[1] and (best is None or span[1] - span[0] < best[0]):
                best = (span[1] - span[0], index, span if loose else None)
    return (best[1], best[2]) if best else None


def _takes(other: Spoken, part: Span, figure: Quantity) -> bool:
    """Whether a cue inside the rest of a sentence takes the figure there: "..., X said, which costs $5m, according to Y"."""
    cue, content = other.attribution.cue, other.attribution.content
    inside = cue is not None and part[0] <= cue[0] and cue[1] <= part[1]
    return inside and content[0] <= figure.start and figure.end <= content[1]


def _rests(document: Document, view: View, spoken: list[Spoken], loose: dict[tuple[int, Span], list[Quantity]]) -> list[Claim]:
    """What a speaker goes on to say behind a cue set in between: the second half of a quotation, or a clause with figures."""
    made = []
    for index, one in enumerate(spoken):
        for span in one.attribution.rest:
            figures = loose.get((index, span), [])
            quoted = _quoted(view, span)
            if figures or quoted:
                judged = _judged(document, span, figures, one)
                made.append(_plain(document, span, judged, one.speaker).model_copy(update={"quote": quoted}))
    return made


def _judged(
    document: Document, span: Span, figures: list[Quantity], spoken: Spoken | None, *, told: bool = False
) -> list[Quantity]:
    """The figures of a content with their modality."""
    attribution = spoken.attribution if spoken else None
    first, last = document.token_index(span[0]), document.token_index(span[1])
    tokens = document.tokens[first:last]
    reported = told or (
        attribution is not None and attribution.frame not in ("bare", "passive") and not _is_said_now(document, attribution.cue)
    )
    judged = []
    for figure in figures:
        at, end = document.token_index(figure.start) - first, document.token_index(figure.end) - first
        found = modality.of_clause(tokens, at, end, lemma=attribution.lemma if attribution else "", reported=reported)
        judged.append(figure.model_copy(update={"modality": found}) if found != figure.modality else figure)
    return judged


def _is_said_now(document: Document, cue: Span | None) -> bool:
    """Whether the cue stands in the present: a "would" behind it is a condition."""
    if cue is None:
        return False
    token = document.tokens[document.token_index(cue[0])]
    return token.tag in ("VBZ", "VBP")


def _modality(document: Document, spoken: Spoken, figures: list[Quantity]) -> tuple[Modality, bool]:
    """Modality and negation of a claim: those which its figures share, else those of its first clause."""
    attribution = spoken.attribution
    if figures:
        shared = {figure.modality for figure in figures}
        return (shared.pop() if len(shared) == 1 else "asserted"), attribution.negated
    first, last = document.token_index(attribution.content[0]), document.token_index(attribution.content[1])
    found, negated = modality.of_content(
        document.tokens[first:last], lemma=attribution.lemma, reported=attribution.frame != "bare"
    )
    return found, negated != attribution.negated


def _claim(document: Document, view: View, spoken: Spoken, figures: list[Quantity]) -> Claim:
    attribution = spoken.attribution
    spans = [span for span in (attribution.content, attribution.cue, attribution.source) if span is not None]
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    text = document.text
    judged = _judged(document, attribution.content, figures, spoken)
    firmness, negated = _modality(document, spoken, judged)
    return Claim(
        start=start,
        end=end,
        text=text[start:end],
        modality=firmness,
        source=mention(spoken.speaker, document, attribution.source) if spoken.speaker else None,
        cue=Mention(start=attribution.cue[0], end=attribution.cue[1], text=text[slice(*attribution.cue)])
        if attribution.cue
        else None,
        content=ClaimSpan(start=attribution.content[0], end=attribution.content[1]),
        quote=attribution.frame == "bare" or _quoted(view, attribution.content),
        negated=negated,
        relays=spoken.relays,
        quantities=tuple(judged),
    )


def _quoted(view: View, content: Span) -> bool:
    """Whether most of the content stands inside quotation marks."""
    inside = sum(
        max(0, min(item.end, content[1]) - max(item.start, content[0])) for item in view.items if isinstance(item, QuoteItem)
    )
    return 2 * inside > content[1] - content[0]


def _plain(document: Document, span: Span, figures: list[Quantity], speaker: Speaker | None) -> Claim:
    """A claim without a cue: the outlet's own, or one carried on by a speaker."""
    start, end = span
    return Claim(
        start=start,
        end=end,
        text=document.text[start:end],
        source=mention(speaker, document, None) if speaker else None,
        content=ClaimSpan(start=start, end=end),
        modality=figures[0].modality if len({figure.modality for figure in figures}) == 1 else "asserted",
        quantities=tuple(figures),
    )
