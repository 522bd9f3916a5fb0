"""Which lines of the page are the article, and which of them its other fields claim.

`finding` leads through it: the elements around the lines (`surroundings`), each line as numbers (`features`), the
learned judgement (`model`, twice, by way of `context`), then the few rules. `edges` hands lines to the other fields.
"""

from scraper.extraction.body.finding import Finding, find_body

__all__ = ["Finding", "find_body"]
