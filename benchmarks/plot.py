"""The chart of quality against time per page, as SVG, with a logarithmic time axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 30, 56, 60  # margins around the field
STEP = 0.05  # of quality, between two grid lines
LETTER_PX, ROW_PX = 7.2, 16  # of a label
GAP_PX = 11  # between a point and its label
STYLE = """
svg { background: #fff; font: 13px sans-serif }
text { fill: #333 }
.title { font-size: 15px; font-weight: bold }
.grid { stroke: #ddd }
.peer { fill: #6b7a8f }
.ours { fill: #c2410c }
text.ours { font-weight: bold }
"""


@dataclass(frozen=True, slots=True)
class Point:
    """One extractor: median milliseconds per page, and quality from 0 to 1."""

    name: str
    ms: float
    quality: float
    is_ours: bool


Place = Callable[[float, float], tuple[float, float]]  # milliseconds and quality -> x and y
Box = tuple[float, float, float, float]  # left, right, top, bottom


def quality_plot(points: Sequence[Point]) -> str:
    """The SVG of all points with their names. Times must be above 0."""
    low_ms = 10 ** math.floor(math.log10(min(point.ms for point in points)))
    high_ms = 10 ** math.ceil(math.log10(max(point.ms for point in points) * 1.01))
    bottom = math.floor(min(point.quality for point in points) / STEP) * STEP
    top = min(math.ceil(max(point.quality for point in points) / STEP + 0.2) * STEP, 1.0)

    def place(ms: float, quality: float) -> tuple[float, float]:
        along = math.log10(ms / low_ms) / math.log10(high_ms / low_ms)
        up = (quality - bottom) / (top - bottom)
        return LEFT + along * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="Quality against time per page">',
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text class="title" x="{LEFT}" y="26">Body F1 against time per page</text>',
        f'<text x="{LEFT}" y="44">validation pages, mean of the sets; up and to the left is better</text>',
        *_grid(low_ms, high_ms, bottom, top, place),
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle">'
        "median milliseconds of CPU time per page</text>",
    ]
    places = {point: place(point.ms, point.quality) for point in points}
    taken = [(x - GAP_PX / 2, x + GAP_PX / 2, y - GAP_PX / 2, y + GAP_PX / 2) for x, y in places.values()]
    for point, (x, y) in places.items():
        kind = "ours" if point.is_ours else "peer"
        label = _label_box(point.name, x, y, taken)
        taken.append(label)
        parts.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{7 if point.is_ours else 5}"/>')
        edge, anchor = (label[1], "end") if label[0] < x else (label[0], "start")
        parts.append(
            f'<text class="{kind}" x="{edge:.1f}" y="{label[3] - 4:.1f}" text-anchor="{anchor}">'
            f"{escape(point.name)}</text>"
        )
    return "\n".join((*parts, "</svg>\n"))


def _grid(low_ms: float, high_ms: float, bottom: float, top: float, place: Place) -> list[str]:
    """The lines and figures of both axes."""
    out = []
    ms = low_ms
    while ms <= high_ms * 1.001:
        for part in (1, 2, 5):
            if ms * part <= high_ms * 1.001:
                x, _ = place(ms * part, bottom)
                out.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
                label = f"{ms * part:g}"
                out.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{label}</text>')
        ms *= 10
    for count in range(round((top - bottom) / STEP) + 1):
        quality = bottom + count * STEP
        _, y = place(low_ms, quality)
        out.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{quality:.2f}</text>')
    return out


def _label_box(name: str, x: float, y: float, taken: Sequence[Box]) -> Box:
    """Where the name goes: beside its point, on the first side and row where there is room for it."""
    width = len(name) * LETTER_PX
    for row in range(len(taken) + 1):
        top = y + (row - 0.5) * ROW_PX
        for left in (x + GAP_PX, x - GAP_PX - width):
            box = (left, left + width, top, top + ROW_PX)
            if box[0] > LEFT and box[1] < WIDTH and not any(_overlap(box, other) for other in taken):
                return box
    return x + GAP_PX, x + GAP_PX + width, y - ROW_PX / 2, y + ROW_PX / 2


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
