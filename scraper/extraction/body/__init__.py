"""Which lines of the page are the article.

`finding` leads through it: the elements around the lines (`surroundings`), each line as numbers (`features`), the
learned beliefs (`model`, twice, by way of `context`), then the boxes that are `furniture` and the few other `rules`.
`live` adds the times of a live blog's updates, `edges` says what of the first and last lines is about the article only.
"""

from scraper.extraction.body.edges import edge_furniture, head_furniture
from scraper.extraction.body.finding import Finding, find_body
from scraper.extraction.body.live import slide_numbers, with_update_times

__all__ = ["Finding", "edge_furniture", "find_body", "head_furniture", "slide_numbers", "with_update_times"]
