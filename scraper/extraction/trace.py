"""The trace: what became of every visible line of the page, and of each hidden one that was kept, and why."""

from __future__ import annotations

from typing import cast

from scraper.extraction.body.finding import Finding
from scraper.extraction.ledger import Ledger, Part, unclaimed
from scraper.extraction.page.hints import CLASS_STEMS, judge_tag
from scraper.extraction.page.view import PageView
from scraper.parsing.document import Line
from scraper.records import Fate, Trace, TraceLine

#: What a dropped line most likely is, judging by its ancestors' words and tags: the nearest ancestor with a hint
#: decides.
KINDS_BY_CLASS = {
    "consent": "consent", "comment": "comments", "share": "share bar", "related": "related links",
    "ad": "advertisement", "signup": "sign-up appeal", "bio": "author box", "nav": "navigation", "footer": "footer",
    "side": "sidebar",
    "tags": "tag list", "caption": "caption", "shop": "shop", "meta": "metadata", "head": "page header",
}  # fmt: skip
KINDS_BY_TAG = {"nav": "navigation", "footer": "footer", "aside": "sidebar", "form": "form", "button": "control",
                "header": "page header", "figcaption": "caption", "label": "control", "option": "control"}  # fmt: skip


def make_trace(view: PageView, finding: Finding, ledger: Ledger) -> Trace:
    """One entry per visible or kept line with text, in reading order; one per part where parts have different fates."""
    out: list[TraceLine] = []
    title_at = -1
    for line in view.lines:
        claimed = ledger.parts.get(line.index, ())
        if not line.text or (line.hidden and not claimed):
            continue
        if line.index == view.title_line:
            title_at = len(out)
        rest = unclaimed(line.text, claimed)
        reason = _reason(line, finding, view.title_line or 0) if rest else ""
        where = line.element.path
        for part in sorted((*claimed, *(Part(start, end, "dropped", reason) for start, end in rest))):
            if text := line.text[part.start : part.end].strip():
                out.append(TraceLine(text, cast(Fate, part.fate), part.reason, where))
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
