"""In which language does a page print its dates, and is day or month first?"""

from __future__ import annotations

import re

from scraper.extraction.page.view import PageView, once
from scraper.normalize.date_order import EITHER_ORDER, MONTH_FIRST
from scraper.normalize.language import detect_language, normalize_language
from scraper.normalize.urls import url_host

DAY_FIRST_TAG, MONTH_FIRST_TAG = "en-gb", "en-us"
#: Last labels of hosts under which English pages write the day first, or the month.
DAY_FIRST_HOSTS = frozenset({"uk", "au", "nz", "ie", "in", "pk", "lk", "sg", "my", "ng", "ke", "gh"})
MONTH_FIRST_HOSTS = frozenset({"us", "gov", "edu", "mil"})
NUMBERS = re.compile(r"(?<![\w./-])(\d\d?)([/-])(\d\d?)\2(?:19|20)\d\d(?![\w/-])")
LAST_MONTH, LAST_DAY = 12, 31  # a number between them is a day
SAMPLE_CHARS = 600  # of the body: enough to tell its language
LONG_LINE = 40  # characters; a shorter one is a menu's


@once
def date_language(view: PageView) -> str | None:
    """The language tag by which the page's dates are read; None where nothing tells it.

    A page that declares none is read in the language of its words. English alone does not tell whether day or month
    comes first: other dates of the same page do, where all of them agree, and then the country of the host.
    """
    declared = (view.document.html_language or "").lower().replace("_", "-")
    tag = declared or _declared_elsewhere(view) or _language_of_words(view) or ""
    if tag and tag not in EITHER_ORDER and tag not in MONTH_FIRST:
        return tag
    return _order_of_other_dates(view) or _order_of_host(view, tag) or tag or None


def _declared_elsewhere(view: PageView) -> str | None:
    metas = view.document.meta
    stated = (value for key in ("content-language", "og:locale") for value in metas.get(key, ())[:1])
    return next((tag.lower() for value in stated if (tag := normalize_language(value))), None)


def _language_of_words(view: PageView) -> str | None:
    lines = [view.lines[index] for index in view.body]
    sample = " ".join(line.text for line in lines if len(line.text) > LONG_LINE)[:SAMPLE_CHARS]
    return detect_language(sample, None) if sample else None


def _order_of_other_dates(view: PageView) -> str | None:
    """The order of those dates whose numbers leave no doubt, where all have the same."""
    orders = set()
    for line in view.lines:
        for first, _, second in NUMBERS.findall(line.text):
            smaller, greater = sorted((int(first), int(second)))
            if 0 < smaller <= LAST_MONTH < greater <= LAST_DAY:
                orders.add(DAY_FIRST_TAG if greater == int(first) else MONTH_FIRST_TAG)
    return orders.pop() if len(orders) == 1 else None


def _order_of_host(view: PageView, tag: str) -> str | None:
    if tag not in EITHER_ORDER:
        return None
    ending = (url_host(view.document.url) or "").rpartition(".")[2]
    if ending in DAY_FIRST_HOSTS:
        return DAY_FIRST_TAG
    return MONTH_FIRST_TAG if ending in MONTH_FIRST_HOSTS else None
