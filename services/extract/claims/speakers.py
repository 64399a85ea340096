"""Who a source mention means: the fullest name in the article, and what kind of speaker it is.

Named sources are looked up among the article's names (surnames, acronyms); pronouns and short descriptions ("the agency") go
to the speaker last mentioned that fits; documents to their author where the text names one; the rest stay unnamed.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from services.extract.claims import cues
from services.extract.claims.lexical import (
    BODY_WORDS,
    CAPITALS,
    COMPANIES,
    COUNTRIES,
    DOCUMENTS,
    EPITHETS,
    ORGANISATIONS,
    OUTLET_PHRASES,
    OUTLET_WORDS,
    OUTLETS,
    PEOPLE,
    PEOPLE_ALL,
    PLACE_WORDS,
    TITLES,
    can_speak,
    ends_head,
    is_agent,
    is_name_word,
    is_unknown,
)
from services.extract.claims.names import FEMALE_TITLES, MALE_TITLES, Name, Names, is_given, is_person_like
from services.extract.claims.text import Document, Token
from shared.claims import SpeakerKind, SpeakerMention

_OTHERS = frozenset(["other", "others", "allies", "his", "her", "its", "their", "several", "various"])
_OBTAINED = frozenset(
    ["obtained", "seen", "viewed", "reviewed", "leaked", "shared", "shown", "verified", "received", "heard", "read", "examined"]
)
_GENERIC = frozenset(word for word in ORGANISATIONS if word.endswith("s"))
_SINGULARS = frozenset(["authorities", "forces", "police", "services", "systems", "airlines"])
_EPITHET_REACH = 5
_NEAR = 12_000  # characters back that the name of a body is looked for
_FAR = 12  # sentences back that a pronoun or short description may reach
_DEFINITE = frozenset(["the", "this", "that", "his", "her", "their", "its"])
_SINGULAR_PERSON = frozenset(["he", "she"])
_MONTHS = cues.TIME_WORDS
_COMPANY = BODY_WORDS | frozenset(["inc", "ltd", "llc", "plc", "corp", "co", "gmbh", "ag", "sa", "nv", "group", "holdings"])
_DEMONYM = ("ian", "ese", "ish")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved speaker: canonical name, kind, the words it was last mentioned by, where, and what is known of its gender."""

    canonical: str
    kind: SpeakerKind
    words: str
    at: int
    sentence: int
    gender: str = ""
    plural: bool = False
    titles: frozenset[str] = frozenset()


class Speakers:
    """Resolves the source mentions of one article, in text order, remembering who has spoken."""

    def __init__(self, document: Document, names: Names, quoted: frozenset[int] = frozenset()) -> None:
        self.quoted = quoted  # sentences that stand in a quotation as a whole
        self.document = document
        self.names = names
        self.history: list[Speaker] = []
        self.spoke: dict[int, list[Speaker]] = {}  # by sentence
        self._alone: dict[tuple[str, ...], bool] = {}
        self.authors: list[tuple[str, str]] = []  # (document noun, author) in order of mention

    def resolve(self, start: int, end: int) -> Speaker | None:
        """The speaker meant by the words `start`..`end`; None for a pronoun that nobody fits."""
        document = self.document
        first, last = document.token_index(start), document.token_index(end)
        items = _unquoted(document.tokens[first:last])
        if not items:
            return None
        sentence = document.sentence_at(start)
        number = sentence.index if sentence else 0
        found = self._resolve(items, number)
        if found is not None:
            here = replace(found, sentence=number, at=start)
            self.history.append(here)
            self.spoke.setdefault(number, []).append(here)
        return found

    def _resolve(self, items: list[Token], sentence: int) -> Speaker | None:  # noqa: PLR0911
        low = items[0].lower
        if len(items) == 1 and low in ("he", "she", "they", "it", "who", "which", "his", "her", "their", "its"):
            return self._pronoun(low, items[0].start, sentence)
        at = self._head(items)
        kind = can_speak(items, 0, len(items) - 1)
        head = items[at].lower
        shared = next((index for index, token in enumerate(items) if token.lower == "and"), 0)
        if (
            (
                shared
                and items[-1].text.islower()
                and any(is_name_word(token) for token in items[:shared] if token.lower not in cues.DETERMINERS)
            )
            and self.names.between(items[0].start, items[shared].start)
            and items[shared + 1].lower in _OTHERS
        ):
            return self._resolve(items[:shared], sentence)  # "Benjamin Netanyahu and allies", "the UN and other agencies"
        if head in DOCUMENTS and not self._outlet(items):
            return self._document(items, at, sentence)
        outlet = self._outlet(items)
        if outlet:
            return self._made(outlet, "outlet", items, sentence)
        person = self._person(items, at, sentence)
        if person is not None:
            return person
        if head in PEOPLE_ALL or head in EPITHETS or kind == "person":
            return self._described_person(items, at, sentence)
        return self._organisation(items, at, sentence)

    # ------------------------------------------------------------ named persons

    def _person(self, items: list[Token], at: int, sentence: int) -> Speaker | None:
        """A person named in the mention: the last name of it that can be a person's."""
        inside = self.names.between(items[0].start, items[-1].end)
        if (
            inside
            and inside[-1].end == items[-1].end
            and set(inside[-1].titles) & (PEOPLE | TITLES)
            and len(inside[-1].words) > 1
        ):
            words = self._fullest(inside[-1], loose=True)
            if words is not None:
                return self._named(words, inside[-1], items, sentence)
        for name in sorted(inside, key=lambda one: one.start, reverse=at == len(items) - 1):
            follows = name.end < items[-1].end and self.document.text[name.end : name.end + 2] in ("'s", "’s")
            if follows or not self._is_head(name, items, at):
                continue
            words = self._fullest(name, loose=True)
            if words is not None:
                return self._named(words, name, items, sentence)
        return None

    def _is_head(self, name: Name, items: list[Token], at: int) -> bool:
        """Whether the name is what the mention is about, not a part of its description ("a lawyer for X")."""
        before = self.document.text[items[0].start : name.start].split()
        if before and before[-1].lower() in cues.PREPOSITIONS:
            return False
        return name.end >= items[at].end

    def _fullest(self, name: Name, *, loose: bool = False) -> tuple[str, ...] | None:
        """The person's fullest name, or None when the name is no person's; `loose` trusts a name that speaks."""
        words = name.words
        if len(words) == 1 and words[0] in self.names.acronyms:
            return None
        full = self.names.fullest(words)
        lows = [word.lower() for word in full]
        if (
            lows[-1] in CAPITALS
            or lows[-1] in COUNTRIES
            or lows[-1] in PEOPLE_ALL
            or (len(lows) == 1 and lows[0] in COMPANIES)
            or any(low in ORGANISATIONS or low in OUTLET_WORDS for low in lows)
        ):
            return None
        if is_person_like(full):
            known = bool(name.titles) or is_given(full[0]) or full != words or self._acts_as_person(full, loose=loose)
            return full if known else None
        if (
            len(words) > 1
            or words[0].isupper()
            or lows[0] in BODY_WORDS
            or lows[0] in PLACE_WORDS
            or lows[0].endswith(_DEMONYM)
        ):
            return full if len(words) == 2 and name.titles and lows[0] in TITLES else None
        return full if loose or name.titles or is_given(words[0]) else None

    def _acts_as_person(self, words: tuple[str, ...], *, loose: bool) -> bool:
        """Whether the text uses the bare surname too, or, `loose`, the name is two or three plain capitalised words."""
        if words not in self._alone:
            self._alone[words] = any(name.words == words[-1:] for name in self.names.by_last.get(words[-1].lower(), ()))
        alone = self._alone[words]
        return alone or (loose and len(words) in (2, 3) and not any(word.isupper() and len(word) > 2 for word in words))

    def _named(self, words: tuple[str, ...], name: Name, items: list[Token], sentence: int) -> Speaker:
        text = self.names.written.get(words) or " ".join(words)
        gender = self.names.gender.get(words[-1].lower(), "")
        titles = frozenset(name.titles) | {token.lower for token in items if token.lower in PEOPLE | TITLES}
        return Speaker(text, "person", _text(self.document, items), items[0].start, sentence, gender, False, titles)

    # ------------------------------------------------------------ described persons

    def _described_person(self, items: list[Token], at: int, sentence: int) -> Speaker:
        head = items[at].lower
        singular = head in PEOPLE
        definite = items[0].lower in _DEFINITE
        if singular and definite and not any(is_name_word(token) for token in items[1:at]):
            known = self._last(lambda speaker: speaker.kind == "person" and head in speaker.titles, sentence)
            if known is None:
                known = self._titled(head, items[0].start)
            if known is None and at == 1:
                known = self._last(
                    lambda speaker: speaker.kind == "person" and not speaker.titles and _gender_fits(head, speaker), sentence
                )
            if known is not None:
                return self._again(known, items, sentence)
        if head in EPITHETS and definite and items[0].lower in ("the", "this"):
            near = self._last(lambda speaker: speaker.kind == "person" and _gender_fits(head, speaker), sentence)
            if near is not None and sentence - near.sentence <= _EPITHET_REACH:
                return self._again(near, items, sentence)
        if head in ("police", "authorities"):
            return self._made(_text(self.document, items), "organisation", items, sentence, plural=True)
        words = _text(self.document, items)
        gender = "f" if head in FEMALE_TITLES or head == "woman" else "m" if head in MALE_TITLES or head == "man" else ""
        return Speaker(f"unnamed: {words}", "unnamed", words, items[0].start, sentence, gender, not singular, frozenset({head}))

    def _titled(self, head: str, before: int) -> Speaker | None:
        """The person last named with this title ("MEC Mamabolo" for "the MEC")."""
        named = self.names.by_title.get(head, [])
        at = bisect_left(named, before, key=lambda name: name.start)
        if at:
            name = named[at - 1]
            words = self.names.fullest(name.words)
            gender = self.names.gender.get(words[-1].lower(), "")
            return Speaker(
                " ".join(words), "person", name.text, name.start, name.sentence, gender, False, frozenset(name.titles)
            )
        return None

    # ------------------------------------------------------------ organisations, outlets, documents

    def _organisation(self, items: list[Token], at: int, sentence: int) -> Speaker:
        head = items[at].lower
        named = self._is_named(items)
        if not named and items[0].lower in _DEFINITE and (head in ORGANISATIONS or at == len(items) - 1):
            known = self._body(head, [token.lower for token in items[1:at]], items[0].start, sentence)
            if known:
                return self._made(known, "organisation", items, sentence)
        text = _text(self.document, items)
        many = (
            items[at].text.islower() and (items[at].tag == "NNS" or (not at and head.endswith("s"))) and head not in _SINGULARS
        )
        if named and not (at and many):
            return self._made(self._organisation_name(items), self._kind_of_name(items), items, sentence)
        generic = head.endswith("s") and head not in _SINGULARS and items[0].lower not in _DEFINITE
        if head in CAPITALS or (head in ORGANISATIONS and not generic):
            return self._made(_without_article(text), "organisation", items, sentence)
        return Speaker(f"unnamed: {text}", "unnamed", text, items[0].start, sentence, "", True)

    def _is_named(self, items: list[Token]) -> bool:
        """Whether the words hold a name: one of the article's, or a capital behind the first word."""
        if self.names.between(items[0].start, items[-1].end):
            return len(items) > 1 or items[0].lower not in PEOPLE_ALL | _GENERIC
        return any(is_name_word(token) for token in items[1:]) or (is_name_word(items[0]) and is_unknown(items[0]))

    def _kind_of_name(self, items: list[Token]) -> SpeakerKind:
        """A single capitalised word that is no known body, land or acronym is a person's surname."""
        word = items[0].text
        low = word.lower()
        known = (
            low in ORGANISATIONS | BODY_WORDS | PLACE_WORDS | COUNTRIES | CAPITALS | COMPANIES or word in self.names.acronyms
        )
        shape = word[:1].isupper() and word[1:].islower() and word.isalpha()
        return "person" if len(items) == 1 and shape and not known and not low.endswith(_DEMONYM) else "organisation"

    def _organisation_name(self, items: list[Token]) -> str:
        """The body's name without article and bracket, an acronym spelt out."""
        first = 1 if items[0].lower in ("the", "a", "an") and len(items) > 1 else 0
        last = len(items)
        for index, token in enumerate(items):
            if token.text == "(" or (
                index and token.lower == "and" and items[-1].text.islower()
            ):  # "the UN and other agencies"
                last = index
                break
        kept = items[first:last] or items
        text = self.document.text[kept[0].start : kept[-1].end]
        text = self.names.acronyms.get(text, text)
        return text if text.lower() in COUNTRIES or text.lower() in CAPITALS else self._longer(text)

    def _longer(self, text: str) -> str:
        """The longest name of a body in the text that begins with these words ("Desjardins": "Desjardins Economics")."""
        words = tuple(text.split())
        longer = [
            name.words
            for name in self.names.by_first.get(words[0].lower(), ())[:_FAR]
            if not name.heading
            and len(words) < len(name.words) <= len(words) + 3
            and name.words[: len(words)] == words
            and any(word.lower().strip(".") in _COMPANY | ORGANISATIONS for word in name.words[len(words) :])
        ]
        return " ".join(longer[0]) if longer else text

    def _body(self, head: str, modifiers: list[str], before: int, sentence: int) -> str | None:
        """The body that "the <head>" means: an earlier name with that word, else the body that spoke last."""
        stem = head.rstrip("s")
        for acronym, phrase in self.names.acronyms.items():
            words = phrase.lower().split()
            if self.names.introduced.get(acronym, 0) < before and (words[-1:] == [head] or stem in words):
                return phrase
        for name in reversed(self.names.between(max(0, before - _NEAR), before)):
            lows = [word.lower() for word in name.words]
            if (
                stem in lows
                and len(lows) > 1
                and all(
                    word in lows for word in modifiers if word not in ("provincial", "federal", "national", "state", "local")
                )
            ):
                return name.text
        if modifiers and not set(modifiers) <= {"provincial", "federal", "national", "local", "central", "same"}:
            return None
        if head in ("government", "police", "country", "authorities", "military", "army"):
            return None
        known = self._last(
            lambda speaker: speaker.kind in ("organisation", "outlet") and not speaker.canonical[:1].islower(), sentence
        )
        return known.canonical if known else self._last_body(before)

    def _last_body(self, before: int) -> str | None:
        for name in reversed(self.names.between(max(0, before - 900), before)):
            if name.text in self.names.acronyms:
                return self.names.acronyms[name.text]
            if (
                not name.heading
                and not is_person_like(self.names.fullest(name.words))
                and any(word.lower() in ORGANISATIONS | _COMPANY for word in name.words)
            ):
                return name.text
        return None

    def _outlet(self, items: list[Token]) -> str | None:
        """The outlet that is named: by the lexicon, or a name ending like a newspaper's."""
        items = items[: self._head(items) + 1]
        text = _text(self.document, items).lower()
        for phrase in OUTLET_PHRASES:
            at = text.find(phrase)
            begin, end = items[0].start + at, items[0].start + at + len(phrase)
            whole = at >= 0 and (at == 0 or not text[at - 1].isalnum()) and not self.document.text[end : end + 1].isalnum()
            if whole and (self.document.text[begin:end].split()[-1][0].isupper() or phrase.startswith(("state ", "local "))):
                return self.document.text[begin:end]
        for token in items:
            if token.lower in OUTLETS and is_name_word(token):
                return token.text
        caps = [token for token in items if is_name_word(token) and token.lower != "the"]
        if len(caps) >= 2 and caps[-1].lower in OUTLET_WORDS - {"website", "media", "story", "press"} and caps[-1] is items[-1]:
            return self.document.text[caps[0].start : caps[-1].end]
        return None

    def _document(self, items: list[Token], at: int, sentence: int) -> Speaker:
        """A document: its author where the text names one, else unnamed by its own words."""
        head = items[at].lower
        author = self._author(items, at, sentence)
        text = _text(self.document, items)
        if author is None and items[0].lower in ("the", "this", "that", "these", "its"):
            same = [name for noun, name in self.authors[-_FAR:] if noun.rstrip("s") == head.rstrip("s") or noun == "any"]
            author = same[-1] if same else None
        if (
            author is None
            and items[0].lower == "the"
            and at == 1
            and head in ("report", "study", "survey", "paper", "story")
            and self.authors
        ):
            author = self.authors[-1][1]
        if author is not None:
            self.authors.append((head, author))
            kind: SpeakerKind = "outlet" if author.lower() in OUTLETS else "document"
            return self._made(author, kind, items, sentence)
        return Speaker(f"unnamed: {text}", "document", text, items[0].start, sentence)

    def note_documents(self, start: int, end: int) -> None:
        """Remember documents and authors that a sentence mentions without letting them speak ("a report from the ministry")."""
        names = self.names.between(start, end)
        tokens = self.document.tokens
        for name in names:
            if name.words[0].lower() in _MONTHS or name.words[-1].lower() in _MONTHS:
                continue
            index = self.document.token_index(name.start)
            back = index - 1
            while back > 0 and tokens[back].lower in ("the", "a"):
                back -= 1
            if back > 0 and tokens[back].lower in ("from", "by", "of") and tokens[back - 1].lower in DOCUMENTS:  # noqa: SIM102
                if tokens[back].lower != "of":
                    self.authors.append((tokens[back - 1].lower, self._author_name(name)))
            after = self.document.token_index(name.end)
            for ahead in range(after, min(len(tokens), after + 5)):
                if tokens[ahead].lower in ("magazine", "newspaper"):
                    self.authors.append(("story", self.document.text[name.start : tokens[ahead].end]))
                if tokens[ahead].lower in DOCUMENTS and tokens[ahead].start < end:
                    self.authors.append((tokens[ahead].lower, self._author_name(name)))
                    break
                if tokens[ahead].kind == "sign" or tokens[ahead].lower in cues.PREPOSITIONS:
                    break

    def _author_name(self, name: Name) -> str:
        full = self._fullest(name)
        return " ".join(full) if full else self.names.acronyms.get(name.text, name.text)

    def _author(self, items: list[Token], at: int, sentence: int) -> str | None:
        """Whose document it is: a possessor, a name before the noun, or "by X" and "from X" behind it."""
        if items[0].lower in ("his", "her", "their", "its") and len(items) > 1:
            owner = self._pronoun(items[0].lower, items[0].start, sentence)
            return owner.canonical if owner else None
        for name in self.names.between(items[0].start, items[-1].end):
            index = self.document.token_index(name.start) - self.document.token_index(items[0].start)
            head_before = name.end <= items[at].end
            if (
                name.words[0].lower() in _MONTHS
                or name.words[-1].lower() in _MONTHS
                or (len(name.words) == 1 and name.words[0].lower() in DOCUMENTS)
            ):
                continue
            if head_before or _authors(items, index):
                return self._author_name(name)
        first = items[0].lower
        return items[0].text if at and is_name_word(items[0]) and first in ORGANISATIONS | COMPANIES | COUNTRIES else None

    # ------------------------------------------------------------ pronouns

    def _pronoun(self, word: str, at: int, sentence: int) -> Speaker | None:
        if word in ("he", "she", "his", "her"):
            return self._singular("m" if word in ("he", "his") else "f", at, sentence)
        if word == "which":
            return self._which(at, sentence)
        if word in ("it", "its"):
            found = self._last(lambda speaker: speaker.kind in ("organisation", "outlet", "document"), sentence)
            named = self._last_subject_body(at, sentence)
            return found if found and (named is None or found.sentence >= named.sentence) else named or found
        return self._last(lambda speaker: speaker.plural or speaker.kind in ("organisation", "unnamed", "document"), sentence)

    def _last_subject_body(self, at: int, sentence: int) -> Speaker | None:
        """The body named first in one of the two sentences before."""
        for index in range(sentence - 1, max(-1, sentence - 3), -1):
            here = self.document.sentences[index]
            names = self.names.between(here.start, here.end)
            if names and names[0].start - here.start < 30 and self._fullest(names[0]) is None:
                text = self.names.acronyms.get(names[0].text, names[0].text)
                return Speaker(text, "organisation", names[0].text, names[0].start, index)
        return None

    def _singular(self, gender: str, at: int, sentence: int) -> Speaker | None:
        """He or she: the fitting person mentioned last as a subject or a speaker, going back sentence by sentence."""
        for index in range(sentence, max(-1, sentence - _FAR), -1):
            here = self.document.sentences[index]
            if index != sentence and (here.kind == "heading" or (index in self.quoted and sentence not in self.quoted)):
                continue
            end = at if index == sentence else here.end
            spoke = [one for one in self.spoke.get(index, ()) if one.at < end and one.kind in ("person", "unnamed")]
            fitting = [speaker for speaker in spoke if speaker.gender in ("", gender) and not speaker.plural]
            if fitting:
                return fitting[-1] if index == sentence else fitting[0]
            for name in self.names.between(here.start, end):
                words = self._fullest(name)
                if words is None or (len(words) < 2 and not name.titles) or not self._leads(name, here.start):
                    continue
                known = self.names.gender.get(words[-1].lower(), "")
                if known in ("", gender):
                    return Speaker(
                        " ".join(words), "person", name.text, name.start, index, known, False, frozenset(name.titles)
                    )
        known_speaker = self._last(lambda speaker: speaker.kind == "person" and speaker.gender in ("", gender), sentence)
        return known_speaker or self._named_before(gender, at)

    def subject_of(self, sentence: int) -> Speaker | None:
        """The person who is the subject of a sentence: a pronoun or a name at its head."""
        here = self.document.sentences[sentence]
        first = self.document.tokens[here.first]
        if first.lower in ("he", "she"):
            return self._pronoun(first.lower, first.start, sentence)
        for name in self.names.between(here.start, here.end):
            words = self._fullest(name, loose=True)
            if words is not None and self._leads(name, here.start):
                return Speaker(" ".join(words), "person", name.text, name.start, sentence)
        return None

    def outlet_at(self, start: int, end: int) -> str | None:
        """The outlet that the words `start`..`end` name, or None."""
        items = self.document.tokens[self.document.token_index(start) : self.document.token_index(end)]
        return self._outlet(items) if items else None

    def mentioned_before(self, sentence: int) -> Speaker | None:
        """The person named last as the subject of a sentence of running text before `sentence`."""
        for index in range(sentence - 1, max(-1, sentence - _FAR), -1):
            here = self.document.sentences[index]
            if here.kind == "heading" or index in self.quoted:
                continue
            for name in self.names.between(here.start, here.end):
                words = self._fullest(name)
                if words is not None and (len(words) > 1 or name.titles) and self._leads(name, here.start):
                    return Speaker(" ".join(words), "person", name.text, name.start, index)
        return None

    def _leads(self, name: Name, start: int) -> bool:
        """Whether a name stands where the subject of its sentence or clause does."""
        before = self.document.text[start : name.start].rstrip("“\"‘' ").rsplit(None, 1)
        lead = before[-1].lower() if before else ""
        return (name.start - start < 45 and lead not in cues.PREPOSITIONS) or lead in cues.BREAKS

    def _named_before(self, gender: str, at: int) -> Speaker | None:
        """The person named last before `at` whose gender fits."""
        for name in reversed(self.names.between(max(0, at - 1500), at)):
            words = self._fullest(name)
            if words is not None and len(words) > 1 and self.names.gender.get(words[-1].lower(), "") in ("", gender):
                return Speaker(" ".join(words), "person", name.text, name.start, name.sentence)
        return None

    def _which(self, at: int, sentence: int) -> Speaker | None:
        """The document or body nearest before "which" in its sentence."""
        here = self.document.sentences[sentence]
        tokens = self.document.tokens
        before = range(self.document.token_index(at) - 1, here.first - 1, -1)
        for index in before:
            low = tokens[index].lower
            if low in DOCUMENTS:
                same = [name for noun, name in self.authors[-_FAR:] if noun.rstrip("s") == low.rstrip("s")]
                owner = self._owner(index, here.first, sentence) or (same[-1] if same else None)
                return Speaker(
                    owner or f"unnamed: {tokens[index].text}", "document", tokens[index].text, tokens[index].start, sentence
                )
        return None

    def _owner(self, noun: int, first: int, sentence: int) -> str | None:
        """Whose document the noun is, by "its", "his" or a name's "'s" at most three words before it."""
        tokens = self.document.tokens
        for index in range(noun - 1, max(first, noun - 4), -1):
            low = tokens[index].lower
            if low == "its":
                names = [
                    name for name in self.names.between(tokens[first].start, tokens[index].start) if self._fullest(name) is None
                ]
                return self._author_name(names[-1]) if names else None
            if low in ("his", "her"):
                person = self._pronoun(low, tokens[index].start, sentence)
                return person.canonical if person else None
            if tokens[index].kind == "clitic":
                names = self.names.between(tokens[first].start, tokens[index].start)
                return self._author_name(names[-1]) if names and names[-1].end == tokens[index].start else None
        return None

    # ------------------------------------------------------------ memory

    def _last(self, fits, sentence: int) -> Speaker | None:  # type: ignore[no-untyped-def]
        for speaker in reversed(self.history):
            if sentence - speaker.sentence > _FAR:
                return None
            if fits(speaker):
                return speaker
        return None

    def _again(self, known: Speaker, items: list[Token], sentence: int) -> Speaker:
        return Speaker(
            known.canonical,
            known.kind,
            _text(self.document, items),
            items[0].start,
            sentence,
            known.gender,
            known.plural,
            known.titles,
        )

    def _made(self, canonical: str, kind: SpeakerKind, items: list[Token], sentence: int, *, plural: bool = False) -> Speaker:
        return Speaker(canonical, kind, _text(self.document, items), items[0].start, sentence, "", plural)

    @staticmethod
    def _head(items: list[Token]) -> int:
        """Position of the head noun: the last word before a preposition, bracket, comma or relative."""
        possessed = [index for index, token in enumerate(items[:-1]) if token.kind == "clitic" and index]
        at = begin = possessed[-1] + 1 if possessed else 0
        for index in range(begin, len(items)):
            token = items[index]
            if index > begin and (token.lower in cues.PREPOSITIONS or token.lower in cues.RELATIVES or token.text in "(,"):
                break
            if index > begin and ends_head(token, items[index - 1]):
                break
            if token.kind in ("word", "name"):
                at = index
        return at


def mention(speaker: Speaker, document: Document, span: tuple[int, int] | None) -> SpeakerMention:
    """The contract's form of a speaker; without a span it is carried over from an earlier place."""
    if span is None:
        return SpeakerMention(text=speaker.words, canonical=speaker.canonical, kind=speaker.kind)
    return SpeakerMention(
        text=document.text[span[0] : span[1]], start=span[0], end=span[1], canonical=speaker.canonical, kind=speaker.kind
    )


def _authors(items: list[Token], name: int) -> bool:
    """Whether the name at `name` is brought in by "by" or "from" as the author, not as the one who obtained a paper."""
    at = name - 1
    while at > 0 and (items[at].lower in cues.DETERMINERS or items[at].lower in ("journal", "magazine", "newspaper")):
        at -= 1
    if at <= 0 or items[at].lower not in ("by", "from", "in"):
        return False
    return items[at - 1].lower not in _OBTAINED and (
        items[at].lower != "in"
        or items[at - 1].lower in ("published", "out", "paper", "study", "article", "research", "report")
    )


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if rest and first.lower() in ("the", "a", "an") else text


def _unquoted(items: list[Token]) -> list[Token]:
    """The words of a source without a title in quotation marks inside it ("the body's “Crime in 2023” report")."""
    first = next((index for index, token in enumerate(items) if token.text in "“‘"), None)
    last = next((index for index, token in enumerate(items) if token.text in "”’" and token.kind == "sign"), None)
    if first is None or last is None or not 0 < first < last < len(items) - 1:
        return items
    return items[:first] + items[last + 1 :]


def _text(document: Document, items: list[Token]) -> str:
    return document.text[items[0].start : items[-1].end]


def _gender_fits(head: str, speaker: Speaker) -> bool:
    gender = "f" if head in FEMALE_TITLES or head == "woman" else "m" if head in MALE_TITLES or head == "man" else ""
    return not gender or speaker.gender in ("", gender)


_ = is_agent
