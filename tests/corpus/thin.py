"""Pages whose own data is thin, wrong or somebody else's: no JSON-LD, teasers in it, desks and addresses as authors."""

from __future__ import annotations

from collections.abc import Callable

from tests.corpus.markup import (
    ADVERT,
    BASE,
    CAPTION,
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
)  # fmt: skip


def teaser_body() -> Sample:
    """An array of data with a teaser as articleBody, "Staff" as its author and an address as OpenGraph's; two bylines shown."""
    s = story("quarry")
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": {"name": "Region"}}]}
    article = {
        "@type": ["NewsArticle", "Article"],
        "headline": s["title"],
        "datePublished": PUBLISHED,
        "author": {"@type": "Organization", "name": "Staff"},
        "articleBody": s["paragraphs"][0][:90] + "…",
        "isAccessibleForFree": "True",
    }
    head = script([crumbs, article]) + '<meta property="article:author" content="https://www.facebook.com/oldhavencourier">'
    people = "".join(f'<a class="StoryByline_name__x7Q" href="/people/{n}">{name}</a>' for n, name in enumerate(s["authors"]))
    body = (
        f'<main><article><h1>{s["title"]}</h1><p class="dek">{s["dek"]}</p><div class="StoryHead_row__p2">{people}</div>'
        f'<div class="article-body">{paragraphs(s["paragraphs"])}</div></article></main>'
    )
    return sample("teaser-body", s, document("en", s["title"], head, body))


def metas_only() -> Sample:
    """No JSON-LD: the owner as author in one meta, the people in another, a vendor's meta for the time with its zone, a relative
    <time>, the kicker in the heading without a space after it."""
    s = story("quarry")
    head = (
        f'<meta property="og:type" content="article"><meta property="og:title" content="Thane / {s["title"]}">'
        '<meta name="author" content="Halden Vale"><meta name="copyright" content="© 2026 Halden Vale. All rights reserved">'
        f'<meta name="acme:authors" content="{"; ".join(s["authors"])}"><meta name="acme_published_at" content="{PUBLISHED}">'
    )
    teasers = "".join(
        f'<div class="teaser"><h3><a href="/n/{n}">{text}</a></h3><span class="byline">By Ada Holm</span>'
        f'<time datetime="2019-05-0{n + 1}T10:00:00Z">May</time></div>'
        for n, text in enumerate(RELATED)
    )
    body = (
        f'<main><h1><span class="kicker">Thane</span>{s["title"]}</h1><time>3 hours ago</time>'
        f'<div class="text">{paragraphs(s["paragraphs"])}</div></main><section class="grid">{teasers}</section>'
    )
    return sample("metas-only", s, document("en", s["title"] + " | Oldhaven Courier", head, body), title="Thane " + s["title"])


def strange_heading() -> Sample:
    """The page's first h1 is another article's; the site's name before the headline in one witness, behind it in another."""
    s = story("school")
    head = (
        f'<meta property="og:type" content="article"><meta property="og:title" content="Stormpost - {s["title"]}">'
        f'<meta property="article:published_time" content="{PUBLISHED}"><meta name="author" content="{s["authors"][0]}">'
    )
    strip = '<div class="top-strip"><h1><a href="/n/9">Bakers win prize of the guild again</a></h1></div>'
    body = f'{strip}<main><div class="head"><h2>{s["title"]}</h2></div><div class="story-content">{paragraphs(s["paragraphs"])}</div></main>'
    return sample("strange-heading", s, document("en", s["title"] + " - Stormpost", head, body), banned=("Bakers win prize",))


def written_date() -> Sample:
    """Everything only as readers see it: a byline of two with a hidden remark in it, a date in words with clock and zone."""
    s = story("quarry")
    people = " and ".join(
        f'<a href="/author/{n}">{name}<span class="screen-reader-text">archive page</span></a>'
        for n, name in enumerate(s["authors"])
    )
    body = (
        f'<div class="page"><h1>{s["title"]}</h1><div class="byline">By {people}</div><p>Published March 9, 2026 1:20 p.m. EDT</p>'
        f'<div class="entry-content">{paragraphs(s["paragraphs"])}<p><em>Advertisement</em></p></div>'
        f"<h3>More stories</h3>{related()}</div>"
    )
    return sample("written-date", s, document("en", s["title"], "", body))


def spanish() -> Sample:
    """A Spanish system: pointers between the paragraphs, a summary list above the text, bold lines as subheadings, a video box."""
    s = story("orchard")
    pointer = f'<p><strong>Lee también:</strong> <a href="/n/1">{RELATED[0]}</a></p>'
    video = '<div class="video-player"><p>Reproducir vídeo</p><span class="duration">01:32</span></div>'
    box = '<div class="suscripcion"><p>Suscríbete a nuestra newsletter y recibe cada mañana las noticias del valle.</p></div>'
    text = (
        paragraphs(s["paragraphs"][:2])
        + pointer
        + paragraphs(s["paragraphs"][2:4])
        + video
        + box
        + paragraphs(s["paragraphs"][4:])
    )
    body = (
        f'<article><h1>{s["title"]}</h1><h2 class="entradilla">{s["dek"]}</h2><div class="firma">Por {s["authors"][0]} y {s["authors"][1]}</div>'
        f'<p class="fecha">9 de marzo de 2026 a las 18:20</p><div class="cuerpo">{text}</div></article>'
    )
    banned = (*RELATED, "Suscríbete", "Reproducir", "01:32", s["dek"])
    markup = document("es", s["title"] + " | El Correo del Valle", "", body)
    return sample("spanish", s, markup, published="2026-03-09T18:20:00+00:00", banned=banned)


def korean() -> Sample:
    """Generated class names, paragraphs parted by line breaks, the reporter with title and address, a list of lists as data."""
    s = story("heron")
    data = [[{"@type": "NewsArticle", "headline": s["title"], "datePublished": PUBLISHED}]]
    text = "<br/><br/>".join(s["paragraphs"])
    body = (
        f'<div class="css-1x9"><h1 class="css-a1">{s["title"]}</h1><div class="css-b2"><span class="writer">강릉 {s["authors"][0]} 기자 '
        f'han@haeoreum.example</span></div><div class="css-c3">{text}</div><div class="css-d4"><h3>관련기사</h3>{related()}</div></div>'
    )
    return sample("korean", s, document("ko", s["title"] + " - 해오름일보", script(data), body))


def behind_dialogs() -> Sample:
    """Long dialogs and terms beside the main part, which is short; the same article told for AMP by address."""
    s = story("ferry")
    terms = " ".join(
        f"Clause {n} of these terms tells members how the club counts its points and when they lapse." for n in range(60)
    )
    head = json_ld(s) + f'<link rel="amphtml" href="{BASE}behind-dialogs/amp">'
    body = (
        f'<div id="app"><div class="panel"><div><p>{terms}</p><p>{terms}</p></div></div>'
        f"<main><h1>{s['title']}</h1>{paragraphs(s['paragraphs'])}</main></div>"
    )
    return sample("behind-dialogs", s, document("en", s["title"], head, body), banned=("Clause 3 of",))


def boxes_in_text() -> Sample:
    """A post of a social network, a pull quote, a caption without markup, a poll and a gallery inside the text."""
    s = story("privacy")
    quote = f'<blockquote class="pullquote"><p>“{s["paragraphs"][2][:60]}</p></blockquote>'
    post = '<blockquote class="twitter-tweet"><p>So glad that this is over, said no lawyer ever. Long live the banner!</p></blockquote>'
    poll = '<div class="poll"><p>What do you think of cookie banners? Vote now and see what others say.</p></div>'
    gallery = f'<div class="photo-gallery"><p>{CAPTION}</p><p>1/12</p></div>'
    p = s["paragraphs"]
    text = paragraphs(p[:1]) + post + paragraphs(p[1:2]) + quote + paragraphs(p[2:4]) + poll + gallery + paragraphs(p[4:])
    box = f'<div class="mb-4"><h3>Morning mail</h3><p>{NEWSLETTER}</p></div><div class="ad-slot">{ADVERT}</div>'
    body = f'<article><header><h1>{s["title"]}</h1><p class="standfirst">{s["dek"]}</p></header><div class="rte">{text}{box}</div></article>'
    banned = ("So glad", "Vote now", CAPTION, NEWSLETTER, "1/12", *RELATED)
    return sample("boxes-in-text", s, document("en", s["title"], json_ld(s), body), banned=banned)


TEMPLATES: tuple[Callable[[], Sample], ...] = (
    teaser_body, metas_only, strange_heading, written_date, spanish, korean, behind_dialogs, boxes_in_text,
)  # fmt: skip
