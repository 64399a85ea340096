"""Where the names of an article stand: runs of capitalised words without their titles, and acronyms spelt out."""

from __future__ import annotations

from collections.abc import Iterator

from services.extract.claims.acronyms import by_initials, read_acronyms
from services.extract.claims.lexical import (
    NEVER,
    PARTICLES,
    PARTY,
    PEOPLE,
    SHORT_TITLES,
    TITLES,
    VERBAL,
    body_link,
    is_name_word,
    is_unknown,
)
from services.extract.claims.names import FEMALE, FEMALE_TITLES, IMPERSONAL, MALE, MALE_TITLES, Name, Names, is_given
from services.extract.claims.roles import roles_beside
from services.extract.claims.text import Document, Sentence, Token
from services.extract.lexicons import load

_LEX = load("speakers")
_FUNCTION = frozenset(["DT", "IN", "CC", "PRP", "PRP$", "TO", "WDT", "WP", "WRB", "RB", "MD", "EX"])
_PORTFOLIOS = frozenset(_LEX["portfolios"].split())
_TRADES = ("ologist", "ographer", "onomist", "ometrist", "iatrist", "ician")  # no surname ends so
_ROYAL = frozenset(_LEX["royal_titles"].split())
_SPELT: dict[str, str] = _LEX["spelt_titles"]


def read_names(document: Document) -> Names:
    """Find every name of the document."""
    names = Names()
    inner = _inner_capitals(document)
    for sentence in document.sentences:
        heading = sentence.kind == "heading"
        for name in _sentence_names(document, sentence, inner):
            if len(name.words) > 1 and not heading:
                first = document.token_index(name.start)
                beside = roles_beside(document.tokens, first, document.token_index(name.end), sentence)
                name.titles = (*name.titles, *beside)
            names.mentions.append(name)
            names.written.setdefault(name.words, document.text[name.start : name.end])
            names.starts.append(name.start)
            names.by_last.setdefault(name.words[-1].lower(), []).append(name)
            names.by_first.setdefault(name.words[0].lower(), []).append(name)
            for title in name.titles:
                names.by_title.setdefault(title, []).append(name)
            _note_gender(names, name)
    spelt = by_initials(
        ((name.words, name.start) for name in names.mentions),
        {"".join(name.words) for name in names.mentions if len(name.words) == 1 or name.words[1] == "&"},
    )
    for acronym, (phrase, start) in {**spelt, **read_acronyms(document)}.items():
        for written in {acronym, acronym.replace("&", " & ")}:  # a name's own text sets "&" apart
            names.acronyms[written], names.introduced[written] = phrase, start
    return names


def _note_gender(names: Names, name: Name) -> None:
    for title in name.titles:
        gender = "f" if title in FEMALE_TITLES else "m" if title in MALE_TITLES else ""
        if gender:
            names.gender.setdefault(name.words[-1].lower(), gender)
    if len(name.words) > 1:
        low = name.words[0].lower().split("-")[0]
        if (low in FEMALE) != (low in MALE):
            names.gender.setdefault(name.words[-1].lower(), "f" if low in FEMALE else "m")


def _inner_capitals(document: Document) -> frozenset[str]:
    """Words written with a capital inside a sentence of prose: names wherever they stand."""
    found = set()
    for sentence in document.sentences:
        if sentence.kind != "heading":
            found |= {
                token.text for token in document.tokens[sentence.first + 1 : sentence.last] if token.tag in ("NNP", "NNPS")
            }
    return frozenset(found)


def _sentence_names(document: Document, sentence: Sentence, inner: frozenset[str]) -> Iterator[Name]:
    tokens = document.tokens
    heading = sentence.kind == "heading"
    at = sentence.first
    while at < sentence.last:
        if not _can_begin(tokens, at, sentence, inner):
            at += 1
            continue
        end = _run_end(tokens, at, sentence.last)
        if PARTY.match(tokens[at].text):  # "Senator Ana Reis, D-Fla.": no name
            at = end
            continue
        name = _bare(tokens, at, end, sentence, heading)
        if name is not None:
            yield name
        at = end


def _can_begin(tokens: list[Token], at: int, sentence: Sentence, inner: frozenset[str]) -> bool:
    token = tokens[at]
    if (
        not is_name_word(token)
        or token.lower in NEVER
        or (token.lower in ("i", "may", "march", "mr", "mrs") and not (at + 1 < sentence.last and is_name_word(tokens[at + 1])))
    ):
        return False
    if at == sentence.first or tokens[at - 1].text in "“\"‘'([—":
        nxt = tokens[at + 1] if at + 1 < sentence.last else None
        if token.tag in ("NNP", "NNPS") or token.text in inner or is_unknown(token):
            return True
        return nxt is not None and is_name_word(nxt) and token.tag not in _FUNCTION
    return not (sentence.kind == "heading" and (token.tag in VERBAL or token.tag in _FUNCTION))


def _run_end(tokens: list[Token], at: int, last: int) -> int:
    """Index behind the run of name words that begins at `at`: capitals, initials, particles."""
    end = at + 1
    while end < last:
        token = tokens[end]
        if (
            (is_name_word(token) and token.lower not in NEVER)
            or (
                token.text == "."
                and len(tokens[end - 1].text) <= 3
                and end + 1 < last
                and is_name_word(tokens[end + 1])
                and _near(tokens, end)
            )
            or ((token.lower in PARTICLES or token.text == "&") and _leads_on(tokens, end + 1, last))
        ) or (
            token.lower in ("and", "of") and end + 1 < last and is_name_word(tokens[end + 1]) and _is_ministry(tokens, at, end)
        ):
            end += 1
        elif end + 1 < last and (link := body_link(tokens, end)):
            end += link
        else:
            break
    return end


def _leads_on(tokens: list[Token], at: int, last: int) -> bool:
    """Whether a name word follows, at once or behind a second particle ("van der Berg")."""
    if at + 1 < last and tokens[at].lower in PARTICLES and tokens[at].text.islower():
        at += 1
    return at < last and is_name_word(tokens[at])


def _near(tokens: list[Token], at: int) -> bool:
    return tokens[at].start == tokens[at - 1].end and (
        len(tokens[at - 1].text) == 1 or tokens[at - 1].lower in SHORT_TITLES or tokens[at - 1].lower == "st"
    )


def _is_ministry(tokens: list[Token], at: int, end: int) -> bool:
    """Whether the run so far is "Department of X" or "Institute for the X", so that "and Y" and "of Y" belong to it."""
    return any(body_link(tokens, index) for index in range(at + 1, end))


def _bare(tokens: list[Token], at: int, end: int, sentence: Sentence, heading: bool) -> Name | None:
    """The name without the titles and roles before it; None where nothing but a title is left."""
    words = [index for index in range(at, end) if tokens[index].text != "."]
    first = 0
    for position, index in enumerate(words[:-1]):
        low = tokens[index].lower
        if _is_title(low):
            first = position + 1
    titles = tuple(_SPELT.get(tokens[index].lower, tokens[index].lower) for index in words[:first])
    if at > sentence.first and not titles and tokens[at - 1].lower in TITLES | PEOPLE:
        titles = (tokens[at - 1].lower,)
    given = next((position for position in range(first, len(words) - 1) if is_given(tokens[words[position]].text)), None)
    if given and words[given] - words[first] >= 1 and len(words) - given >= 2:
        first = given  # "Minister of Foreign Affairs Stephane Sejourne"
    if at > sentence.first and tokens[at - 1].lower in ("of", "for", "and"):
        portfolio = [position for position in range(len(words) - 2) if tokens[words[position]].lower in _PORTFOLIOS]
        first = max([first, *(position + 1 for position in portfolio)])  # "Minister of Foreign Affairs Ivo Kral"
    if first and tokens[words[-1]].lower in IMPERSONAL:
        first = 0  # "General Staff", "Royal Society"
    kept = words[first:]
    if not kept or (len(kept) == 1 and tokens[kept[0]].lower in TITLES):
        return None
    if len(kept) == 1 and titles and titles[-1] in _ROYAL and first:
        kept = words[first - 1 :]
    return Name(
        start=tokens[kept[0]].start,
        end=tokens[kept[-1]].end,
        words=tuple(tokens[index].text for index in kept),
        titles=titles,
        sentence=sentence.index,
        heading=heading,
    )


def _is_title(low: str) -> bool:
    """Whether a word is a title or role before a name ("secretary-general", "co-founder")."""
    return (
        low in TITLES
        or low in PEOPLE
        or low.endswith(_TRADES)
        or ("-" in low and any(part in TITLES or part in PEOPLE for part in low.split("-")))
    )
