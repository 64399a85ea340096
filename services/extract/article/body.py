"""The body of an article as blocks (first version: trafilatura on the stripped tree)."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement
from trafilatura.core import trafilatura_sequence
from trafilatura.settings import Extractor
from trafilatura.xml import xmltotxt

_STRIP = (
    "script",
    "style",
    "noscript",
    "svg",
    "nav",
    "footer",
    "button",
    "iframe",
    "template",
    "form",
    "select",
    "input",
    "aside",
    "head",
)


def text(root: HtmlElement) -> str:
    etree.strip_elements(root, *_STRIP, with_tail=False)
    body, _, _, _ = trafilatura_sequence(root, Extractor(fast=True, recall=True, comments=False, output_format="python"))
    return xmltotxt(body, False)
