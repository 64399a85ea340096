"""An article that tries to get into every page that shows it, in every field that others write."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.articles import Article, Extraction
from shared.claims import Claim, Mention, PlaceMention, Quantity, Span, SpeakerMention

BREAK = "\"'></title></script></textarea><script>alert('in')</script><img src=x onerror=alert('in')>{{ 7*7 }}"
SPEAKER = f"Eve {BREAK}"
TEXT = f"{SPEAKER} said 41 {BREAK} goats were counted in Zarnow.\nNothing else {BREAK} happened."


def page(elsewhere: str) -> bytes:
    """A page that tries to run, load, frame, send and lead on to `elsewhere`."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{BREAK}</title>
<meta http-equiv="refresh" content="0; url={elsewhere}/away">
<link rel="stylesheet" href="{elsewhere}/style.css"><base href="{elsewhere}/">
<script>alert('page'); document.title = 'ran'</script></head>
<body onload="alert('load')"><img src="{elsewhere}/pixel.gif"><iframe src="{elsewhere}/frame"></iframe>
<form action="{elsewhere}/form"><button id="send">Send</button></form>
<p>{TEXT}</p><a href="javascript:alert('link')" id="link">link</a></body></html>""".encode()


def hostile(now: datetime, elsewhere: str) -> tuple[bytes, Extraction]:
    """The page, and the article with one claim that has a figure."""
    words = TEXT[: TEXT.index(" in Zarnow")]
    at = TEXT.index("41")
    claim = Claim(
        start=0,
        end=len(words),
        text=words,
        source=SpeakerMention(text=SPEAKER, start=0, end=len(SPEAKER), canonical=SPEAKER, kind="person"),
        cue=Mention(text="said", start=len(SPEAKER) + 1, end=len(SPEAKER) + 5),
        content=Span(start=at, end=len(words)),
        relays=(f"Relay {BREAK}",),
        quantities=(
            Quantity(
                text="41",
                start=at,
                end=at + 2,
                low=41,
                high=41,
                comparator="=",
                unit="count",
                what=f"goats {BREAK}"[:150],
                event="count",
                place=f"Zarnow {BREAK}"[:150],
            ),
        ),
        places=(PlaceMention(text="Zarnow", start=TEXT.index("Zarnow"), end=TEXT.index("Zarnow") + 6),),
        score=0.9,
    )
    article = Article(
        url="http://elsewhere.test/?q=\"'><script>alert('url')</script>",
        canonical_url="http://elsewhere.test/?q=\"'><script>alert('url')</script>",
        title=BREAK,
        dek=BREAK,
        text=TEXT,
        authors=(BREAK,),
        published=now - timedelta(hours=2),
        published_precision="minute",
        language="en",
    )
    return page(elsewhere), Extraction(article=article, claims=(claim,), extractor="hostile-1")
