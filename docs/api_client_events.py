"""What arrives at Vigie, followed in Python. One file, to be copied.

    with Vigie("https://vigie.example", token) as vigie:
        for event in events(vigie, kind="mention", include="text"):
            print(event.data["text"])

It needs a `Vigie` of api_client.py. See api.md.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

import httpx
import msgspec


class Streaming(Protocol):
    """What is used of `api_client.Vigie`."""

    def stream(
        self, path: str, last: str = "", **asked: Any
    ) -> AbstractContextManager[Iterator[str]]:
        """Give the lines of a stream."""
        ...


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that arrived: "mention", "review" or "alert"; `id` is where to go on from."""

    kind: str
    id: str
    data: dict[str, Any]


def events(vigie: Streaming, last: str = "", **asked: Any) -> Iterator[Event]:
    """Yield what arrives, for as long as it is asked; a lost connection is taken up again.

    Args:
        vigie: the client.
        last: id of the last event known, "" for none, to be told what came since.
        asked: `town`, `kind`, `include="text"`.
    """
    while True:
        try:
            with vigie.stream("/events", last, **asked) as lines:
                for event in _read(lines):
                    last = event.id
                    if event.kind:
                        yield event
        except httpx.TransportError:
            pass
        time.sleep(3)


def _read(lines: Iterator[str]) -> Iterator[Event]:
    """Read server-sent events: lines of fields, each event ended by an empty one."""
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
            continue
        if "id" in fields:
            data = msgspec.json.decode(fields.get("data", "{}"))
            yield Event(kind=fields.get("event", ""), id=fields["id"], data=data)
        fields = {}
