"""Archives -> parts: one WARC file in, one file of records out, every record of the archive accounted for.

`jobs.py` says what one part is and what it is named, `outcomes.py` what each record of an archive comes to, `parts.py`
how a part is written, `manifests.py` what is told of it at the end.
"""

from scraper.bulk.jobs import PartJob, jobs_of
from scraper.bulk.parts import PartDone, write_part

__all__ = ["PartDone", "PartJob", "jobs_of", "write_part"]
