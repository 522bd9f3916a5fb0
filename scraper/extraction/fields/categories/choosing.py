"""What is the article filed under: section, region, theme, dossier, tags?"""

from __future__ import annotations

import re

from scraper.extraction.answer import Answer
from scraper.extraction.fields.categories.breadcrumbs import collect_breadcrumbs
from scraper.extraction.fields.categories.collected import Collected
from scraper.extraction.fields.categories.keywords import collect_keywords
from scraper.extraction.fields.categories.labelled import collect_labelled
from scraper.extraction.fields.categories.overline import collect_overlines
from scraper.extraction.fields.categories.tags import collect_linked_tags, collect_marked_tags
from scraper.extraction.page.linked import listed, plain, texts
from scraper.extraction.page.view import PageView
from scraper.records import Category

SECTION_METAS = ("article:section", "parsely-section", "sailthru.section", "cxenseparse:section", "section",
                 "og:section", "prism.section", "lp.section", "bt:section", "dcsext.section", "category")  # fmt: skip
#: A comma that parts the names in one value: in "Arts, Letters & Salt" it is part of a name.
TIGHT_COMMA = re.compile(r",(?! )")
#: Pages print the section above the title, regions, themes and dossiers below it, and tags below the text.
ORDER = {"section": 0, "tag": 2}


def read_categories(view: PageView) -> Answer[tuple[Category, ...]]:
    """Every category, with its scheme: section, region, theme, report or tag.

    Looks:   lines with a label ("Région :", "Filed under", "Tags"); the section of the linked data and of <meta>;
             breadcrumbs; links marked as tag; a row of links to topics behind the text; the keywords of <meta> and of
             the linked data.
    Gives:   names as printed, in reading order; a link that leads nowhere gives no address. A label without a value
             gives nothing but a warning.
    Source:  https://schema.org/articleSection, https://schema.org/keywords, https://microformats.org/wiki/rel-tag
    """
    document = view.document
    collected = Collected()
    collect_labelled(view, collected)
    things = view.things
    for thing in things:
        for value in listed(thing.get("articleSection")):
            for name in (part for text in texts(value) for part in TIGHT_COMMA.split(text)):
                collected.add(Category(name, "section"), thing["@source"])
    for meta in SECTION_METAS:
        for value in document.meta.get(meta, ())[:3]:
            if not collected.has("section"):
                collected.add(Category(plain(value), "section"), meta)
    collect_breadcrumbs(view, collected)
    collect_overlines(view, collected)
    collect_marked_tags(view, collected)
    if not collected.has("tag"):
        collect_linked_tags(view, collected)
    collect_keywords(view, collected)
    claims, warnings = tuple(collected.claims.values()), tuple(collected.warnings)
    if not collected.found:
        return Answer((), None, claims, warnings)
    ordered = sorted(collected.found.values(), key=lambda each: ORDER.get(each.scheme, 1))
    return Answer(tuple(ordered), " ".join(collected.where), claims, warnings)
