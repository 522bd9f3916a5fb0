"""Labels that a page prints before its categories, and the first steps of its breadcrumbs, in every language."""

from __future__ import annotations

from scraper.extraction.sameness import sameness
from scraper.records import Scheme
from scraper.wordings import words

#: Of a label that is in several schemes the first one holds.
ORDER: tuple[Scheme, ...] = ("region", "theme", "report", "section", "tag")
#: The scheme of each label, lower case.
SCHEMES = {label: scheme for scheme in reversed(ORDER) for label in words("categories", scheme)}
LONGEST_LABEL = max(map(len, SCHEMES))
#: First steps of a breadcrumb that only say where the site begins, in comparable form.
HOME = frozenset(map(sameness, words("categories", "home")))
#: What stands where an article has no category, in comparable form.
NO_CATEGORY = frozenset(map(sameness, words("categories", "none")))
