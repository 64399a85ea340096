# ruff: noqa: E501  (one piece of markup is read on one line)
from __future__ import annotations

import pytest

from services.extract.article import body, tree
from services.extract.article.page import Page

P = [
    f"On day {n} the council of Wexmouth counted {n} boats in its harbour and wrote to the ministry about them."
    for n in range(8)
]


def texts(
    markup: str, titles: set[str] | None = None, deks: set[str] | None = None, authors: tuple[str, ...] = ()
) -> list[str]:
    root = tree.parse(f"<html><head></head><body>{markup}</body></html>".encode())
    assert root is not None
    return [piece.text for piece in body.pieces(Page("https://x.example/n/1", root), titles or set(), deks or set(), authors)]


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize(
    "foreign",
    [
        "<p>Read more: Snow shuts the pass</p>",
        "<p>Lesen Sie auch: Schnee sperrt den Pass</p>",
        '<p><a href="/x">Snow shuts the pass over Karn for a week</a></p>',
        "<p>Photo: Harbour Archive</p>",
        "<p>The quay at dawn © Harbour Archive</p>",
        "<p>Advertisement</p>",
        "<p>Follow us on Twitter and Facebook for more</p>",
        "<div><h4>Stay informed</h4><p>Subscribe to our newsletter and never miss a story again.</p></div>",
        '<ul><li><a href="/1">Snow shuts the pass</a></li><li><a href="/2">Bakers win a prize</a></li></ul>',
        "<figure><img src='x'><figcaption>The quay at dawn in the harbour of Wexmouth, seen from the ferry.</figcaption></figure>",
        '<blockquote class="twitter-tweet"><p>We saw the ferry leave without us once more this morning, as always.</p></blockquote>',
        "<aside><p>Five facts on the harbour of Wexmouth that even islanders may not have known until today.</p></aside>",
        f"<blockquote>{P[1]}</blockquote>",
        f"<p>{P[2]}</p>",
        "<script>var a = 'x'</script><style>p { color: red }</style>",
    ],
)
def test_foreign_matter_in_the_text_goes(foreign: str) -> None:
    assert texts(f"<div>{paragraphs(*P[:4])}{foreign}{paragraphs(*P[4:])}</div>") == P


@pytest.mark.parametrize(
    "own", ["<h3>What comes next</h3>", "<blockquote>“Nobody asked us,” said the oldest of the fishermen.</blockquote>"]
)
def test_own_parts_stay(own: str) -> None:
    found = texts(f"<div>{paragraphs(*P[:4])}{own}{paragraphs(*P[4:])}</div>")
    assert len(found) == len(P) + 1


def test_text_after_a_box_in_the_middle_stays() -> None:
    box = '<p>Mehr zum Thema</p><ul><li><a href="/1">Schnee sperrt den Pass</a></li></ul>'
    assert texts(f'<div class="text">{paragraphs(*P[:3])}{box}{paragraphs(*P[3:])}</div>') == P


def test_text_ends_at_the_headings_of_other_articles() -> None:
    others = "<h2>More from Region</h2>" + "".join(
        f"<div><span>Story {n}</span><div>A teaser that says a few words.</div></div>" for n in range(9)
    )
    assert texts(f"<main><div>{paragraphs(*P)}</div>{others}</main>") == P


def test_headline_and_dek_are_no_text() -> None:
    markup = f"<main><span>Region</span><h1>Ferry stays</h1><p class='dek'>A narrow vote saves the boat across the sound.</p><div>{paragraphs(*P)}</div></main>"
    assert texts(markup, {"ferrystays"}, {"anarrowvotesavestheboatacrossthesound"}) == P


def test_description_that_repeats_the_first_paragraph_does_not_remove_it() -> None:
    key = "".join(c for c in P[0].casefold() if c.isalnum())
    assert texts(f"<div>{paragraphs(*P)}</div>", set(), {key}) == P


def test_note_on_the_author_goes_but_not_a_sentence_about_him() -> None:
    note = "<p>Tom Askew is a reporter for the Courier.</p>"
    assert texts(f"<div>{paragraphs(*P)}{note}</div>", authors=("Tom Askew",)) == P
    assert len(texts(f"<div>{paragraphs(*P[:4])}{note}{paragraphs(*P[4:])}</div>", authors=("Tom Askew",))) == len(P) + 1


def test_remarks_to_screen_readers_go() -> None:
    link = (
        '<p>The ministry <a href="/x">(opens in new tab)</a> answered on Friday that the boats were none of its business.</p>'
    )
    assert (
        texts(f"<div>{paragraphs(*P)}{link}</div>")[-1]
        == "The ministry answered on Friday that the boats were none of its business."
    )


def test_comments_longer_than_the_article_go() -> None:
    comments = "".join(
        f'<div class="comment-body"><p>{line} I think this is a shame for all of us.</p></div>' for line in P * 3
    )
    assert (
        texts(f'<main><div>{paragraphs(*P)}</div><section id="comments"><h3>24 Comments</h3>{comments}</section></main>') == P
    )


def test_a_drop_capital_is_part_of_its_word() -> None:
    cap = '<p><span class="initial-outer"><span class="dropCap">{}</span></span> <span>{}</span></p>'
    rest = "ever did the islanders see two ferries at once, an old captain of the line remembers today."
    assert texts(cap.format("N", rest) + paragraphs(*P))[0] == f"N{rest}"
    assert texts(cap.format("A", "captain remembers: " + rest) + paragraphs(*P))[0].startswith("A captain")


def test_a_summary_made_of_the_texts_own_sentences_goes() -> None:
    body = [
        f"The ferry sailed late on day {n} of the storm. It came back with {n} lorries on its open deck." for n in range(1, 5)
    ]
    summary = "The ferry sailed late on day 2 of the storm. It came back with 4 lorries on its open deck."
    assert texts(paragraphs(summary, *body)) == body
    own = "The ferry sailed late on day 2 of the storm. Nobody on the quay knows when it will come back."
    assert texts(paragraphs(own, *body)) == [own, *body]


def test_tables_are_rows_and_line_breaks_are_paragraphs() -> None:
    table = "<table><tr><th>Town</th><th>Boats</th></tr><tr><td>Karn</td><td>12</td></tr></table>"
    assert texts(f"<div>{'<br><br>'.join(P)}{table}</div>") == [*P, "Town | Boats", "Karn | 12"]
