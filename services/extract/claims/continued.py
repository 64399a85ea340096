"""Speech that goes on: quotations without a cue of their own, and figures that plainly belong to the report before them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from services.extract.claims.frames import Attribution, Span
from services.extract.claims.memory import Memory, Speaker
from services.extract.claims.persons import mentioned_before
from services.extract.claims.pronouns import subject_of
from services.extract.claims.quotes import Quote
from services.extract.claims.text import Document
from services.extract.claims.views import QuoteItem, View

_REPORTING = frozenset(("before", "after", "participle"))
_PARAGRAPHS_BACK = 3
_POLLED = frozenset(("surveyed", "polled", "respondents", "interviewed", "sampled"))
_LONG_QUOTATION = 25  # characters; a shorter one inside an indirect report is a borrowed word
_HEADLINE_REACH = 200  # attributions in which the words of a headline's quotation are looked for
_LONG = 5  # words of a quotation inside an uncued sentence that make it an utterance


@dataclass(frozen=True, slots=True)
class Spoken:
    """An attribution with its resolved speaker; `carried` marks one without words of its own for the speaker."""

    attribution: Attribution
    speaker: Speaker | None
    carried: bool = False
    relays: tuple[str, ...] = ()


def bare_quotes(
    document: Document, views: list[list[View]], quotes: list[Quote], cued: list[Spoken], memory: Memory
) -> list[Spoken]:
    """The quoted sentences that no cue covers, each with the speaker of the quotation they belong to."""
    by_sentence: dict[int, list[Spoken]] = {}
    for spoken in cued:
        by_sentence.setdefault(spoken.attribution.sentence, []).append(spoken)
    chains = _chain_speakers(quotes, cued)
    ahead = {index: spoken for spoken in cued if (index := _announced(quotes, spoken)) is not None}
    found: list[Spoken] = []
    for number, sentence_views in enumerate(views):
        outer = sentence_views[0]
        mine = [spoken for spoken in by_sentence.get(number, ()) if spoken.attribution.inside < 0]
        for span, quote in _uncovered(document, outer, mine):
            if outer.sentence.kind == "heading":
                speaker = chains.get(quote.chain) or _same_words(document, quote, cued)
                if speaker is None:
                    continue
            else:
                speaker = chains.get(quote.chain) or _nearby(document, number, by_sentence, found)
                announced = _follows_colon(outer, span) and quote.chain not in chains
                speaker = (subject_of(memory, number) if announced else None) or speaker or mentioned_before(memory, number)
            opener = ahead.pop(quote.chain, None)
            source, cue = (opener.attribution.source, opener.attribution.cue) if opener else (None, None)
            made = Attribution(number, source, cue, span, "bare", chain=quote.chain)
            spoken = Spoken(made, speaker, carried=opener is None)
            found.append(spoken)
            if speaker is not None:
                chains.setdefault(quote.chain, speaker)
    return found


def _announced(quotes: list[Quote], spoken: Spoken) -> int | None:
    """Chain of the quotation that "X said:" at the end of a paragraph announces."""
    if spoken.attribution.frame != "ahead" or spoken.speaker is None:
        return None
    at = bisect_left(quotes, spoken.attribution.content[1], key=lambda quote: quote.open)
    return quotes[at].chain if at < len(quotes) else None


def _chain_speakers(quotes: list[Quote], cued: list[Spoken]) -> dict[int, Speaker]:
    """Speaker of each quotation chain that some cue touches."""
    found: dict[int, Speaker] = {}
    at = 0
    for spoken in sorted(cued, key=lambda one: one.attribution.content):
        attribution = spoken.attribution
        if attribution.inside >= 0 or spoken.speaker is None:
            continue
        announced = _announced(quotes, spoken)
        if announced is not None:
            found.setdefault(announced, spoken.speaker)
            continue
        spans = [attribution.content, *attribution.rest]
        while at < len(quotes) and quotes[at].close < spans[0][0] - 2:
            at += 1
        for quote in quotes[max(0, at - 1) : at + 6]:
            if any(quote.open < end + 1 and quote.close > start - 1 for start, end in spans) and (
                quote.close - quote.open > _LONG_QUOTATION or quote.start == spans[0][0]
            ):
                found.setdefault(quote.chain, spoken.speaker)
    return found


def _uncovered(document: Document, view: View, cued: list[Spoken]) -> list[tuple[Span, Quote]]:
    """The utterances of a view that no cue takes: whole quoted sentences, or long quotations in a sentence without a cue."""
    quoted = [item for item in view.items if isinstance(item, QuoteItem)]
    if not quoted:
        return []
    if any(item.lower in ("asked", "question") for item in view.items):
        return []
    quoted = [item for item in quoted if any(letter.isalpha() for letter in document.text[item.inner_start : item.inner_end])]
    others = [item for item in view.items if not isinstance(item, QuoteItem) and item.kind != "sign"]
    spans = [span for spoken in cued for span in (spoken.attribution.content, *spoken.attribution.rest)]
    free = [item for item in quoted if not any(start < item.inner_end and end > item.inner_start for start, end in spans)]
    if not others:
        return [((item.inner_start, item.inner_end), item.quote) for item in free]
    long = [item for item in free if len(document.text[item.inner_start : item.inner_end].split()) >= _LONG]
    if not cued and long and sum(item.end - item.start for item in long) > 0.6 * (view.end - view.start):
        return [((view.start, view.end), long[0].quote)]
    return [((item.inner_start, item.inner_end), item.quote) for item in long]


def _follows_colon(view: View, span: Span) -> bool:
    """Whether a colon in the sentence leads to the quotation at `span` ("Reyes was not impressed: '...'")."""
    return any(item.text == ":" and following.start <= span[0] < following.end for item, following in pairwise(view.items))


def _same_words(document: Document, quote: Quote, cued: list[Spoken]) -> Speaker | None:
    """Who says the words of a quotation in a heading in the body of the article."""
    words = document.text[quote.start : quote.end].strip(".,!? ").lower()
    if len(words.split()) < 2:
        return None
    for spoken in cued[:_HEADLINE_REACH]:
        start, end = spoken.attribution.content
        if start > quote.close and words in document.text[start:end].lower():
            return spoken.speaker
    return None


def _nearby(document: Document, number: int, cued: dict[int, list[Spoken]], bare: list[Spoken]) -> Speaker | None:
    """The speaker of a quotation without any cue: of its paragraph, else of the paragraph before."""
    paragraph = document.sentences[number].paragraph
    backwards = range(number, max(-1, number - 14), -1)
    for index in backwards:
        if document.sentences[index].paragraph != paragraph:
            break
        speaker = _speaker_of(cued.get(index, ()))
        if speaker is not None:
            return speaker
    for index in range(number + 1, min(len(document.sentences), number + 14)):
        if document.sentences[index].paragraph != paragraph:
            break
        speaker = _speaker_of(cued.get(index, ()))
        if speaker is not None:
            return speaker
    last = {spoken.attribution.sentence: spoken.speaker for spoken in bare[-6:]}
    for index in range(number - 1, max(-1, number - 14), -1):
        if paragraph - document.sentences[index].paragraph > _PARAGRAPHS_BACK:
            return None
        speaker = _speaker_of(cued.get(index, ())) or last.get(index)
        if speaker is not None:
            return speaker
    return None


def _speaker_of(spoken: list[Spoken] | tuple[()]) -> Speaker | None:
    for one in reversed(spoken):
        if one.attribution.inside < 0 and one.speaker is not None:
            return one.speaker
    return None


def carried(document: Document, number: int, by_sentence: dict[int, list[Spoken]]) -> Speaker | None:
    """The speaker whose indirect report the uncued sentence `number` plainly continues, or None.

    It does where the sentence before, in the same paragraph, reports a named speaker's words after a verb of saying, and the
    next attributed passage is that speaker's again.
    """
    sentence = document.sentences[number]
    index = number - 1
    while index >= 0 and document.sentences[index].paragraph == sentence.paragraph and index not in by_sentence:
        index -= 1
    if index < 0 or document.sentences[index].paragraph != sentence.paragraph or number - index > 3:
        return None
    before = [spoken for spoken in by_sentence[index] if spoken.attribution.inside < 0]
    speaker = next((one.speaker for one in before if one.attribution.frame in _REPORTING and one.speaker is not None), None)
    if speaker is not None and speaker.kind == "document":
        words = document.tokens[sentence.first : sentence.last]
        return speaker if any(token.lower in _POLLED for token in words) else None
    if speaker is None or speaker.kind != "person":
        return None
    for ahead in range(number + 1, min(len(document.sentences), number + 5)):
        spoken = [one for one in by_sentence.get(ahead, ()) if one.attribution.inside < 0 and one.speaker is not None]
        if spoken:
            return speaker if spoken[0].speaker is not None and spoken[0].speaker.canonical == speaker.canonical else None
    return None
