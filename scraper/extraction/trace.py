"""What became of every visible line of the page, and of each hidden one that was kept, and why."""

from __future__ import annotations

from scraper.extraction.body import Finding
from scraper.extraction.body.marks import CLASS_STEMS, judge_tag
from scraper.extraction.reading import Reading
from scraper.parsing.document import Line
from scraper.records import Trace, TraceLine

#: What a dropped line most likely is, by the words and tags of its ancestors: the nearest ancestor that hints decides.
KINDS_BY_CLASS = {
    "consent": "consent", "comment": "comments", "share": "share bar", "related": "related links",
    "ad": "advertisement", "signup": "sign-up appeal", "bio": "author box", "nav": "navigation", "footer": "footer",
    "side": "sidebar",
    "tags": "tag list", "caption": "caption", "shop": "shop", "meta": "metadata", "head": "page header",
}  # fmt: skip
KINDS_BY_TAG = {"nav": "navigation", "footer": "footer", "aside": "sidebar", "form": "form", "button": "control",
                "header": "page header", "figcaption": "caption", "label": "control", "option": "control"}  # fmt: skip


def make_trace(reading: Reading, finding: Finding) -> Trace:
    """The trace: an entry per line with text that is seen or kept, in reading order; one per part with its own fate."""
    out: list[TraceLine] = []
    title_at = -1
    start = reading.title_line if reading.title_line is not None else 0
    for line in reading.document.lines:
        if not line.text or (line.hidden and line.index not in reading.fates):
            continue
        where = line.element.path
        fate, reason = reading.fates.get(line.index) or ("dropped", _reason(line, finding, start))
        if line.index == reading.title_line:
            title_at = len(out)
        at = 0
        for cut_start, cut_end, cut_fate, cut_reason in sorted(reading.cuts.get(line.index, ())):
            if rest := line.text[at:cut_start].strip():
                out.append(TraceLine(rest, fate, reason, where))
            out.append(TraceLine(line.text[cut_start:cut_end].strip(), cut_fate, cut_reason, where))
            at = cut_end
        if rest := line.text[at:].strip():
            out.append(TraceLine(rest, fate, reason, where))
    return Trace(tuple(out), title_at)


def _reason(line: Line, finding: Finding, title_line: int) -> str:
    belief = float(finding.beliefs[line.index]) if line.index < len(finding.beliefs) else 0.0
    kind = _kind(line)
    if kind is None:
        kind = "above the title" if line.index < title_line else "beside the article"
    return f"{kind} ({belief:.2f})"


def _kind(line: Line) -> str | None:
    for node in (line.element, *line.element.ancestors):
        if node.tag in KINDS_BY_TAG:
            return KINDS_BY_TAG[node.tag]
        bits = judge_tag(node.tag, node.raw)
        for place, name in enumerate(CLASS_STEMS):
            if bits >> place & 1 and name in KINDS_BY_CLASS:
                return KINDS_BY_CLASS[name]
    return None
