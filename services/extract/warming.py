"""Loading lexicons and models before work comes, so that a worker's first page takes no longer than the others."""

from __future__ import annotations

from services.extract.extraction import extract_page

_PAGE = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harbour lights return after a week of fog</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-04T06:00:00Z"></head>
<body><article><h1>Harbour lights return after a week of fog</h1>
<p>At least 12 lamps were lit again in the harbour of Port Alder on Monday, harbour master Greta Holm said, and about 3% of
the boats left before noon.</p>
<p>"We expect between 20 and 30 more tomorrow," she told the paper, and added that the weather had been kind to all.</p>
<p>The town paid $4,500 for the lamps, according to its council. It may buy up to 40 more by the summer of next year.</p>
</article></body></html>"""


def warm_up() -> None:
    """Read a page that holds something of everything. Called in the worker's parent process, it serves all its children."""
    extract_page(_PAGE, "https://port-alder.example/news/harbour-lights", content_type="text/html; charset=utf-8")
