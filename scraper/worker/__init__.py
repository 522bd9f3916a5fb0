"""Reading pages in processes that may be killed: one worker (process.py), or several for those who await (pool.py)."""

from scraper.worker.process import Bug, Part, Worker, read, read_feed, read_links

__all__ = ["Bug", "Part", "Worker", "read", "read_feed", "read_links"]
