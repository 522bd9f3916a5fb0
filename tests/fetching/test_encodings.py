"""Bodies are decoded alike however they arrive."""

from __future__ import annotations

import contextlib
import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import FetchError
from scraper.fetching.encodings import PIECE_BYTES, BoundedBody, read_encodings

URL = "http://lantern.example/"


def decode(data: bytes, encodings: tuple[str, ...], step: int, limit: int = 10_000_000) -> bytes:
    body = BoundedBody(encodings, limit, URL)
    for start in range(0, len(data), step):
        body.feed(data[start : start + step])
    return body.finish()


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=5_000), st.integers(1, 700), st.sampled_from(["gzip", "deflate", "both"]))
def test_decoding_does_not_depend_on_the_pieces(content, step, form):
    """A body decodes to what was packed, in pieces of any size."""
    packed = {
        "gzip": gzip.compress(content),
        "deflate": zlib.compress(content),
        "both": zlib.compress(gzip.compress(content)),
    }[form]
    encodings = ("gzip", "deflate") if form == "both" else (form,)
    assert decode(packed, encodings, step) == content


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_decode_or_fail_as_ours(data, encoding):
    """Arbitrary bytes give a body or a FetchError, nothing else."""
    with contextlib.suppress(FetchError):
        assert isinstance(decode(data, (encoding,), 64), bytes)


@pytest.mark.parametrize("size", [PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 5 * PIECE_BYTES])
def test_output_held_back_by_the_decoder_is_not_lost(size):
    """A body whose pieces come out exactly full is still whole."""
    assert decode(gzip.compress(bytes(size)), ("gzip",), 1_000_000) == bytes(size)


def test_a_body_with_an_error_keeps_what_came_before():
    """The content so far, cut at the limit, stays readable after the body has grown too large."""
    body = BoundedBody((), 10, URL)
    with pytest.raises(FetchError):
        body.feed(b"0123456789abc")
    assert body.content == b"0123456789"


def test_encodings_are_read_in_the_order_they_were_applied():
    """Names are trimmed, lower-cased and taken from all headers; identity is none."""
    assert read_encodings([" GZip , identity", "deflate"], 2, URL) == ("gzip", "deflate")
    assert read_encodings([], 2, URL) == ()
