"""The SQLite file behind a batch: the URLs, what became of each, and the records.

docs/store.md explains the tables to people who read them with other tools.
"""

from scraper.store.addresses import Due, host_of
from scraper.store.articles import Articles
from scraper.store.attempts import Attempt, Attempts
from scraper.store.kept import KeptPage
from scraper.store.locking import lock
from scraper.store.origins import Origins
from scraper.store.schema import APPLICATION_ID, SCHEMA, VERSION
from scraper.store.search import Hit, Search

__all__ = ["APPLICATION_ID", "SCHEMA", "VERSION", "Attempt", "Due", "Hit", "KeptPage", "Store", "host_of", "lock"]


class Store(Articles, Attempts, Search, Origins):
    """One open store; each of its parts is a file of its own. Not thread-safe.

    with Store.open(Path("scrape.db")) as store: ...
    """
