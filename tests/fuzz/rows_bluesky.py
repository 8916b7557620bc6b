"""Bluesky: the Jetstream's frames, of both wires, compressed or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import zstandard

from connectors.bluesky.gathering import Gathering
from connectors.bluesky.jetstream_events import Read, read_v1, read_v2
from connectors.bluesky.jetstream_frames import Dictionary, Unpack, as_it_is
from connectors.bluesky.posts import BlueskyPosts
from connectors.bluesky.settings import BlueskySettings
from tests.doubles.jetstream import as_v2, trained_dictionary
from tests.doubles.jetstream_network import Network
from tests.fuzz.house import NOW, TEXTS, context, encoded, recorded, told
from tests.fuzz.target import JSON, Target
from vigie.errors import InvalidInput, Unavailable

FRAME = 1_000_000


def rows() -> Iterator[Target]:
    plain, second = _frames()
    packed = zstandard.ZstdCompressor(dict_data=trained_dictionary())
    compressed = tuple(packed.compress(frame) for frame in plain)
    dictionary = trained_dictionary().as_bytes()
    unpack = Dictionary(dictionary).unpack
    for name, read, opened, seeds in (
        ("jetstream_v1", read_v1, as_it_is, plain),
        ("jetstream_v2", read_v2, as_it_is, second),
        ("jetstream_zstd", read_v1, unpack, compressed),
    ):
        yield Target(
            name=name,
            run=_hearing(read, opened),
            seeds=seeds,
            may_raise=(Unavailable,),  # the server hangs up
            most=FRAME,
        )
    yield Target(
        name="zstd_dictionary",
        run=_dictionary(compressed[0]),
        seeds=(dictionary,),
        words=(b"\x37\xa4\x30\xec", *JSON[:4]),
    )


def _frames() -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    network = Network(NOW)
    reply = {"uri": "at://did:plc:a/app.bsky.feed.post/3m", "cid": "b"}
    image = {"$type": "app.bsky.embed.images", "images": [{"alt": "Un trou", "image": {}}]}
    first = network.post(TEXTS[0], langs=["fr-CA"], reply={"root": reply, "parent": reply})
    network.post(TEXTS[1], embed={"media": image, "record": {}})
    network.update(first, "Trois-Rivières, corrigé")
    network.delete(first)
    network.account("did:plc:parti", active=False, status="deleted")
    network.identity("did:plc:autre")
    happened = [event for event in network.said if not isinstance(event, bytes)]
    kept = [line for body in recorded("bluesky_jetstream/golden_v1.jsonl") for line in _lines(body)]
    last = {"$type": "error", "error": "ConsumerTooSlow"}
    return (
        (*map(encoded, happened), *kept),
        (*(encoded(as_v2(event, n)) for n, event in enumerate(happened, 1)), encoded(last)),
    )


def _lines(body: bytes) -> list[bytes]:
    return body.splitlines()[:40]


def _hearing(read: Read, unpack: Unpack) -> Callable[[bytes], object]:
    posts = BlueskyPosts(BlueskySettings(name="Bluesky"), context())

    def run(frame: bytes) -> None:
        gathered = Gathering(posts, read, unpack)
        try:
            gathered.take([frame, frame.decode("utf-8", "replace")], NOW)
        finally:
            told(gathered.events, gathered.rejected)

    return run


def _dictionary(frame: bytes) -> Callable[[bytes], object]:
    def run(raw: bytes) -> None:
        made = Dictionary(raw)
        try:
            made.unpack(frame)
        except InvalidInput:
            return

    return run
