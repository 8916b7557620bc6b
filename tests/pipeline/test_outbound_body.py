"""Decompression in whatever pieces the network brings."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.outbound.body import Body
from vigie.errors import InvalidInput


def bare_deflate(data: bytes) -> bytes:
    press = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return press.compress(data) + press.flush()


def two_members(data: bytes) -> bytes:
    half = len(data) // 2
    return gzip.compress(data[:half], mtime=0) + gzip.compress(data[half:], mtime=0)


FORMS = {
    "plain": ("", bytes),
    "gzip": ("gzip", gzip.compress),
    "gzip in two members": ("gzip", two_members),
    "gzip with padding": ("gzip", lambda data: gzip.compress(data, mtime=0) + bytes(20)),
    "deflate": ("deflate", zlib.compress),
    "bare deflate": ("deflate", bare_deflate),
}


@settings(max_examples=60)
@given(st.sampled_from(sorted(FORMS)), st.binary(max_size=2000), st.integers(1, 300))
def test_a_body_is_the_same_however_it_was_cut(form: str, data: bytes, step: int) -> None:
    encoding, pack = FORMS[form]
    packed = pack(data)
    body = Body("ville.example", encoding, limit=len(data))
    for start in range(0, len(packed), step):
        body.add(packed[start : start + step])
    assert body.whole() == data


@settings(max_examples=80)
@given(st.sampled_from(["gzip", "deflate", ""]), st.lists(st.binary(max_size=60), max_size=8))
def test_any_bytes_are_read_within_the_limit_or_refused(encoding: str, chunks: list[bytes]) -> None:
    body = Body("ville.example", encoding, limit=100)
    with suppress(InvalidInput):
        for chunk in chunks:
            body.add(chunk)
        assert len(body.whole()) <= 100


def test_an_empty_body_needs_no_compressed_stream() -> None:
    assert Body("ville.example", "gzip", limit=10).whole() == b""


def test_a_stream_of_empty_members_does_not_go_on_for_ever() -> None:
    body = Body("ville.example", "gzip", limit=1000)
    with pytest.raises(InvalidInput, match="dépasse la limite"):
        body.add(gzip.compress(b"", mtime=0) * 1000)


@pytest.mark.parametrize("length", [1_000_001, 10**12])
def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read(length: int) -> None:
    with pytest.raises(InvalidInput):
        Body("ville.example", "", limit=1_000_000).expect(length)
