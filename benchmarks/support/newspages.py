"""Pages of news size in our own words: invented events, each told by several outlets, with the furniture of real sites.

A page has 40 to 150 kB of HTML and an article of 3,000 to 6,000 characters with about a dozen attributed figures. `pages(n)` is
the same for every run: a seeded generator chooses.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from html import escape

TELLINGS = 5  # articles about one event
HEADS = ("Ash", "Ber", "Cal", "Dun", "El", "Far", "Glen", "Har", "Ing", "Jar", "Kel", "Lin", "Mor", "Nor", "Or", "Per")
MIDDLES = ("ta", "ro", "mi", "le", "nu", "va", "se", "do", "ki")
TOWN_ENDS = ("port", "by", "burg", "field", "stead", "mouth", "holm", "wick", "ford", "dale")
LAND_ENDS = ("ria", "land", "via", "stan", "nia", "mark", "shire")
FIRST = [
    "Ada",
    "Bruno",
    "Carla",
    "Dario",
    "Elena",
    "Felix",
    "Greta",
    "Hugo",
    "Irene",
    "Jonas",
    "Karin",
    "Leon",
    "Mira",
    "Nils",
    "Olga",
    "Pavel",
    "Rosa",
    "Sven",
    "Teodora",
    "Viktor",
]
LAST = [
    "Lund",
    "Maro",
    "Novak",
    "Okafor",
    "Petrov",
    "Quist",
    "Rada",
    "Solberg",
    "Tamm",
    "Urban",
    "Varga",
    "Weiss",
    "Yilmaz",
    "Zeman",
    "Abel",
    "Brandt",
    "Costa",
    "Dahl",
]
BODIES = ("the interior ministry", "the civil protection agency", "the health department", "the regional government")
EVENTS = (
    ("flood", "The flood in {town}", "people were killed", "houses were damaged", "people had to leave their homes"),
    ("fire", "The fire in {town}", "people were injured", "homes were destroyed", "firefighters were on duty"),
    ("strike", "The strike in {town}", "workers stayed at home", "trains were cancelled", "passengers were stranded"),
    ("battle", "The battle for {town}", "soldiers were killed", "vehicles were lost", "civilians fled the town"),
)
TOLD = (
    "{who}, who speaks for {body}, said on {day} that at least {a} {first}.",
    "According to {body} of {place}, {b} {second} and about {c} {third}.",
    '"We have counted {a} so far, and more than {d} are still missing," {last} told reporters in {town}.',
    "{body_cap} put the cost at {m} million dollars, {p}% more than a year before.",
    "Between {e} and {f} {third}, {who} added, while the opposition spoke of up to {g}.",
    "Officials in {place} confirmed that {b} {second} by {day} evening.",
    "{other}, a professor at the University of {town}, said that the figure could rise to {g}.",
    "The agency in {town} had reported {h} on the day before and corrected the number later.",
)
# Plain prose is put together out of these, so that no two reporters write the same sentences.
SUBJECTS = (
    "The old ferryman", "A teacher from the valley", "The owner of the bakery", "One of the volunteers", "A retired engineer",
    "The priest of the parish", "A lorry driver", "The woman at the counter", "A student of law", "The farmer next door",
    "The keeper of the lock", "A nurse on her way home", "The mayor's deputy", "A tourist from abroad", "The band's drummer",
    "The last of the fishermen",
)  # fmt: skip
DOINGS = (
    "had never seen anything like it", "waited for a bus that did not come", "remembers quieter winters", "swept the pavement",
    "kept the radio on all night", "packed a suitcase and unpacked it again", "looked for a cat that had run away",
    "spoke of a long summer and a short harvest", "was still looking for words", "carried chairs into the hall",
    "would rather talk about the weather", "hoped that the bridge would hold", "lit a lamp and put it in the window",
    "shook hands with everyone who came", "drew the way on the back of an envelope", "thought of leaving and stayed",
    "counted the boats twice", "had bread for all who asked",
)  # fmt: skip
WHERE = (
    "by the river", "on the market square", "at the station", "near the old mill", "behind the school", "in the upper town",
    "along the quay", "in front of the chapel", "at the edge of the wood", "under the viaduct", "in the waiting room",
    "between the sheds", "on the road to the pass", "at the gate of the yard",
)  # fmt: skip
WHEN = (
    "as the light went", "before the bells rang", "when the rain had stopped", "while others slept", "after the last train",
    "as if nothing had happened", "until the kettle sang", "for want of anything better", "and nobody asked why",
    "as people here have always done", "though the wind was cold", "with the dog at heel",
)  # fmt: skip


def pages(count: int) -> list[bytes]:
    """`count` pages, each an article of its own."""
    return [_page(n) for n in range(count)]


def _page(n: int) -> bytes:
    event, own = random.Random(f"event {n // TELLINGS}"), random.Random(f"page {n}")
    words = _words(event, own)
    title = f"{words['head']}: {words['a']} {words['first']}, {words['body']} says"
    return _furnished(title, _paragraphs(words, own), n, own).encode()


def _words(event: random.Random, own: random.Random) -> dict[str, str]:
    """What an event is made of, the same for all that tell it but for the reporter's own small numbers."""
    kind, head, first, second, third = event.choice(EVENTS)
    town, place = _name(event, TOWN_ENDS), _name(event, LAND_ENDS)
    body = event.choice(BODIES)
    last = event.choice(LAST)
    a = event.randrange(12, 400)
    numbers = {"a": a, "b": a * 7, "c": a * 40, "d": a // 3 + 2, "e": a * 30, "f": a * 45, "g": a * 3, "h": a - 5}
    more = {"m": own.randrange(2, 90), "p": own.randrange(2, 60)}
    return {
        **{name: f"{value:,}" for name, value in (numbers | more).items()},
        **{"kind": kind, "head": head.format(town=town), "first": first, "second": second, "third": third},
        **{"town": town, "place": place, "body": body, "body_cap": body[0].upper() + body[1:], "last": last},
        "who": f"{event.choice(FIRST)} {last}",
        "other": f"{own.choice(FIRST)} {own.choice(LAST)}",
        "day": event.choice(("Monday", "Tuesday", "Wednesday", "Thursday")),
    }


def _name(event: random.Random, ends: tuple[str, ...]) -> str:
    return event.choice(HEADS) + event.choice(MIDDLES) + event.choice(ends)


def _paragraphs(words: dict[str, str], own: random.Random) -> list[str]:
    told = [line.format(**words) for line in own.sample(TOLD, len(TOLD) - 1)]
    length, made = own.randrange(3000, 6000), 0
    paragraphs: list[str] = []
    while made < length:
        some = [_plain(own) for _ in range(own.randrange(2, 5))]
        if told:
            some.insert(own.randrange(len(some)), told.pop())
        paragraphs.append(" ".join(some))
        made += len(paragraphs[-1])
    return paragraphs


def _plain(own: random.Random) -> str:
    return f"{own.choice(SUBJECTS)} {own.choice(WHERE)} {own.choice(DOINGS)}, {own.choice(WHEN)}."


def _furnished(title: str, paragraphs: list[str], n: int, own: random.Random) -> str:
    """The article with menus, teasers, scripts and a footer around it, as news sites have them."""
    when = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=7 * n)
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": when.isoformat()}
    menu = "".join(f'<li class="nav__item"><a href="/section/{i}">Section {i}</a></li>' for i in range(own.randrange(60, 180)))
    card = '<div class="card"><a href="/news/{0}"><img src="/{0}.jpg" alt=""><span class="title">More on {0}</span></a></div>'
    cards = "".join(card.format(i) for i in range(own.randrange(20, 80)))
    state = json.dumps({"items": [{"id": i, "slug": f"item-{i}", "tags": ["a", "b"]} for i in range(own.randrange(400, 1500))]})
    body = "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs)
    byline = f"{own.choice(FIRST)} {own.choice(LAST)}"
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | The Daily {n % 20}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{escape(title)}">
<meta property="article:published_time" content="{when.isoformat()}"><meta name="author" content="{byline}">
<script type="application/ld+json">{json.dumps(data)}</script><style>{".x{{margin:0}}" * 300}</style></head>
<body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{escape(title)}</h1><p class="byline">By {byline}</p>
{body}
</article><aside class="related"><h2>Read more</h2>{cards}</aside></main><footer><ul>{menu}</ul><p>Contact, imprint, terms of
use</p></footer><script>window.__STATE__={state}</script></body></html>"""
