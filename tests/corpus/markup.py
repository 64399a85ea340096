"""What the article pages of this corpus are built from: our stories, the furniture of news sites, and the pieces of markup."""

from __future__ import annotations

import html
import json
import tomllib
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


def story(name: str) -> dict[str, Any]:
    return STORIES[name]


def sample(name: str, story: dict[str, Any], markup: str, encoding: str = "utf-8", **changes: Any) -> Sample:
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


def json_ld(story: dict[str, Any], **changes: Any) -> str:
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
    return script(data | changes)


def script(data: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def document(language: str, title: str, head: str, body: str, charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="{charset}"><title>{html.escape(title)}</title>{head}</head>'
        f'<body><header class="site-header"><nav><a href="/">Home</a><a href="/region">Region</a></nav></header>{body}'
        '<footer><p>Oldhaven Courier, Quay Street 1. All rights reserved.</p><a href="/imprint">Imprint</a></footer></body></html>'
    )


def paragraphs(texts: list[str], names: str = "") -> str:
    return "".join(f"<p{names}>{text}</p>" for text in texts)


def related(tag: str = "ul") -> str:
    return f"<{tag}>" + "".join(f'<li><a href="/n/{n}">{text}</a></li>' for n, text in enumerate(RELATED)) + f"</{tag}>"
