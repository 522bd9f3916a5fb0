"""Scrapes the URLs given as arguments, many at once, and prints one line for each as soon as it is there.

python examples/many.py https://paper.example/a https://paper.example/b
"""

from __future__ import annotations

import asyncio
import sys

from scraper import AsyncClient, FetchOptions, Options, Success

#: `--private` is for pages that this machine serves itself.
PRIVATE = "--private"


async def main(urls: list[str]) -> int:
    """Prints each URL's title or the reason for its failure; gives the number of failures."""
    options = Options(fetch=FetchOptions(allow_private=PRIVATE in urls, robots=PRIVATE not in urls))
    failed = 0
    async with AsyncClient(options) as client:
        async for result in client.scrape_many(url for url in urls if url != PRIVATE):
            if isinstance(result, Success):
                print(f"{result.url}\t{result.article.published or '-'}\t{result.article.title}")
            else:
                failed += 1
                print(f"{result.url}\t{result.error.code}\t{result.error.reason}", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(min(asyncio.run(main(sys.argv[1:])), 1))
