"""The spider measured by `make batch`: Scrapy fetches, trafilatura extracts in its callback.

scrapy runspider benchmarks/article_spider.py -a addresses=list.txt -O out.jsonl
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
import trafilatura


class ArticleSpider(scrapy.Spider):
    """Yields one item for each URL with an article."""

    name = "articles"
    custom_settings = {  # noqa: RUF012  # as Scrapy has it
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": False,
        "LOG_LEVEL": "ERROR",
    }

    async def start(self) -> AsyncIterator[Any]:
        """The addresses of the list."""
        for line in Path(self.addresses).read_text("utf-8").splitlines():
            yield scrapy.Request(line, dont_filter=True)

    def parse(self, response: Any) -> Iterator[dict[str, Any]]:
        """The text and the metadata."""
        found = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)
        if found is not None:
            yield {
                name: getattr(found, name) for name in ("url", "title", "author", "date", "sitename", "text", "tags")
            }
