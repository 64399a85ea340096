"""Pages of the sample outlets: each outlet fills its own `page.html`, as different from the others as real ones are."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from html import escape
from string import Template

from sample.content import FOLDER, Outlet, Story, Version

RELATED = 4


@cache
def template(name: str) -> Template:
    return Template((FOLDER / name).read_text("utf-8"))


def story_page(outlet: Outlet, story: Story, version: Version, base_url: str) -> str:
    """The page of one version, complete; all texts escaped, so that a title may contain a tag as plain text."""
    url = base_url + story.path
    return template(f"{outlet.key}/page.html").substitute(
        **outlet_fields(outlet, base_url),
        title=escape(version.title),
        dek=escape(version.dek),
        section=escape(story.section),
        url=escape(url),
        byline=escape(join_names(story.authors)),
        byline_microdata=" and ".join(person_microdata(name) for name in story.authors),
        published_iso=iso(story.published),
        published_text=day_and_time(story.published),
        updated_text=f" · Updated {day_and_time(version.modified)}" if version.modified else "",
        modified_meta=modified_meta(version),
        json_ld=json_ld(outlet, story, version, url),
        body=body_html(version.body),
        note=f'<p class="correction">{escape(version.note)}</p>' if version.note else "",
        related=related_links(outlet, story),
    )


def consent_page(outlet: Outlet, base_url: str) -> str:
    return template(f"{outlet.key}/consent.html").substitute(outlet_fields(outlet, base_url))


def front_page(outlet: Outlet) -> str:
    """The outlet's home page: links to everything that it has published, the vanished pages too."""
    items = "".join(f"<li>{link(story)} <small>{escape(story.section)}</small></li>\n" for story in outlet.stories)
    return simple_page(outlet.name, f"<p>{escape(outlet.tagline)}</p>\n<ul>\n{items}</ul>")


def simple_page(title: str, content: str) -> str:
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<link rel="stylesheet" href="/style.css"></head>\n<body><h1>{escape(title)}</h1>\n{content}\n</body>\n</html>\n'
    )


def outlet_fields(outlet: Outlet, base_url: str) -> dict[str, str]:
    return {
        "lang": outlet.language,
        "outlet": escape(outlet.name),
        "publisher": escape(outlet.publisher),
        "tagline": escape(outlet.tagline),
        "feed_url": escape(base_url + outlet.feed_path),
    }


def body_html(body: str) -> str:
    """Paragraphs, `## ` headings and `- ` lists; blocks are parted by an empty line."""
    return "\n".join(block_html(block) for block in body.split("\n\n"))


def block_html(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{escape(block[3:], quote=False)}</h2>"
    if block.startswith("- "):
        items = "".join(f"<li>{escape(line[2:], quote=False)}</li>" for line in block.splitlines())
        return f"<ul>{items}</ul>"
    return f"<p>{escape(block, quote=False)}</p>"


def json_ld(outlet: Outlet, story: Story, version: Version, url: str) -> str:
    """schema.org NewsArticle; `<` is written as an escape, for a script element ends at any `</script`."""
    kind = "Organization" if story.wire else "Person"
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "headline": version.title,
        "description": version.dek,
        "datePublished": iso(story.published),
        "dateModified": iso(version.modified or story.published),
        "author": [{"@type": kind, "name": name} for name in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name, "parentOrganization": outlet.publisher},
        "articleSection": story.section,
        "keywords": list(story.tags),
        "inLanguage": outlet.language,
        "isAccessibleForFree": True,
    }
    return json.dumps(article, ensure_ascii=False).replace("<", "\\u003c")


def modified_meta(version: Version) -> str:
    return f'\n<meta property="article:modified_time" content="{iso(version.modified)}">' if version.modified else ""


def person_microdata(name: str) -> str:
    person = f'<span itemprop="name">{escape(name)}</span>'
    return f'<span itemprop="author" itemscope itemtype="https://schema.org/Person">{person}</span>'


def related_links(outlet: Outlet, story: Story) -> str:
    others = [other for other in outlet.stories if other is not story and other.kind == "article"]
    return "".join(f"<li>{link(other)}</li>" for other in others[:RELATED])


def link(story: Story) -> str:
    return f'<a href="{escape(story.path)}">{escape(story.versions[0].title)}</a>'


def join_names(names: tuple[str, ...]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def day_and_time(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
