"""Reading pages in processes that may be killed: one worker (process.py), or several for those who await (pool.py).

What can be asked of a page stands in tasks.py; child.py is the worker's side, messages.py what goes to and fro.
"""

from scraper.worker.process import Bug, Worker
from scraper.worker.tasks import Part, read_article, read_feed, read_links

__all__ = ["Bug", "Part", "Worker", "read_article", "read_feed", "read_links"]
