"""Puts the records of a batch's store into a pandas data frame and prints how many articles each site has a month.

pip install pandas
python examples/frame.py scrape.db
"""

from __future__ import annotations

import sys

import pandas as pd

from scraper import Store


def frame_of(path: str) -> pd.DataFrame:
    """One row per record: its flat fields, its authors' names, and its first origin."""
    with Store(path) as store:
        rows = [
            {
                "url": article.url,
                "title": article.title,
                "site": article.site,
                "published": article.published,
                "authors": [author.name for author in article.authors],
                "origin": article.origins[0].name if article.origins else None,
                "words": len(article.text.split()),
                "text": article.text,
            }
            for article in store
        ]
    frame = pd.DataFrame(rows)
    # Dates are as precise as the page prints them: what is not known to the month is left out here.
    frame["month"] = frame["published"].str.extract(r"^(\d{4}-\d\d)", expand=False)
    return frame


if __name__ == "__main__":
    frame = frame_of(sys.argv[1])
    print(frame.groupby(["site", "month"]).agg(articles=("url", "size"), words=("words", "mean")).round(0).to_string())
