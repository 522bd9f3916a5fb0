"""Transient failures are retried, a bounded number of times, and never before the host allows it."""

from __future__ import annotations

import asyncio
import itertools
import pickle
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import FetchError, NotBeforeError, ResetError, StatusError
from scraper.fetching.client import Fetcher
from scraper.fetching.retry import MAX_NOT_BEFORE_S, backoff_s, retry_after_s
from tests.hostile_server import NOT_HTTP, answer, cut, resets

NOW = datetime(2031, 5, 4, 12, 0, 0, tzinfo=UTC)


def busy(retry_after: str, status: str = "503 Service Unavailable") -> bytes:
    return answer(b"", status, retry_after=retry_after)


@pytest.mark.parametrize(
    ("reply", "code", "attempts"),
    [
        *((answer(b"", f"{status} x"), "fetch.status", 3) for status in (408, 425, 429, 500, 502, 503, 504)),
        *((answer(b"", f"{status} x"), "fetch.status", 1) for status in (400, 401, 403, 404, 410, 451, 501, 505, 999)),
        (resets, "fetch.reset", 3),
        (NOT_HTTP["/banner"], "fetch.protocol", 1),
        (answer(b"x" * 5_000), "fetch.too_large", 1),
        (cut(b"x", 50), "fetch.truncated", 1),
        (answer(b"x", content_encoding="br"), "fetch.encoding", 1),
    ],
)
def test_only_transient_failures_are_tried_again(serve, client, reply, code, attempts):
    """Three attempts for a reset and for 408, 425, 429, 500, 502, 503 and 504; one for everything else."""
    server = serve({"/": reply})
    with pytest.raises(FetchError) as caught:
        client(retries=2, max_bytes=1_000, backoff_s=0.01).fetch(server.url())
    assert (caught.value.code, len(server.requests)) == (code, attempts)


def test_a_later_attempt_may_succeed(serve, client):
    """The page is had when the second attempt has it, and the pauses grow."""
    server = serve()
    replies = itertools.chain([b"503 Service Unavailable", b"502 Bad Gateway"], itertools.repeat(b"200 OK"))
    server.routes["/"] = lambda talk: talk.say(b"HTTP/1.1 " + next(replies) + b"\r\nContent-Length: 2\r\n\r\nok")
    assert client(retries=2, backoff_s=0.2).fetch(server.url()).content == b"ok"
    first, second = (after.at - before.at for before, after in itertools.pairwise(server.requests))
    assert 0.2 <= first < 2
    assert 0.4 <= second < 2


def test_a_status_error_says_its_status(serve, client):
    """The error names the address asked for, the status and whether it is worth a retry, and survives pickling."""
    server = serve(
        {"/": answer(b"", "404 Not Found"), "/guarded": answer(b"", "403 Forbidden", cf_mitigated="challenge")}
    )
    with pytest.raises(StatusError) as caught:
        client().fetch(server.url())
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.status, error.retryable, error.exit_status, error.url) == (404, False, 5, server.url())
    assert error.reason == "the server answered 404 Not Found"
    with pytest.raises(StatusError, match="Cloudflare"):
        client().fetch(server.url("/guarded"))


@pytest.mark.parametrize("value", ["0", "-1", "banana", "", "Sun, 06 Nov 1994 08:49:37 GMT", "1.5"])
def test_a_retry_after_that_says_nothing_changes_nothing(serve, client, value):
    """Zero, the past and what is no time at all leave the usual pauses."""
    server = serve({"/": busy(value)})
    with pytest.raises(StatusError):
        client(retries=2, backoff_s=0.02).fetch(server.url())
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", ["503 Service Unavailable", "429 Too Many Requests"])
def test_a_short_retry_after_is_waited_for(serve, client, status):
    """A second attempt comes after the seconds the host asks for, not before."""
    server = serve({"/": busy("1", status)})
    with pytest.raises(StatusError):
        client(retries=1, total_s=10.0).fetch(server.url())
    assert len(server.requests) == 2
    assert server.requests[1].at - server.requests[0].at >= 1.0


@pytest.mark.parametrize("value", ["31", "999999999", "9" * 5_000, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_long_retry_after_is_left_to_a_later_run(serve, client, value):
    """More than 30 seconds is fetch.not_before at once, a day at most, and the host's other pages are not asked for."""
    server = serve({"/": busy(value), "/other": answer(b"page")})

    async def work(fetcher: Fetcher) -> list[NotBeforeError]:
        errors = []
        for path in ("/", "/other"):
            with pytest.raises(NotBeforeError) as caught:
                await fetcher.fetch(server.url(path))
            errors.append(caught.value)
        return errors

    errors = client(retries=2).run(work)
    for error in errors:
        assert time.time() + 29 < error.not_before <= time.time() + MAX_NOT_BEFORE_S
        assert (error.code, error.exit_status) == ("fetch.not_before", 5)
    assert server.paths == ["/"]


def test_no_retry_outlives_the_addresss_time(serve, client, stopwatch):
    """An attempt that could only come after the time is over is not waited for."""
    server = serve({"/": resets})
    with pytest.raises(ResetError):
        client(retries=2, backoff_s=20.0, total_s=2.0).fetch(server.url())
    assert stopwatch() < 1.9
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None), ("", None), ("banana", None), ("-1", None), ("1.5", None), ("0", 0.0), (" 120 ", 120.0),
        ("86400", 86_400.0), ("86401", 86_400.0), ("9" * 5_000, 86_400.0), ("00000000000007", 7.0), ("٣", None),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0), (format_datetime(NOW, usegmt=True), 0.0),
        ("Sun May  4 12:01:00 2031", 60.0), ("Fri, 31 Dec 9999 23:59:59 -2359", 86_400.0),
        ("Sat, 01 Jan 0001 00:00:00 +2359", 0.0), ("Sun, 99 Foo 2031 99:99:99 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_both_forms(value, seconds):
    """Seconds and dates are read, broken ones are None, long ones are a day."""
    assert retry_after_s(value, NOW) == seconds


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=40))
def test_any_retry_after_is_seconds_or_nothing(value):
    """No header raises, and none asks for more than a day."""
    seconds = retry_after_s(value, NOW)
    assert seconds is None or 0 <= seconds <= MAX_NOT_BEFORE_S


@settings(deadline=None)  # the machine may be busy
@given(st.integers(0, 20))
def test_pauses_double_and_vary(attempt):
    """Each pause is 2**attempt times the first, and up to half as much again."""
    assert 2**attempt <= backoff_s(attempt, 1.0) <= 1.5 * 2**attempt


def test_one_failed_address_does_not_stop_the_others(serve, client):
    """Failures stay with their address."""
    server = serve({"/*": answer(b"page"), "/3": resets})

    async def work(fetcher: Fetcher) -> list[object]:
        urls = (server.url(f"/{number}") for number in range(6))
        return await asyncio.gather(*(fetcher.fetch(url) for url in urls), return_exceptions=True)

    results = client().run(work)
    assert [isinstance(result, ResetError) for result in results] == [number == 3 for number in range(6)]
