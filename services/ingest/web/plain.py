"""What went wrong, in plain words. The ledger keeps a code and a detail ("server_error: status 503"); people read words."""

from __future__ import annotations

_REASONS = {
    # why a page is dropped (shared/outcomes.py)
    "robots": "robots.txt asks not to fetch it",
    "not_found": "there is nothing at this address",
    "gone": "it was taken away for good",
    "blocked": "the site refuses us",
    "consent_wall": "only a consent form was shown",
    "paywall_stub": "only the beginning is free to read",
    "soft_404": "the page says that it is not there",
    "not_article": "the page is no article",
    "too_large": "the page is larger than allowed",
    "decompression_bomb": "the page unpacks to far too much",
    "forbidden_address": "its address may not be connected to",
    "redirect_loop": "it redirects in a circle",
    "unsupported_type": "it is no page, but another kind of file",
    "empty_text": "the page has no text",
    "duplicate_url": "it is known under another address",
    "expired": "it was too late to fetch it",
    "cancelled": "it was cancelled",
    # why a fetch is tried again (services/ingest/responses.py)
    "server_error": "the server fails",
    "timeout": "the server does not answer in time",
    "connection": "no connection to the server",
    "dns": "its name leads nowhere",
    "tls": "its certificate cannot be trusted",
    "rate_limited": "the server asks us to slow down",
    "unreadable": "what it answers cannot be read",
    # why something is in quarantine
    "no_answer": "it was taken up several times, and nobody told how it ended",
    "poison_message": "it ended the worker that took it up, several times",
    "invalid_message": "the message is not of the agreed form",
    "handler_failed": "our code failed on it, several times",
    "extraction_failed": "our reader failed on the page",
    "save_failed": "it could not be saved",
    "blob_unreadable": "the kept page cannot be read",
    "page_timeout": "the page took too long to read",
    "our fault": "our code failed on it",
}


def reason(code: str | None) -> str:
    """A reason in words, or the code itself where there are none for it."""
    return _REASONS.get(code or "", (code or "").replace("_", " "))


def plain(error: str | None) -> str:
    """An error of the ledger in words: the reason, and in brackets what exactly was seen."""
    if not error:
        return ""
    code, _, detail = error.partition(": ")
    if code not in _REASONS:
        return error
    told = _REASONS[code]
    return f"{told[0].upper()}{told[1:]}{f' ({detail})' if detail else ''}"
