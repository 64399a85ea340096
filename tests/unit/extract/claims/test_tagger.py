"""The tagger: plain sentences, headlines, odd input."""

from __future__ import annotations

import pytest

from services.extract.claims.text import Document


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Rescuers found 12 people in the river.", "NNS VBD CD NNS IN DT NN ."),
        ("The minister said that prices have risen.", "DT NN VBD IN NNS VBP VBN ."),
        ("She will not resign.", "PRP MD RB VB ."),
        ("Kenya’s economy grew.", "NNP POS NN VBD ."),
        ("It costs $5 a day.", "PRP VBZ $ CD DT NN ."),
    ],
)
def test_tags(text: str, tags: str) -> None:
    assert [token.tag for token in Document(text).tokens] == tags.split()


def test_every_token_of_a_sentence_is_tagged() -> None:
    document = Document("Storm Kills 12 in Texas\n“Why?” – she asked… 3½ ½ № @me #tag https://a.b/c a@b.cd")
    assert all(token.tag for sentence in document.sentences for token in document.sentence_tokens(sentence))
