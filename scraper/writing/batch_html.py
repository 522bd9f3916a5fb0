"""A batch's result -> one HTML page: outcomes, failures by code, hosts, and sample records.

The page is self-contained and runs nothing; everything from pages is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from scraper.records import Article
from scraper.writing.guard import printable, safe_link

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root{color-scheme:light dark;--line:#d5d5d0;--soft:#6b6b66;--bg:#fff;--head:#f6f5f1;
--good:#3f8f4f;--kept:#8aa79a;--wait:#c9a227;--bad:#b8402f}
@media(prefers-color-scheme:dark){:root{--line:#444;--soft:#a5a5a0;--bg:#191919;--head:#252525;
--good:#58a868;--kept:#5d7a6c;--wait:#b7912b;--bad:#d0604f}}
body{max-width:62rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;background:var(--bg)}
h1{font-size:1.5rem;margin-bottom:0}h2{font-size:1.15rem;margin:2.5rem 0 .5rem}.soft{color:var(--soft)}
.bar{display:flex;height:1.6rem;border-radius:.4rem;overflow:hidden;margin:1rem 0 .6rem}
.bar span{min-width:2px}.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;padding:0;list-style:none}
.legend i{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;margin-right:.4rem}
.good{background:var(--good)}.kept{background:var(--kept)}.wait{background:var(--wait)}.bad{background:var(--bad)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}
td,th{border-bottom:1px solid var(--line);padding:.35rem .5rem;text-align:start;vertical-align:top}
th{color:var(--soft);font-weight:500}.number{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
td{overflow-wrap:anywhere}td.number,td.code{overflow-wrap:normal}.code{font-family:ui-monospace,monospace;font-size:.85em}
article{border:1px solid var(--line);border-radius:.4rem;margin:.8rem 0;padding:.7rem 1rem;overflow-wrap:anywhere}
article h3{font-size:1rem;margin:0}article p{margin:.3rem 0}a{color:inherit}
"""
#: Outcome -> its colour, in drawing order.
COLOURS = {
    "new": "good",
    "changed": "good",
    "unchanged": "kept",
    "skipped": "kept",
    "duplicate": "kept",
    "deferred": "wait",
    "failed": "bad",
    "gone": "bad",
    "refused": "bad",
}
SAMPLE_CHARS = 400  # of each text: a paragraph


def as_batch_html(
    summary: Mapping[str, Any],
    failures: Sequence[Mapping[str, Any]],
    hosts: Sequence[Mapping[str, Any]],
    samples: Iterable[Article],
) -> str:
    """A run's report as a whole HTML page.

    `summary` is `Summary.to_dict()`; `failures` have url, code and reason; `hosts` is what `Store.hosts` returns.
    """
    title = f"{summary['listed']:,} addresses, {summary['failed']:,} failed"
    spent = f"{summary['pages']:,} pages, {summary['bytes'] / 1e6:,.1f} MB in {summary['seconds']:,.1f} s"
    stopped = f"; {summary['stopped']}" if summary.get("stopped") else ""
    codes = [[f'<td class="code">{_text(code)}</td>', _number(count)] for code, count in summary["codes"].items()]
    failed = [
        [f'<td class="code">{_text(each["code"])}</td>', f"<td>{_link(each['url'])}</td>", _cell(each["reason"])]
        for each in failures
    ]
    per_host = [
        [_cell(each["host"] or "-"), *(_number(each[name]) for name in ("addresses", "stored", "failed")),
         _number(f"{each['seconds'] / max(each['attempts'], 1):.2f}"), _number(f"{each['bytes'] / 1e6:.1f}")]
        for each in hosts
    ]  # fmt: skip
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{title}</h1>\n<p class="soft">{_text(spent + stopped)}</p>\n{_chart(summary["outcomes"])}'
        f"{_table('Failures by code', ['code', 'addresses'], codes)}"
        f"{_table('Hosts', ['host', 'addresses', 'stored', 'failed', 's a page', 'MB'], per_host)}"
        f"{_table('What failed', ['code', 'address', 'reason'], failed)}"
        f"{_samples(samples)}</body>\n</html>\n"
    )


def _chart(outcomes: Mapping[str, int]) -> str:
    known = [(name, outcomes[name]) for name in COLOURS if outcomes.get(name)]
    total = sum(count for _, count in known)
    if not total:
        return "<p>Nothing was listed.</p>\n"
    parts = "".join(
        f'<span class="{COLOURS[name]}" style="flex:{count}" title="{name}: {count:,}"></span>' for name, count in known
    )
    legend = "".join(
        f'<li><i class="{COLOURS[name]}"></i>{name} <b>{count:,}</b> <span class="soft">{count / total:.1%}</span></li>'
        for name, count in known
    )
    told = ", ".join(f"{name} {count}" for name, count in known)
    return f'<div class="bar" role="img" aria-label="{told}">{parts}</div>\n<ul class="legend">{legend}</ul>\n'


def _table(title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    numbers = [cell.startswith('<td class="number"') for cell in rows[0]]
    head = "".join(
        f'<th class="number">{name}</th>' if is_number else f"<th>{name}</th>"
        for name, is_number in zip(names, numbers, strict=True)
    )
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f'<h2>{title}</h2>\n<div class="scroll"><table><tr>{head}</tr>\n{body}\n</table></div>\n'


def _samples(articles: Iterable[Article]) -> str:
    parts = []
    for article in articles:
        facts = [article.site, (article.published or "")[:10], ", ".join(each.name for each in article.authors)]
        told = " · ".join(fact for fact in facts if fact)
        text = article.text[:SAMPLE_CHARS] + ("…" if len(article.text) > SAMPLE_CHARS else "")
        parts.append(
            f'<article dir="auto"><h3>{_text(article.title or "-")}</h3>\n<p class="soft">{_text(told)}</p>\n'
            f'<p>{_text(text)}</p>\n<p class="soft">{_link(article.url)}</p></article>\n'
        )
    return f"<h2>Samples of records</h2>\n{''.join(parts)}" if parts else ""


def _link(url: str | None) -> str:
    safe = safe_link(url)
    shown = _text(url or "-")
    return f'<a href="{escape(safe)}" rel="noreferrer nofollow">{shown}</a>' if safe else shown


def _cell(text: object) -> str:
    return f"<td>{_text(text)}</td>"


def _number(value: object) -> str:
    return f'<td class="number">{value}</td>'


def _text(value: object) -> str:
    return escape(printable(str(value)))
