from __future__ import annotations

from shared.claims import Claim, Mention, Quantity, Span, SpeakerMention, proves

TEXT = "Mayor Ada Lund said 12 bridges were closed."


def claim(**changes: object) -> Claim:
    made = Claim(
        start=20,
        end=42,
        text="12 bridges were closed",
        source=SpeakerMention(text="Mayor Ada Lund", start=0, end=14, canonical="Ada Lund", kind="person"),
        cue=Mention(text="said", start=15, end=19),
        content=Span(start=20, end=42),
        quantities=(Quantity(text="12", start=20, end=22, low=12, high=12, comparator="=", unit="count"),),
    )
    return made.model_copy(update=changes)


def test_a_claim_proves_itself_by_its_words() -> None:
    assert proves(TEXT, claim())


def test_each_span_is_checked() -> None:
    wrong: list[dict[str, object]] = [
        {"text": "13 bridges were closed"},
        {"end": 99},
        {"content": Span(start=20, end=99)},
        {"cue": Mention(text="told", start=15, end=19)},
        {"source": SpeakerMention(text="Mayor", start=0, end=14, canonical="Ada Lund", kind="person")},
        {"quantities": (Quantity(text="13", start=20, end=22, low=13, high=13, comparator="=", unit="count"),)},
    ]
    for change in wrong:
        assert not proves(TEXT, claim(**change)), change


def test_a_speaker_carried_over_has_no_words_to_prove() -> None:
    assert proves(TEXT, claim(source=SpeakerMention(text="she", canonical="Ada Lund", kind="person")))
