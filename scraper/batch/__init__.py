"""Many URLs -> one outcome each, none lost.

`running` is one run over a store: it asks `hosts` whose turn it is, and has `visits` take each URL from start to end.
`files` decides which records get a file of their own, `hints` what a record takes from its feed; `summary` adds up.
"""

from scraper.batch.files import Folder
from scraper.batch.hints import with_hint
from scraper.batch.running import Batch
from scraper.batch.summary import HostSummary, Summary
from scraper.batch.visits import Done

__all__ = ["Batch", "Done", "Folder", "HostSummary", "Summary", "with_hint"]
