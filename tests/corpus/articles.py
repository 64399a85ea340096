"""Article pages built from our own stories in the ways in which news sites build theirs, with the traps that lie there.

`pages()` yields each page with what must be read from it and what must not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.corpus import thin
from tests.corpus.markup import (
    ADVERT,
    AUTHOR_NOTE,
    BASE,
    CAPTION,
    COMMENT,
    NEWSLETTER,
    PUBLISHED,
    RELATED,
    Sample,
    document,
    json_ld,
    paragraphs,
    related,
    sample,
    script,
    story,
)


def pages() -> Iterator[Sample]:
    """All samples, in a stable order."""
    for build in TEMPLATES:
        yield build()


def classic() -> Sample:
    """JSON-LD, a newsletter box and related links in the middle of the text, an author's note at its end."""
    s = story("ferry")
    box = f'<div class="nl-box"><h3>Stay informed</h3><p>{NEWSLETTER}</p><form><input name="mail"><button>Go</button></form></div>'
    inset = f'<div class="inset"><h4>Related stories</h4>{related()}</div>'
    note = f"<p><em>{s['authors'][0]} {AUTHOR_NOTE}</em></p>"
    body = (
        paragraphs(s["paragraphs"][:2])
        + box
        + paragraphs(s["paragraphs"][2:4])
        + inset
        + paragraphs(s["paragraphs"][4:])
        + note
    )
    figure = f'<figure><img src="/q.jpg" alt=""><figcaption>{CAPTION}</figcaption></figure>'
    main = f'<main><article><h1>{s["title"]}</h1><p class="standfirst">{s["dek"]}</p>{figure}<div class="story-text">{body}</div></article></main>'
    return sample("classic", s, document("en", s["title"] + " | Oldhaven Courier", json_ld(s), main))


def broadcaster() -> Sample:
    """A kicker above the headline, each paragraph in a box of its own, a pointer box and captions without markup."""
    s = story("bridge")
    blocks = [f'<div class="textblock"><p>{text}</p></div>' for text in s["paragraphs"]]
    blocks.insert(2, f'<div class="textblock"><p>Mehr zum Thema</p>{related()}</div>')
    blocks.insert(4, f'<div class="picture-box"><img src="/b.jpg"><p class="caption">{CAPTION}</p></div>')
    head = f'<meta property="og:type" content="article"><meta property="og:title" content="{s["title"]}">' + json_ld(s)
    top = (
        f'<p class="kicker">Verkehr</p><h1>{s["title"]}</h1><p>Stand: 09.03.2026, 18:20 Uhr</p><p class="intro">{s["dek"]}</p>'
    )
    body = (
        f'<main><div class="content">{top}{"".join(blocks)}<h2>Das könnte Sie auch interessieren</h2>{related()}</div></main>'
    )
    return sample("broadcaster", s, document("de", s["title"] + " - Küstenfunk", head, body))


def weblog() -> Sample:
    """A graph with references, sharing buttons, and comments longer than the article."""
    s = story("school")
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
        f'<div class="entry-content">{paragraphs(s["paragraphs"])}{share}</div></div><div id="comments"><h3>25 Comments</h3><ol>{comments}</ol></div></div>'
    )
    return sample("weblog", s, document("en-GB", s["title"] + " - Storm Notes", script(graph), body))


def microdata() -> Sample:
    """windows-1252 bytes under a wrong header, microdata instead of JSON-LD, the author in a meta element."""
    s = story("bakers")
    body = (
        f'<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{s["title"]}</h1>'
        f'<p class="chapo" itemprop="description">{s["dek"]}</p><span itemprop="author" itemscope><span itemprop="name">{s["authors"][0]}'
        f'</span></span> <time itemprop="datePublished" datetime="{PUBLISHED}">9 mars</time><div itemprop="articleBody">{paragraphs(s["paragraphs"])}'
        f'<p><strong>Lire aussi :</strong> <a href="/n/1">{RELATED[1]}</a></p></div></div>'
    )
    markup = document("fr", s["title"] + " – Le Courrier", "", body, charset="windows-1252")
    return sample("microdata", s, markup, "cp1252", content_type="text/html; charset=utf-8")


def old_table() -> Sample:
    """windows-1251 without any declaration but the meta element, a layout table, paragraphs parted by line breaks."""
    s = story("tram")
    text = "<br><br>".join(s["paragraphs"])
    body = (
        f'<table width="900"><tr><td width="200">{related()}</td><td><h1>{s["title"]}</h1><div>9 марта 2026, 18:20</div>'
        f'<div>Автор: {s["authors"][0]}</div><div class="news_text">{text}</div></td></tr></table>'
    )
    markup = document("ru", s["title"], "", body, charset="windows-1251")
    return sample("old-table", s, markup, "cp1251", published="2026-03-09T18:20:00+00:00")


def shift_jis() -> Sample:
    """A Japanese page in Shift_JIS; title with the paper's name after a full-width bar."""
    s = story("snow")
    body = (
        f'<main><h1>{s["title"]}</h1><div class="honbun">{paragraphs(s["paragraphs"])}</div><h2>関連記事</h2>{related()}</main>'
    )
    markup = document("ja", s["title"] + "｜峠新聞", json_ld(s), body, charset="shift_jis")
    return sample("shift-jis", s, markup, "cp932", content_type="text/html; charset=Shift_JIS")


def gb18030() -> Sample:
    """A Chinese page in GB18030, charset only in the header, no author."""
    s = story("library")
    body = f'<div class="main"><h1>{s["title"]}</h1><div class="info">2026-03-09 18:20</div><div class="text">{paragraphs(s["paragraphs"])}</div></div>'
    head = f'<meta property="article:published_time" content="{PUBLISHED}">'
    markup = document("zh-CN", s["title"], head, body).replace('<meta charset="utf-8">', "")
    return sample("gb18030", s, markup, "gb18030", content_type="text/html; charset=gb18030")


def endless() -> Sample:
    """Infinite scroll: two more articles follow in the same page, with data of their own."""
    s, following = story("ferry"), [story("school"), story("privacy")]
    own = {"mainEntityOfPage": BASE + "endless"}
    data = json_ld(s, **own) + "".join(
        json_ld(f, mainEntityOfPage=f"https://www.oldhaven-courier.example/x/{n}") for n, f in enumerate(following)
    )
    articles = "".join(
        f'<article class="story"><h1>{f["title"]}</h1><div class="body">{paragraphs(f["paragraphs"])}</div></article>'
        for f in [s, *following]
    )
    strangers = tuple(text for f in following for text in f["paragraphs"])
    return sample("endless", s, document("en", s["title"], data, f"<main>{articles}</main>"), banned=(*RELATED, *strangers))


def liveblog() -> Sample:
    """A live blog with dated posts."""
    s = story("liveblog")
    posts = "".join(
        f'<section class="post" id="p{n}"><time datetime="{at}">{at[11:16]}</time><h2>{head}</h2>{paragraphs(texts)}</section>'
        for n, (at, head, texts) in enumerate(s["posts"])
    )
    body = f'<main><h1>{s["title"]}</h1><div class="posts">{posts}</div></main>'
    text = tuple(line for _, head, texts in s["posts"] for line in (head, *texts))
    return sample("liveblog", s, document("en", s["title"], json_ld(s, **{"@type": "LiveBlogPosting"}), body), body=text)


def split_body() -> Sample:
    """The text in several containers between advertisements, utility class names, paragraphs hidden behind a soft paywall."""
    s = story("school")
    first, rest = s["paragraphs"][:2], s["paragraphs"][2:]
    part = '<div class="px-4 pt-8 md:px-12 flow-part">{}</div>'
    hidden = paragraphs(rest[2:], ' class="paywall" aria-hidden="true"')
    advert = f'<div class="ad-slot"><span>{ADVERT}</span></div>'
    body = (
        f'<main class="sidebar-grid"><div class="sidebar-grid__content article__content"><h1>{s["title"]}</h1>'
        f"{part.format(paragraphs(first))}{advert}{part.format(paragraphs(rest[:2]))}{advert}{part.format(hidden)}</div>"
        f'<div class="sidebar"><h3>Most read</h3>{related("ol")}</div></main>'
    )
    return sample("split-body", s, document("en", s["title"] + " — The Courier", json_ld(s), body))


def broken_json() -> Sample:
    """JSON-LD with a trailing comma and a raw line break; both authors in one string; the title with the site's name in front."""
    s = story("ferry")
    data = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"' + s["title"] + '",\n"description":"' + s["dek"]
        + '\n","datePublished":"' + PUBLISHED + '","author":{"@type":"Person","name":"By ' + " and ".join(s["authors"]) + '"},}</script>'
    )  # fmt: skip
    body = f'<div class="wrap"><h1>{s["title"]}</h1><div class="story">{paragraphs(s["paragraphs"])}</div></div>'
    return sample("broken-json", s, document("en", "Oldhaven Courier | " + s["title"], data, body))


def structured() -> Sample:
    """Subheadings, a list and a table of figures; every paragraph twice, for telephones and for desks."""
    s = story("school")
    table = "<table><tr><th>Town</th><th>Gust</th></tr><tr><td>Oldhaven</td><td>118</td></tr><tr><td>Karn</td><td>97</td></tr></table>"
    points = [
        "Schools open again on Friday if the wind drops.",
        "The ferry to the island does not sail before Saturday morning.",
    ]
    listing = "<ul>" + "".join(f"<li>{text}</li>" for text in points) + "</ul>"
    text = "".join(f'<p class="mobile">{t}</p><p class="desktop">{t}</p>' for t in s["paragraphs"][:3])
    body = (
        f'<article><h1>{s["title"]}</h1><div class="text">{text}<h2>What we know</h2>{paragraphs(s["paragraphs"][3:])}{listing}'
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
    return sample("structured", s, document("en", s["title"], json_ld(s), body), body=lines)


def about_consent() -> Sample:
    """An article on cookie banners, on a site with such a banner and with bot defence scripts: kept."""
    s = story("privacy")
    banner = (
        '<div id="onetrust-banner-sdk" role="dialog"><p>We and our partners store cookies on your device and process personal data.</p>'
        "<button>Accept all</button></div>"
    )
    scripts = (
        '<script src="https://cdn.cookielaw.org/otSDKStub.js"></script><script src="https://js.datadome.co/tags.js"></script>'
    )
    body = f'{banner}<main><article><h1>{s["title"]}</h1><p class="dek">{s["dek"]}</p><section>{paragraphs(s["paragraphs"])}</section></article></main>'
    return sample(
        "about-consent",
        s,
        document("en", s["title"], scripts + json_ld(s), body),
        banned=("We and our partners store", *RELATED),
    )


def wrong_language() -> Sample:
    """A Swahili article in an English template."""
    s = story("fishers")
    body = f'<article><h1>{s["title"]}</h1><div class="entry">{paragraphs(s["paragraphs"])}</div></article>'
    return sample("wrong-language", s, document("en", s["title"], json_ld(s), body))


def one_form() -> Sample:
    """A framework that wraps the whole page in one form; the headline is an h2, section anchors stand in front of the text."""
    s = story("privacy")
    contents = '<ul><li><a href="#s1">What the judges found</a></li></ul>'
    text = paragraphs(s["paragraphs"][:3]) + '<h3 id="s1">What the judges found</h3>' + paragraphs(s["paragraphs"][3:])
    body = f'<form id="aspnetForm" method="post"><div class="main"><h2>{s["title"]}</h2>{contents}<div class="text">{text}</div></div></form>'
    lines = (*s["paragraphs"][:3], "What the judges found", *s["paragraphs"][3:])
    return sample("one-form", s, document("en", s["title"], json_ld(s), body), body=lines)


TEMPLATES: tuple[Callable[[], Sample], ...] = (
    classic, broadcaster, weblog, microdata, old_table, shift_jis, gb18030, endless, liveblog, split_body, broken_json, structured,
    about_consent, wrong_language, one_form, *thin.TEMPLATES,
)  # fmt: skip
