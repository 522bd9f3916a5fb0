"""Which lines of the page are the article.

`finding` leads through it. `beliefs` is the seam to the learned `model`: a table of the lines, made of the elements
around them (`surroundings`) and of numbers (`features`), and the beliefs by two looks at it, the second with what the
first ones add up to (`context`). Then come the boxes that are `furniture` and the few other `rules`.
`live` adds the times of a live blog's updates, `edges` says what of the first and last lines is about the article only.
"""

from scraper.extraction.body.edges import edge_furniture, head_furniture
from scraper.extraction.body.finding import Finding, find_body
from scraper.extraction.body.live import slide_numbers, with_update_times

__all__ = ["Finding", "edge_furniture", "find_body", "head_furniture", "slide_numbers", "with_update_times"]
