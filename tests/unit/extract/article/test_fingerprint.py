from __future__ import annotations

from services.extract.article.fingerprint import fingerprint
from shared.articles import resemblance
from tests.corpus.markup import STORIES


def text(name: str, *names: str) -> str:
    return "\n".join(line for story in (name, *names) for line in STORIES[story]["paragraphs"])


def test_equal_texts_have_equal_fingerprints() -> None:
    assert fingerprint(text("ferry")) == fingerprint(text("ferry").upper().replace(",", " ,"))
    assert resemblance(fingerprint(text("ferry")), fingerprint(text("ferry"))) == 1.0


def test_a_corrected_version_is_the_same_text() -> None:
    long = text("ferry", "school", "privacy")
    assert resemblance(fingerprint(long), fingerprint(long.replace("1.2 million", "1.3 million"))) >= 0.7


def test_a_wire_copy_with_another_lead_and_end_is_near() -> None:
    lines = text("ferry", "school").split("\n")
    copy = "\n".join(["Our correspondent reports from the island.", *lines[1:9]])
    assert 0.7 > resemblance(fingerprint("\n".join(lines)), fingerprint(copy)) >= 0.4


def test_other_articles_are_far() -> None:
    assert resemblance(fingerprint(text("ferry")), fingerprint(text("school"))) < 0.1


def test_characters_are_words_where_scripts_have_no_spaces() -> None:
    changed = text("snow").replace("七台", "八台")
    assert resemblance(fingerprint(text("snow")), fingerprint(changed)) >= 0.7


def test_short_texts_are_not_compared() -> None:
    assert fingerprint("Too short to tell.") == ()
    assert resemblance((), fingerprint(text("ferry"))) == 0.0


def test_the_stored_form_does_not_change() -> None:
    assert fingerprint(text("ferry"))[:3] == (276220666, 838020622, 556464552)
