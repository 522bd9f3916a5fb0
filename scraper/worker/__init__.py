"""Reads pages in processes that can be killed: one worker (process.py), or a pool for async callers (pool.py).

tasks.py holds what a worker can do, child.py is the worker's side, messages.py the protocol between the two.
"""

from scraper.worker.process import Bug, Worker
from scraper.worker.tasks import Part, read_article, read_feed, read_links

__all__ = ["Bug", "Part", "Worker", "read_article", "read_feed", "read_links"]
