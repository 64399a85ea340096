"""Pages that are no article, built from our own texts in the structures that such pages have on real sites.

`pages()` yields at least 100 of them, each with the reason for which it must be dropped. The vendors' structures (names of
scripts, elements and cookies) are public interface; every sentence is ours.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

TEXTS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("walls.toml").read_text(encoding="utf-8"))
HERE = "https://news.example.org/world/2026/03/harbour-ferry-vote-118822"


@dataclass(frozen=True, slots=True)
class Wall:
    """A page, where it was found, and why it is no article."""

    name: str
    reason: str
    url: str
    html: str


def pages() -> Iterator[Wall]:
    """All walls, in a stable order."""
    yield from _consent_walls()
    yield from _challenges()
    yield from _denials()
    yield from _missing()
    yield from _stubs()
    yield from _listings()
    yield from _shells()


def _document(language: str, title: str, body: str, head: str = "") -> str:
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return f'<!DOCTYPE html><html lang="{language}"><head>{meta}<title>{title}</title>{head}</head><body>{body}</body></html>'


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


# An article's own data, which sites leave in the head while the body shows only the wall.
_LEFT_OVER = (
    '<meta property="og:type" content="article"><meta property="og:title" content="Harbour town votes on its last ferry">'
    '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Harbour town votes '
    'on its last ferry","datePublished":"2026-03-04T18:20:00+01:00","author":{"@type":"Person","name":"Ines Vold"}}</script>'
)


def _consent_walls() -> Iterator[Wall]:
    shapes = [_onetrust, _didomi, _sourcepoint, _quantcast, _usercentrics, _cookiebot, _trustarc, _plain_page, _pur_wall]
    for number, (language, texts) in enumerate(TEXTS["consent"].items()):
        for shape in islice(cycle(shapes), number, number + 4):
            left_over = _LEFT_OVER if (number + len(shape.__name__)) % 3 == 0 else ""
            yield Wall(f"consent-{shape.__name__}-{language}", "consent_wall", HERE, shape(language, texts, left_over))


def _onetrust(language: str, t: dict[str, Any], head: str) -> str:
    script = '<script src="https://cdn.cookielaw.org/scripttemplates/otSDKStub.js"></script>'
    body = (
        '<div id="onetrust-consent-sdk"><div class="onetrust-pc-dark-filter"></div><div id="onetrust-banner-sdk" role="dialog">'
        f'<h2 id="onetrust-policy-title">{t["head"]}</h2><div id="onetrust-policy-text">{_paragraphs(t["body"])}</div>'
        f'<button id="onetrust-accept-btn-handler">{t["yes"]}</button><button id="onetrust-pc-btn-handler">{t["no"]}</button></div></div>'
    )
    return _document(language, t["title"], body, script + head)


def _didomi(language: str, t: dict[str, Any], head: str) -> str:
    body = (
        '<div id="didomi-host"><div class="didomi-popup-backdrop"><div id="didomi-popup" role="dialog"><div id="didomi-notice">'
        f'<h1 class="didomi-popup-notice-title">{t["head"]}</h1><div class="didomi-popup-notice-text">{"<br><br>".join(t["body"])}</div>'
        f'<button id="didomi-notice-agree-button"><span>{t["yes"]}</span></button><button id="didomi-notice-learn-more-button">{t["no"]}'
        "</button></div></div></div></div>"
    )
    return _document(language, t["title"], body, '<script src="https://sdk.privacy-center.org/loader.js"></script>' + head)


def _sourcepoint(language: str, t: dict[str, Any], head: str) -> str:
    body = (
        '<div id="notice" class="message type-modal" role="dialog"><div class="message-component message-row">'
        f'<h2 class="message-component">{t["head"]}</h2></div><div class="message-component message-column">{_paragraphs(t["body"])}</div>'
        f'<button class="message-component message-button sp_choice_type_11">{t["yes"]}</button>'
        f'<button class="message-component message-button sp_choice_type_12">{t["no"]}</button></div>'
    )
    return _document(
        language, t["title"], body, "<script>window._sp_queue=[];window._sp_={config:{accountId:1}};</script>" + head
    )


def _quantcast(language: str, t: dict[str, Any], head: str) -> str:
    body = (
        '<div class="qc-cmp2-container" id="qc-cmp2-container"><div class="qc-cmp2-main"><div class="qc-cmp2-summary-section">'
        f'<h2>{t["head"]}</h2><div class="qc-cmp2-consent-info">{_paragraphs(t["body"])}</div></div><div class="qc-cmp2-footer">'
        f'<button mode="secondary"><span>{t["no"]}</span></button><button mode="primary"><span>{t["yes"]}</span></button></div></div></div>'
    )
    return _document(language, t["title"], body, '<script src="https://cmp.inmobi.com/choice.js"></script>' + head)


def _usercentrics(language: str, t: dict[str, Any], head: str) -> str:
    body = (
        f'<div id="usercentrics-root"><main class="uc-wall"><h1>{t["head"]}</h1><ul>'
        + "".join(f"<li>{text}</li>" for text in t["body"])
        + f'</ul><a role="button" href="#ok">{t["yes"]}</a> <a href="#more">{t["no"]}</a></main></div>'
    )
    return _document(
        language,
        t["title"],
        body,
        '<script id="usercentrics-cmp" src="https://web.cmp.usercentrics.eu/ui/loader.js"></script>' + head,
    )


def _cookiebot(language: str, t: dict[str, Any], head: str) -> str:
    body = (
        f'<div id="CybotCookiebotDialog" aria-modal="true"><h2 id="CybotCookiebotDialogBodyContentTitle">{t["head"]}</h2>'
        f'<div id="CybotCookiebotDialogBodyContentText">{" ".join(t["body"])}</div>'
        f'<button id="CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll">{t["yes"]}</button></div>'
    )
    return _document(
        language, t["title"], body, '<script id="Cookiebot" src="https://consent.cookiebot.com/uc.js"></script>' + head
    )


def _trustarc(language: str, t: dict[str, Any], head: str) -> str:
    body = (
        f'<div id="consent_blackbar"></div><form action="/collectConsent" method="post"><h1>{t["head"]}</h1>{_paragraphs(t["body"])}'
        f'<input type="submit" name="agree" value="{t["yes"]}"><input type="submit" name="manage" value="{t["no"]}"></form>'
    )
    return _document(language, t["title"], body, '<script src="https://consent.trustarc.com/notice"></script>' + head)


def _plain_page(language: str, t: dict[str, Any], head: str) -> str:
    body = (
        f'<header><a href="/">News</a></header><main><article><h1>{t["head"]}</h1>{_paragraphs(t["body"])}'
        f'<form method="post" action="/consent"><button>{t["yes"]}</button></form></article></main><footer><a href="/imprint">i</a></footer>'
    )
    return _document(language, t["title"], body, head)


def _pur_wall(language: str, t: dict[str, Any], head: str) -> str:
    body = (
        f'<div class="page"><section class="pur-offer"><h2>{t["head"]}</h2><div class="col">{_paragraphs(t["body"][:1])}'
        f'<button>{t["yes"]}</button></div><div class="col">{_paragraphs(t["body"][1:])}<a class="btn" href="/abo">{t["no"]}</a></div>'
        "</section></div>"
    )
    return _document(language, t["title"], body, head)


def _challenges() -> Iterator[Wall]:
    shells = {
        "cloudflare": ('<div class="main-wrapper"><div id="cf-chl-widget"></div>{}</div>', '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>'),
        "datadome": ('<iframe src="https://geo.captcha-delivery.com/captcha/?cid=AHrlq"></iframe>{}', "<script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script>"),
        "perimeterx": ('<div id="px-captcha"></div><div class="px-captcha-container">{}</div>', "<script>window._pxAppId='PXabc';</script>"),
        "akamai": ('<div id="sec-if-cpt-container" class="crypto">{}</div>', '<script src="/_sec/cp_challenge/sec-4-4.js"></script>'),
        "incapsula": ('<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31">{}</iframe><noscript>{}</noscript>', ""),
        "aws": ('<div id="challenge-container">{}</div>', '<script src="https://abc.token.awswaf.com/abc/challenge.js"></script>'),
        "kasada": ("<div>{}</div>", '<script>window.KPSDK={};</script><script src="/149e9513/2d206a39/ips.js"></script>'),
        "ddosguard": ('<div class="container" id="link-ddg">{}</div>', '<script src="/.well-known/ddos-guard/check"></script>'),
        "recaptcha": ('<form id="captcha-form" method="post">{}<div class="g-recaptcha" data-sitekey="k"></div></form>', '<script src="https://www.google.com/recaptcha/api.js"></script>'),
        "plain": ("<main>{}</main>", ""),
    }  # fmt: skip
    for name, (shell, head) in shells.items():
        for language, t in TEXTS["challenge"].items():
            inside = f"<h1>{t['head']}</h1>{_paragraphs(t['body'])}"
            yield Wall(
                f"challenge-{name}-{language}",
                "blocked",
                HERE,
                _document(language, t["title"], shell.replace("{}", inside), head),
            )
    yield Wall("challenge-bare-script", "blocked", HERE, _document("en", "news.example.org", '<p id="cmsg">Please wait</p>',
               "<script>var dd={'rt':'i','cid':'x','host':'geo.captcha-delivery.com'}</script>"))  # fmt: skip


def _denials() -> Iterator[Wall]:
    for language, t in TEXTS["denied"].items():
        plain = f"<h1>{t['title']}</h1>{_paragraphs(t['body'])}<hr>"
        boxed = f'<div id="cf-error-details"><header><h1>{t["title"]}</h1><h2>{t["head"]}</h2></header><section>{_paragraphs(t["body"])}</section></div>'
        yield Wall(f"denied-plain-{language}", "blocked", HERE, _document(language, t["title"], plain))
        yield Wall(f"denied-boxed-{language}", "blocked", HERE, _document(language, t["head"], boxed, _LEFT_OVER))


def _missing() -> Iterator[Wall]:
    for number, (language, t) in enumerate(TEXTS["missing"].items()):
        inside = f"<h1>{t['head']}</h1>{_paragraphs(t['body'])}"
        yield Wall(
            f"missing-plain-{language}",
            "soft_404",
            HERE,
            _document(language, t["title"] + " | The Example", f"<main>{inside}</main>"),
        )
        tips = _teasers("de" if language == "de" else "en")
        crowded = f'<nav><a href="/">Home</a></nav><main>{inside}<section class="tips"><h2>Top</h2>{tips}</section></main>'
        yield Wall(f"missing-crowded-{language}", "soft_404", HERE, _document(language, f"404 - {t['title']}", crowded))
        if number % 2 == 0:
            typed = '<meta property="og:type" content="article">'
            yield Wall(
                f"missing-typed-{language}",
                "soft_404",
                HERE,
                _document(language, t["title"], f"<article>{inside}</article>", typed),
            )


def _stubs() -> Iterator[Wall]:
    for language, t in TEXTS["paywall"].items():
        data = (
            '<meta property="og:type" content="article"><script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":'
            f'"False","headline":"{t["title"]}","datePublished":"2026-03-04T06:00:00Z"}}</script>'
        )
        wall = _paragraphs(t["wall"])
        boxed = f'<article><h1>{t["title"]}</h1><p>{t["lead"]}</p><div class="paywall-offer">{wall}</div></article>'
        loose = f'<main><h1>{t["title"]}</h1><div class="body"><p>{t["lead"]}</p></div><div class="x1">{wall}</div></main>'
        yield Wall(f"paywall-boxed-{language}", "paywall_stub", HERE, _document(language, t["title"], boxed, data))
        yield Wall(f"paywall-loose-{language}", "paywall_stub", HERE, _document(language, t["title"], loose, data))


def _teasers(language: str) -> str:
    return "".join(
        f'<div class="card"><h3><a href="/n/{n}">{head}</a></h3><p>{text}</p></div>'
        for n, (head, text) in enumerate(TEXTS["teasers"][language]["items"])
    )


def _listings() -> Iterator[Wall]:
    for language in TEXTS["teasers"]:
        cards = _teasers(language)
        site = '<meta property="og:type" content="website">'
        items = '<script type="application/ld+json">{"@type":"CollectionPage","name":"Region"}</script>'
        yield Wall(
            f"front-{language}",
            "not_article",
            "https://news.example.org/",
            _document(language, "The Example", f"<main>{cards}</main>", site),
        )
        section = f'<main><h1>Region</h1><div class="list">{cards}</div></main>'
        yield Wall(
            f"section-{language}",
            "not_article",
            "https://news.example.org/region/",
            _document(language, "Region", section, site + items),
        )
        tag = f"<main><h1>Tag: ferry</h1><section>{cards.replace('div', 'article')}</section></main>"
        yield Wall(f"tag-{language}", "not_article", "https://news.example.org/tag/ferry", _document(language, "ferry", tag))


def _shells() -> Iterator[Wall]:
    app = '<div id="root"></div><noscript>You need to switch on JavaScript to run this app.</noscript><script src="/main.js"></script>'
    yield Wall("shell-app", "empty_text", HERE, _document("en", "The Example", app))
    login = '<main><h1>Welcome back</h1><form><label>Mail</label><input name="m"><button>Go</button></form></main>'
    yield Wall("shell-login", "empty_text", "https://news.example.org/login", _document("en", "Your account", login))
    video = '<main><h1>Ferry leaves the harbour</h1><video src="/v.mp4"></video><p>0:42</p></main>'
    yield Wall(
        "shell-video", "empty_text", "https://news.example.org/video/77", _document("en", "Ferry leaves the harbour", video)
    )
