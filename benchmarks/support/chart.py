"""The chart of benchmarks/line.py: where the processor's time of an article goes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "claimwire"  # the same figures give the same file
matplotlib.rcParams["svg.fonttype"] = "none"

from matplotlib import pyplot as plt  # noqa: E402 - after the choice of what draws

INK, QUIET, STRONG = "#222222", "#b8c4cc", "#2f6f8f"


def draw(file: Path, costs: Mapping[str, float], ours: float, theirs: float) -> None:
    """CPU milliseconds an article by part of the line, with our extraction and trafilatura alone above for comparison."""
    bars = [("trafilatura alone", theirs, QUIET), ("our extraction alone", ours, QUIET)]
    bars += [(f"line: {part}", cost, STRONG) for part, cost in costs.items()]
    figure, axes = plt.subplots(figsize=(7, 0.4 * len(bars) + 0.9))
    names = [name for name, _, _ in bars]
    drawn = axes.barh(names, [cost for _, cost, _ in bars], color=[colour for _, _, colour in bars], height=0.65)
    axes.bar_label(drawn, fmt="%.1f", padding=4, color=INK)
    axes.invert_yaxis()
    axes.set_xlabel("CPU milliseconds an article", color=INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0, colors=INK)
    axes.margins(x=0.12)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
