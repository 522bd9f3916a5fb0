"""Which failed requests are retried, and how long to wait first."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraper.errors import ConnectError, DeadlineError, ResetError, ScraperError, StatusError
from scraper.options import MAX_NOT_BEFORE_S

#: Failures that a retry within the same run may cure. Not a DNS failure: the resolver has already tried several times.
TRANSIENT = (ConnectError, ResetError, DeadlineError)


def is_transient(error: ScraperError) -> bool:
    """Whether a retry in this run makes sense."""
    return isinstance(error, TRANSIENT) or (isinstance(error, StatusError) and error.retryable)


def backoff_s(attempt: int, first_s: float) -> float:
    """The pause after failed attempt `attempt` (from 0): the first pause times 1, 2, 4 …, plus up to half as much.

    The random part only adds, so that many clients spread out and none returns early.
    """
    return float(first_s * 2**attempt * (1 + random.random() / 2))


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """The seconds a Retry-After header asks for, from 0 to a day; None if it cannot be parsed.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        # More than nine digits exceed a day in any case, and int() raises on a long run of digits.
        return MAX_NOT_BEFORE_S if len(text.lstrip("0")) > 9 else min(float(text), MAX_NOT_BEFORE_S)
    if not text or len(text) > 60:
        return None
    try:
        moment = parsedate_to_datetime(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (aware - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(seconds, 0.0), MAX_NOT_BEFORE_S)
