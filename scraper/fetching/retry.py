"""When a failed request is made again, and how long to wait before it."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraper.errors import ConnectError, DeadlineError, ResetError, ScraperError, StatusError
from scraper.options import MAX_NOT_BEFORE_S

#: Failures that another attempt may cure within the same run. Not a name without an address: the resolver has asked
#: several times already.
TRANSIENT = (ConnectError, ResetError, DeadlineError)


def is_transient(error: ScraperError) -> bool:
    """Whether another attempt in this run makes sense."""
    return isinstance(error, TRANSIENT) or (isinstance(error, StatusError) and error.retryable)


def backoff_s(attempt: int, first_s: float) -> float:
    """The pause after failed attempt `attempt` (from 0): 1, 2, 4 … times the first, and up to half as much again.

    The random part only adds, so that many clients part ways without any coming back early.
    """
    return float(first_s * 2**attempt * (1 + random.random() / 2))


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """The seconds a Retry-After header asks for, between 0 and a day; None when it says nothing readable.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        # More than nine digits are more than a day in any case, and int() of a long run of digits raises.
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
