"""Compressed frames, honest or not; the addresses that ask for them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.bluesky.jetstream_addresses import HOSTS, dictionary_of, origin, subscription
from connectors.bluesky.jetstream_frames import LONGEST, Dictionary
from tests.doubles.jetstream import trained_dictionary
from vigie.errors import InvalidInput

TRAINED = trained_dictionary()
OURS = Dictionary(TRAINED.as_bytes())


def packed(content: bytes, *, sized: bool = True) -> bytes:
    packer = zstandard.ZstdCompressor(dict_data=TRAINED, write_content_size=sized)
    return packer.compress(content)


@pytest.mark.parametrize(
    ("name", "number"),
    [("legacy_subscribe.zdict", 1_612_007_021), ("subscribe_events_20260811.zdict", 20_260_811)],
)
def test_the_published_dictionaries_are_read(payloads: Path, name: str, number: int) -> None:
    raw = (payloads / "bluesky_jetstream" / name).read_bytes()
    frames = (payloads / "bluesky_jetstream" / "expected_v1.jsonl").read_bytes().splitlines()
    dictionary = Dictionary(raw)
    packer = zstandard.ZstdCompressor(
        dict_data=zstandard.ZstdCompressionDict(raw), write_content_size=False
    )
    assert dictionary.id == number
    assert [dictionary.unpack(packer.compress(frame)) for frame in frames] == frames


@pytest.mark.parametrize("sized", [True, False])
@pytest.mark.parametrize("size", [1, 70_000, LONGEST])
def test_a_frame_is_unpacked_up_to_the_longest(size: int, sized: bool) -> None:
    assert OURS.unpack(packed(b"a" * size, sized=sized)) == b"a" * size


@pytest.mark.parametrize("sized", [True, False])
def test_a_bomb_is_refused(sized: bool) -> None:
    with pytest.raises(InvalidInput):
        OURS.unpack(packed(b"a" * (LONGEST + 1), sized=sized))


def test_a_frame_that_claims_four_gigabytes_is_refused_before_room_is_made() -> None:
    claims = b"\x28\xb5\x2f\xfd\xa0" + (2**32 - 1).to_bytes(4, "little") + b"\x01\x00\x00"
    assert zstandard.frame_content_size(claims) == 2**32 - 1
    with pytest.raises(InvalidInput):
        OURS.unpack(claims)


def test_a_frame_of_another_dictionary_is_refused() -> None:
    other = zstandard.ZstdCompressor(dict_data=trained_dictionary(seed=1))
    with pytest.raises(InvalidInput):
        OURS.unpack(other.compress(b"autre chose"))


@pytest.mark.parametrize("raw", [b"", b"<html>", b"\x37\xa4\x30\xec", b"\x37\xa4\x30\xec" * 99])
def test_what_is_no_dictionary_is_told_so(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        Dictionary(raw)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120), st.binary(max_size=20), st.integers(0, 60))
def test_any_bytes_are_unpacked_or_refused(content: bytes, noise: bytes, at: int) -> None:
    whole = packed(content)
    for frame in (noise, whole[:at] + noise + whole[at + len(noise) :]):
        try:
            OURS.unpack(frame)
        except InvalidInput:
            continue


def test_the_first_wire_is_asked_for_posts_from_a_moment() -> None:
    parts = urlsplit(subscription(HOSTS["v1"][0], "v1", 1_783_175_888_090_631, None))
    assert parts.netloc == "jetstream1.us-east.bsky.network"
    assert parts.path == "/subscribe"
    assert parse_qs(parts.query) == {
        "cursor": ["1783175888090631"],
        "maxMessageSizeBytes": ["500000"],
        "wantedCollections": ["app.bsky.feed.post"],
    }
    assert "compress=true" in subscription(HOSTS["v1"][0], "v1", 1, 7)


def test_the_second_wire_is_asked_in_its_own_words() -> None:
    parts = urlsplit(subscription(HOSTS["v2"][0], "v2", 5, 20_260_811))
    assert parts.path == "/xrpc/network.bsky.jetstream.subscribeEvents"
    assert parse_qs(parts.query) == {
        "cursor": ["5"],
        "maxMessageSizeBytes": ["500000"],
        "collections": ["app.bsky.feed.post"],
        "kinds": ["commit", "account", "identity"],
        "zstdDictionary": ["20260811"],
    }
    asked = dictionary_of(HOSTS["v2"][0])
    assert asked.startswith("https://jetstream.us-east.bsky.network/xrpc/network.bsky.jetstream.")
    assert dictionary_of("ws://127.0.0.1:8").startswith("http://127.0.0.1:8/")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("jetstream.example", "wss://jetstream.example"),
        (" wss://jetstream.example:8443/ ", "wss://jetstream.example:8443"),
        ("ws://127.0.0.1:9", "ws://127.0.0.1:9"),
        ("ws://[::1]:9", "ws://[::1]:9"),
        ("https://jetstream.example", None),
        ("wss://jetstream.example/subscribe", None),
        ("wss://cle@jetstream.example", None),
        ("wss://jetstream.example:port", None),
        ("deux mots", None),
        ("", None),
    ],
)
def test_a_host_is_a_name_or_an_address_without_path(host: str, expected: str | None) -> None:
    assert origin(host) == expected
