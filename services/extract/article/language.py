"""The article's language: what the page declares, checked against its words where that is cheap."""

from __future__ import annotations

import re
from collections.abc import Iterator

from py3langid import langid

from services.extract.article.jsonld import listed
from services.extract.article.page import Page

_CODE = re.compile(r"^\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)")
# Codes that are written differently for the same language (ISO 639).
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "jp": "ja", "cz": "cs", "dk": "da", "gr": "el", "ua": "uk",
         "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "tl": "fil"}  # fmt: skip
_SAMPLE = 400
# Words that one language has and its neighbours have not; where they are more than this share, it is that language.
_PLAIN = 0.1
_COMMON = {
    "en": frozenset({"the", "and", "of", "that", "was", "with", "for", "his", "her", "from", "which", "have", "has", "were"}),
    "de": frozenset({"der", "die", "das", "und", "nicht", "ist", "ein", "eine", "auf", "für", "dem", "sich", "auch", "mit"}),
    "fr": frozenset({"les", "des", "est", "une", "dans", "pour", "qui", "sur", "pas", "avec", "cette", "aux", "été", "du"}),
    "es": frozenset({"los", "las", "una", "del", "por", "con", "para", "más", "como", "está", "sus", "ha", "y", "el"}),
    "it": frozenset({"il", "che", "della", "di", "per", "con", "gli", "nel", "alla", "sono", "anche", "dei", "è", "delle"}),
}  # fmt: skip
_SURE = 0.98


def language(page: Page, text: str, feed: str | None) -> tuple[str, str] | None:
    """(ISO 639 code, witness) of the article; None when nothing declares it and the text is too short to tell.

    `text` is the body: its words overrule a declaration only when the identifier is sure, since templates of another
    language (a Zulu article under lang="en") are the common error and short texts the common trap.
    """
    declared = next(_declared(page, feed), None)
    if declared and _is_plainly(declared[0], text):
        return declared
    seen = identify(text)
    if seen and (declared is None or (seen[0] != declared[0] and seen[1] >= _SURE)):
        return seen[0], "text"
    return declared


def _declared(page: Page, feed: str | None) -> Iterator[tuple[str, str]]:
    witnesses: list[tuple[object, str]] = [
        (page.root.get("lang") or page.root.get("{http://www.w3.org/XML/1998/namespace}lang"), "html")
    ]
    witnesses += [(value, "json-ld") for node in page.article_nodes[:2] for value in listed(node.get("inLanguage"))[:1]]
    witnesses += [
        (page.meta("og:locale", "content-language", "dc.language", "language", "dcterms.language"), "opengraph"),
        (feed, "feed"),
    ]
    for value, witness in witnesses:
        code = normalise(value)
        if code:
            yield code, witness


def normalise(value: object) -> str | None:
    """The bare language code of a tag such as "de_AT" or "EN-us"."""
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    match = _CODE.match(value) if isinstance(value, str) else None
    code = match[1].lower() if match else None
    return _SAME.get(code, code) if code else None


def identify(text: str) -> tuple[str, float] | None:
    """(code, probability) of the language of the text's beginning; None when it is too short to tell."""
    sample = text[:_SAMPLE]
    written = _by_script(sample)
    if written:
        return written, 1.0
    if len(sample) < 200:
        return None
    code, probability = _IDENTIFIER.classify(sample)
    return _SAME.get(code, code), float(probability)


def _is_plainly(code: str, text: str) -> bool:
    """Whether a text's beginning is full of the commonest words of a language: quicker than the identifier, and as sure."""
    words = text[:_SAMPLE].split()
    common = _COMMON.get(code, frozenset())
    return sum(word in common for word in words) > max(_PLAIN * len(words), 4)


def _by_script(sample: str) -> str | None:
    """The language that a script gives away: Japanese by its kana, Korean, Chinese by Han signs without either."""
    kana, hangul, han = (len(found.findall(sample)) for found in _SCRIPTS)
    if kana + hangul + han < max(0.3 * len(sample), 10):
        return None
    return "ja" if kana > 0.1 * han else "ko" if hangul > han else "zh"


_SCRIPTS = (re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\uac00-\ud7af]"), re.compile(r"[\u3400-\u9fff]"))


# Loaded when the worker starts (0.3 s, 40 MB), so that forked workers share it.
_IDENTIFIER = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
