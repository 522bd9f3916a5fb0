"""Labels printed before categories, and the first steps of breadcrumbs, in every language."""

from __future__ import annotations

from scraper.extraction.sameness import sameness
from scraper.records import Scheme
from scraper.wordings import words

#: For a label that is in several schemes the first one counts.
ORDER: tuple[Scheme, ...] = ("region", "theme", "report", "section", "tag")
#: The scheme of each label, lower case.
SCHEMES = {label: scheme for scheme in reversed(ORDER) for label in words("categories", scheme)}
LONGEST_LABEL = max(map(len, SCHEMES))
#: First steps of breadcrumbs that only mean the home page, in comparable form.
HOME = frozenset(map(sameness, words("categories", "home")))
#: What is printed for an article without a category, in comparable form.
NO_CATEGORY = frozenset(map(sameness, words("categories", "none")))
