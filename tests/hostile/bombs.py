"""Small bodies that decompress to one gibibyte, in each encoding that servers use."""

from __future__ import annotations

from functools import cache

from tests.hostile_server import gzipped_zeros

GIB = 1_073_741_824
#: Brotli's name for one GiB of zeros: what it begins with, what comes seven times, what it ends with.
BROTLI_HEAD = "cfffff7ff82700e2b14020f7fe9ffffffff04f00c4610180eefd3fffffffe19f0088c322"
BROTLI_BLOCK = (
    "00ddfb7ffeffffc33f0110870500baf7fffcffff877f02200e0b0074effff9ffff0fff04401c1600e8defff3ffff1ffe0980382c0"
    "0d0bdffe7ffff3ffc1300715800a07bffcfffff7ff82700e2b00040f7fe9ffffffff04f00c4610180eefd3fffffffe19f0088c302"
)
BROTLI_TAIL = (
    "00ddfb7ffeffffc33f0110870500baf7fffcffff877f02200e0b0074effff9ffff0fff"
    "04401c1600e8defff3ffff1ffe0980382c00d0bdffe7ffff3ffc1300715800a07bff3f"
)


def zstandard_zeros() -> bytes:
    """One GiB of zeros: a frame of 8,192 blocks that each say "128 KiB of this byte" (RFC 8878, 3.1.1.2)."""
    size, run_of_one_byte = 131_072, 1
    block = (size << 3 | run_of_one_byte << 1).to_bytes(3, "little") + b"\0"
    last = (size << 3 | run_of_one_byte << 1 | 1).to_bytes(3, "little") + b"\0"
    return b"\x28\xb5\x2f\xfd" + b"\x00\x58" + block * (GIB // size - 1) + last


@cache
def bombs() -> dict[str, bytes]:
    """Content-Encoding -> body."""
    return {
        "gzip": gzipped_zeros(1_024),
        "gzip, gzip": gzipped_zeros(1_024, layers=2),
        "br": bytes.fromhex(BROTLI_HEAD + BROTLI_BLOCK * 7 + BROTLI_TAIL),
        "zstd": zstandard_zeros(),
    }
