"""Article pages built from our own stories in the ways in which news sites build theirs, with the traps that lie there.

`pages()` yields each page with what must be read from it and what must not.
"""

from __future__ import annotations

import html
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STORIES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("stories.toml").read_text(encoding="utf-8"))
PUBLISHED = "2026-03-09T18:20:00+01:00"
BASE = "https://www.oldhaven-courier.example/region/2026/03/09/"

# Sentences that stand on the pages beside the story: none may end in its text.
RELATED = [
    "Five walks along the frozen canal",
    "Why rye is back on the table",
    "Harbour museum seeks a director",
    "The last of the lamp lighters",
]
NEWSLETTER = "Sign up for our morning newsletter and get the day's five most important stories in your inbox."
CAPTION = "The quay at Wexmouth in the early light. Photo: Harbour Archive"
COMMENT = "I have used this boat since I was a child and I would pay twice the fare if only the toilets were clean for once."
AUTHOR_NOTE = "has covered the coast for the Courier since 2011."
ADVERT = "Advertisement"


@dataclass(frozen=True, slots=True)
class Sample:
    """A page and what is on it: `body` in order, `banned` nowhere in the text."""

    name: str
    url: str
    page: bytes
    title: str
    authors: tuple[str, ...]
    language: str
    body: tuple[str, ...]
    published: str | None = PUBLISHED
    content_type: str | None = None
    banned: tuple[str, ...] = (*RELATED, NEWSLETTER, CAPTION, COMMENT, AUTHOR_NOTE, ADVERT)


def pages() -> Iterator[Sample]:
    """All samples, in a stable order."""
    for build in TEMPLATES:
        yield build()


def _story(name: str) -> dict[str, Any]:
    return STORIES[name]


def _sample(name: str, story: dict[str, Any], markup: str, encoding: str = "utf-8", **changes: Any) -> Sample:
    fields: dict[str, Any] = {
        "name": name,
        "url": BASE + name,
        "page": markup.encode(encoding, "xmlcharrefreplace"),
        "title": story["title"],
        "authors": tuple(story["authors"]),
        "language": story["language"],
        "body": tuple(story.get("paragraphs", ())),
    }
    return Sample(**fields | changes)


def _ld(story: dict[str, Any], **changes: Any) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story["title"],
        "description": story["dek"],
        "datePublished": PUBLISHED,
        "dateModified": "2026-03-09T19:05:00+01:00",
        "author": [{"@type": "Person", "name": name} for name in story["authors"]],
        "publisher": {"@type": "Organization", "name": "Oldhaven Courier"},
        "articleSection": "Region",
        "keywords": ["harbour", "council"],
        "isAccessibleForFree": True,
    }
    return _script(data | changes)


def _script(data: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _page(language: str, title: str, head: str, body: str, charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="{charset}"><title>{html.escape(title)}</title>{head}</head>'
        f'<body><header class="site-header"><nav><a href="/">Home</a><a href="/region">Region</a></nav></header>{body}'
        '<footer><p>Oldhaven Courier, Quay Street 1. All rights reserved.</p><a href="/imprint">Imprint</a></footer></body></html>'
    )


def _p(texts: list[str], names: str = "") -> str:
    return "".join(f"<p{names}>{text}</p>" for text in texts)


def _related(tag: str = "ul") -> str:
    return f"<{tag}>" + "".join(f'<li><a href="/n/{n}">{text}</a></li>' for n, text in enumerate(RELATED)) + f"</{tag}>"


def classic() -> Sample:
    """JSON-LD, a newsletter box and related links in the middle of the text, an author's note at its end."""
    s = _story("ferry")
    box = f'<div class="nl-box"><h3>Stay informed</h3><p>{NEWSLETTER}</p><form><input name="mail"><button>Go</button></form></div>'
    related = f'<div class="inset"><h4>Related stories</h4>{_related()}</div>'
    note = f"<p><em>{s['authors'][0]} {AUTHOR_NOTE}</em></p>"
    body = _p(s["paragraphs"][:2]) + box + _p(s["paragraphs"][2:4]) + related + _p(s["paragraphs"][4:]) + note
    figure = f'<figure><img src="/q.jpg" alt=""><figcaption>{CAPTION}</figcaption></figure>'
    main = f'<main><article><h1>{s["title"]}</h1><p class="standfirst">{s["dek"]}</p>{figure}<div class="story-text">{body}</div></article></main>'
    return _sample("classic", s, _page("en", s["title"] + " | Oldhaven Courier", _ld(s), main))


def broadcaster() -> Sample:
    """A kicker above the headline, each paragraph in a box of its own, a pointer box and captions without markup."""
    s = _story("bridge")
    blocks = [f'<div class="textblock"><p>{text}</p></div>' for text in s["paragraphs"]]
    blocks.insert(2, f'<div class="textblock"><p>Mehr zum Thema</p>{_related()}</div>')
    blocks.insert(4, f'<div class="picture-box"><img src="/b.jpg"><p class="caption">{CAPTION}</p></div>')
    head = f'<meta property="og:type" content="article"><meta property="og:title" content="{s["title"]}">' + _ld(s)
    top = (
        f'<p class="kicker">Verkehr</p><h1>{s["title"]}</h1><p>Stand: 09.03.2026, 18:20 Uhr</p><p class="intro">{s["dek"]}</p>'
    )
    body = (
        f'<main><div class="content">{top}{"".join(blocks)}<h2>Das könnte Sie auch interessieren</h2>{_related()}</div></main>'
    )
    return _sample("broadcaster", s, _page("de", s["title"] + " - Küstenfunk", head, body))


def weblog() -> Sample:
    """A graph with references, sharing buttons, and comments longer than the article."""
    s = _story("school")
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "@id": "https://x.example/#site", "name": "Storm Notes"},
            {"@type": "WebPage", "@id": BASE + "weblog", "name": s["title"] + " - Storm Notes", "datePublished": PUBLISHED},
            {"@type": "Article", "@id": BASE + "weblog#article", "headline": s["title"], "datePublished": PUBLISHED,
             "author": {"@id": "https://x.example/#p1"}, "mainEntityOfPage": {"@id": BASE + "weblog"}},
            {"@type": "Person", "@id": "https://x.example/#p1", "name": s["authors"][0]},
        ],
    }  # fmt: skip
    comments = "".join(f'<li class="comment"><div class="comment-body"><p>{COMMENT} ({n})</p></div></li>' for n in range(25))
    share = '<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="#">Facebook</a></li></ul></div>'
    body = (
        f'<div id="content"><div class="post hentry"><h1 class="entry-title">{s["title"]}</h1><div class="entry-meta">By '
        f'<span class="author vcard"><a rel="author" href="/author/mq">{s["authors"][0]}</a></span></div>'
        f'<div class="entry-content">{_p(s["paragraphs"])}{share}</div></div><div id="comments"><h3>25 Comments</h3><ol>{comments}</ol></div></div>'
    )
    return _sample("weblog", s, _page("en-GB", s["title"] + " - Storm Notes", _script(graph), body))


def microdata() -> Sample:
    """windows-1252 bytes under a wrong header, microdata instead of JSON-LD, the author in a meta element."""
    s = _story("bakers")
    body = (
        f'<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{s["title"]}</h1>'
        f'<p class="chapo" itemprop="description">{s["dek"]}</p><span itemprop="author" itemscope><span itemprop="name">{s["authors"][0]}'
        f'</span></span> <time itemprop="datePublished" datetime="{PUBLISHED}">9 mars</time><div itemprop="articleBody">{_p(s["paragraphs"])}'
        f'<p><strong>Lire aussi :</strong> <a href="/n/1">{RELATED[1]}</a></p></div></div>'
    )
    markup = _page("fr", s["title"] + " – Le Courrier", "", body, charset="windows-1252")
    return _sample("microdata", s, markup, "cp1252", content_type="text/html; charset=utf-8")


def old_table() -> Sample:
    """windows-1251 without any declaration but the meta element, a layout table, paragraphs parted by line breaks."""
    s = _story("tram")
    text = "<br><br>".join(s["paragraphs"])
    body = (
        f'<table width="900"><tr><td width="200">{_related()}</td><td><h1>{s["title"]}</h1><div>9 марта 2026, 18:20</div>'
        f'<div>Автор: {s["authors"][0]}</div><div class="news_text">{text}</div></td></tr></table>'
    )
    markup = _page("ru", s["title"], "", body, charset="windows-1251")
    return _sample("old-table", s, markup, "cp1251", published="2026-03-09T18:20:00+00:00")


def shift_jis() -> Sample:
    """A Japanese page in Shift_JIS; title with the paper's name after a full-width bar."""
    s = _story("snow")
    body = f'<main><h1>{s["title"]}</h1><div class="honbun">{_p(s["paragraphs"])}</div><h2>関連記事</h2>{_related()}</main>'
    markup = _page("ja", s["title"] + "｜峠新聞", _ld(s), body, charset="shift_jis")
    return _sample("shift-jis", s, markup, "cp932", content_type="text/html; charset=Shift_JIS")


def gb18030() -> Sample:
    """A Chinese page in GB18030, charset only in the header, no author."""
    s = _story("library")
    body = f'<div class="main"><h1>{s["title"]}</h1><div class="info">2026-03-09 18:20</div><div class="text">{_p(s["paragraphs"])}</div></div>'
    head = f'<meta property="article:published_time" content="{PUBLISHED}">'
    markup = _page("zh-CN", s["title"], head, body).replace('<meta charset="utf-8">', "")
    return _sample("gb18030", s, markup, "gb18030", content_type="text/html; charset=gb18030")


def endless() -> Sample:
    """Infinite scroll: two more articles follow in the same page, with data of their own."""
    s, following = _story("ferry"), [_story("school"), _story("privacy")]
    own = {"mainEntityOfPage": BASE + "endless"}
    data = _ld(s, **own) + "".join(
        _ld(f, mainEntityOfPage=f"https://www.oldhaven-courier.example/x/{n}") for n, f in enumerate(following)
    )
    articles = "".join(
        f'<article class="story"><h1>{f["title"]}</h1><div class="body">{_p(f["paragraphs"])}</div></article>'
        for f in [s, *following]
    )
    strangers = tuple(text for f in following for text in f["paragraphs"])
    return _sample("endless", s, _page("en", s["title"], data, f"<main>{articles}</main>"), banned=(*RELATED, *strangers))


def liveblog() -> Sample:
    """A live blog with dated posts."""
    s = _story("liveblog")
    posts = "".join(
        f'<section class="post" id="p{n}"><time datetime="{at}">{at[11:16]}</time><h2>{head}</h2>{_p(texts)}</section>'
        for n, (at, head, texts) in enumerate(s["posts"])
    )
    body = f'<main><h1>{s["title"]}</h1><div class="posts">{posts}</div></main>'
    text = tuple(line for _, head, texts in s["posts"] for line in (head, *texts))
    return _sample("liveblog", s, _page("en", s["title"], _ld(s, **{"@type": "LiveBlogPosting"}), body), body=text)


def split_body() -> Sample:
    """The text in several containers between advertisements, utility class names, paragraphs hidden behind a soft paywall."""
    s = _story("school")
    first, rest = s["paragraphs"][:2], s["paragraphs"][2:]
    part = '<div class="px-4 pt-8 md:px-12 flow-part">{}</div>'
    hidden = _p(rest[2:], ' class="paywall" aria-hidden="true"')
    advert = f'<div class="ad-slot"><span>{ADVERT}</span></div>'
    body = (
        f'<main class="sidebar-grid"><div class="sidebar-grid__content article__content"><h1>{s["title"]}</h1>'
        f"{part.format(_p(first))}{advert}{part.format(_p(rest[:2]))}{advert}{part.format(hidden)}</div>"
        f'<div class="sidebar"><h3>Most read</h3>{_related("ol")}</div></main>'
    )
    return _sample("split-body", s, _page("en", s["title"] + " — The Courier", _ld(s), body))


def broken_json() -> Sample:
    """JSON-LD with a trailing comma and a raw line break; both authors in one string; the title with the site's name in front."""
    s = _story("ferry")
    script = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"' + s["title"] + '",\n"description":"' + s["dek"]
        + '\n","datePublished":"' + PUBLISHED + '","author":{"@type":"Person","name":"By ' + " and ".join(s["authors"]) + '"},}</script>'
    )  # fmt: skip
    body = f'<div class="wrap"><h1>{s["title"]}</h1><div class="story">{_p(s["paragraphs"])}</div></div>'
    return _sample("broken-json", s, _page("en", "Oldhaven Courier | " + s["title"], script, body))


def structured() -> Sample:
    """Subheadings, a list and a table of figures; every paragraph twice, for telephones and for desks."""
    s = _story("school")
    table = "<table><tr><th>Town</th><th>Gust</th></tr><tr><td>Oldhaven</td><td>118</td></tr><tr><td>Karn</td><td>97</td></tr></table>"
    points = [
        "Schools open again on Friday if the wind drops.",
        "The ferry to the island does not sail before Saturday morning.",
    ]
    listing = "<ul>" + "".join(f"<li>{text}</li>" for text in points) + "</ul>"
    text = "".join(f'<p class="mobile">{t}</p><p class="desktop">{t}</p>' for t in s["paragraphs"][:3])
    body = (
        f'<article><h1>{s["title"]}</h1><div class="text">{text}<h2>What we know</h2>{_p(s["paragraphs"][3:])}{listing}'
        f"<h2>Gusts measured</h2>{table}</div></article>"
    )
    lines = (
        *s["paragraphs"][:3],
        "What we know",
        *s["paragraphs"][3:],
        *points,
        "Gusts measured",
        "Town | Gust",
        "Oldhaven | 118",
        "Karn | 97",
    )
    return _sample("structured", s, _page("en", s["title"], _ld(s), body), body=lines)


def about_consent() -> Sample:
    """An article on cookie banners, on a site with such a banner and with bot defence scripts: kept."""
    s = _story("privacy")
    banner = (
        '<div id="onetrust-banner-sdk" role="dialog"><p>We and our partners store cookies on your device and process personal data.</p>'
        "<button>Accept all</button></div>"
    )
    scripts = (
        '<script src="https://cdn.cookielaw.org/otSDKStub.js"></script><script src="https://js.datadome.co/tags.js"></script>'
    )
    body = f'{banner}<main><article><h1>{s["title"]}</h1><p class="dek">{s["dek"]}</p><section>{_p(s["paragraphs"])}</section></article></main>'
    return _sample(
        "about-consent", s, _page("en", s["title"], scripts + _ld(s), body), banned=("We and our partners store", *RELATED)
    )


def wrong_language() -> Sample:
    """A Swahili article in an English template."""
    s = _story("fishers")
    body = f'<article><h1>{s["title"]}</h1><div class="entry">{_p(s["paragraphs"])}</div></article>'
    return _sample("wrong-language", s, _page("en", s["title"], _ld(s), body))


def one_form() -> Sample:
    """A framework that wraps the whole page in one form; the headline is an h2, section anchors stand in front of the text."""
    s = _story("privacy")
    contents = '<ul><li><a href="#s1">What the judges found</a></li></ul>'
    text = _p(s["paragraphs"][:3]) + '<h3 id="s1">What the judges found</h3>' + _p(s["paragraphs"][3:])
    body = f'<form id="aspnetForm" method="post"><div class="main"><h2>{s["title"]}</h2>{contents}<div class="text">{text}</div></div></form>'
    lines = (*s["paragraphs"][:3], "What the judges found", *s["paragraphs"][3:])
    return _sample("one-form", s, _page("en", s["title"], _ld(s), body), body=lines)


TEMPLATES: tuple[Callable[[], Sample], ...] = (
    classic, broadcaster, weblog, microdata, old_table, shift_jis, gb18030, endless, liveblog, split_body, broken_json, structured,
    about_consent, wrong_language, one_form,
)  # fmt: skip
