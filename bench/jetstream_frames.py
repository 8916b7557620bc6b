"""Frames of Jetstream to measure with: those recorded, each made unique, compressed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import msgspec
import zstandard

from bench.posts import stream
from connectors.bluesky.jetstream_events import POSTS
from connectors.bluesky.jetstream_frames import Dictionary

_RECORDED: Final = "bluesky_jetstream/expected_v1.jsonl"
_DICTIONARY: Final = "bluesky_jetstream/legacy_subscribe.zdict"


def _payload(name: str) -> bytes:
    folder = os.environ.get("VIGIE_PAYLOADS")
    if not folder:
        raise SystemExit("VIGIE_PAYLOADS names no folder of recorded payloads")
    return (Path(folder) / name).read_bytes()


def dictionary_bytes() -> bytes:
    """Return the first wire's dictionary."""
    return _payload(_DICTIONARY)


def dictionary() -> Dictionary:
    """Return it, ready for use."""
    return Dictionary(dictionary_bytes())


def frames(count: int, *, everything: bool) -> list[bytes]:
    """Return compressed frames in the proportions recorded; one post in 1,000 names a town.

    Args:
        count: how many.
        everything: likes and follows too, else what the connector asks for: posts and accounts.
    """
    events = [msgspec.json.decode(line) for line in _payload(_RECORDED).splitlines()]
    wanted = events if everything else [e for e in events if _asked_for(e)]
    packer = zstandard.ZstdCompressor(
        dict_data=zstandard.ZstdCompressionDict(dictionary_bytes()), write_content_size=False
    )
    texts = iter(stream(count))
    return [
        packer.compress(msgspec.json.encode(_varied(wanted[n % len(wanted)], n, next(texts))))
        for n in range(count)
    ]


def _asked_for(event: dict[str, Any]) -> bool:
    return event["kind"] != "commit" or event["commit"]["collection"] == POSTS


def _varied(event: dict[str, Any], number: int, text: str) -> dict[str, Any]:
    commit = event.get("commit")
    varied = {**event, "time_us": event["time_us"] + number}
    if commit is None:
        return varied
    told = {**commit, "rkey": f"3m{number:011d}"}
    if commit["collection"] == POSTS and "record" in commit:
        told["record"] = {**commit["record"], "text": text}
    return {**varied, "commit": told}
