"""An article in the terminal: its text with the claims highlighted, and below it who claims what."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from shared.claims import Claim, Part, Quantity

_FIGURE = "bold yellow"
_SPEAKER = "bold magenta"
_CUE = "italic cyan"
_CONTENT = "green"
_QUOTED = "bright_green"


class Highlighted:
    """A rich renderable: the parts of an article with their claims. `parts` are (part, words) in reading order."""

    def __init__(self, parts: Sequence[tuple[Part, str]], claims: Sequence[Claim]) -> None:
        self._parts = [(part, words) for part, words in parts if words]
        self._claims = claims

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part, words in self._parts:
            yield highlight(words, [claim for claim in self._claims if claim.part == part], bold=part == "title")
            yield Text("")
        if self._claims:
            yield table(self._claims)


def highlight(words: str, claims: Sequence[Claim], *, bold: bool = False) -> Text:
    """The words with attributed content green, cues cyan, speakers magenta and figures yellow; figures win over the rest."""
    shown = Text(words, style="bold" if bold else "")
    for claim in claims:
        if claim.source is not None:
            shown.stylize(_QUOTED if claim.quote else _CONTENT, claim.content.start, claim.content.end)
    for claim in claims:
        if claim.cue is not None:
            shown.stylize(_CUE, claim.cue.start, claim.cue.end)
        if claim.source is not None and claim.source.start is not None:
            shown.stylize(_SPEAKER, claim.source.start, claim.source.end)
        for quantity in claim.quantities:
            shown.stylize(_FIGURE, quantity.start, quantity.end)
    return shown


def table(claims: Sequence[Claim]) -> Table:
    """One line for each claim: who, through whom, the figures, how firmly, the words, the check-worthiness."""
    made = Table(box=None, pad_edge=False, header_style="dim")
    for name, style in (("speaker", _SPEAKER), ("figures", _FIGURE), ("modality", "dim"), ("claim", ""), ("score", "dim")):
        made.add_column(name, style=style, overflow="fold", justify="right" if name == "score" else "left")
    for claim in claims:
        content = claim.text[claim.content.start - claim.start : claim.content.end - claim.start]
        words = Text(" ".join(content.split()))
        words.truncate(120, overflow="ellipsis")
        made.add_row(_who(claim), _figures(claim.quantities), _firmness(claim), words, f"{claim.score:.2f}")
    return made


def _who(claim: Claim) -> Text:
    if claim.source is None:
        return Text("the outlet", style="dim")
    return Text(" via ".join((claim.source.canonical, *reversed(claim.relays))))


def _figures(quantities: Sequence[Quantity]) -> Text:
    return Text("\n".join(" ".join(filter(None, (quantity.text, quantity.what))) for quantity in quantities))


def _firmness(claim: Claim) -> Text:
    return Text(f"{claim.modality}, negated" if claim.negated else claim.modality)
