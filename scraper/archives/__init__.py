"""Archives of pages: WARC files, WACZ packages and folders of saved pages, local or remote, read as Pages.

The only room that knows FastWARC (extra `warc`) and fsspec (extra `remote`). `__init__` imports neither, so that
asking whether a file is an archive costs nothing.
"""

from scraper.archives.found import Found, PageAt, Skipped
from scraper.archives.places import NO_WARC_LIBRARY, has_warc_library, is_archive

__all__ = ["NO_WARC_LIBRARY", "Found", "PageAt", "Skipped", "has_warc_library", "is_archive"]
