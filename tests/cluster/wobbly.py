"""An Elasticsearch that has bad moments: a proxy before the real one, that refuses and cuts."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import Counter
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from tests.cluster.http_words import Words, answer_of, read_words

Item = tuple[bytes, list[bytes]]


class Moods:
    """What goes wrong, how often, and how often it did.

    Attributes:
        bad: while true, whole bulks are answered 429, items 429 or 503, and connections are cut
            in the middle of answers to requests that were carried out.
        refused: ids that no index of mentions ever takes, whatever the mood.
        counts: how often each thing went wrong.
    """

    def __init__(self, refused: Set[str]) -> None:
        self.bad = False
        self.refused = refused
        self.counts: Counter[str] = Counter()
        self._chance = random.Random(429)

    def strikes(self, what: str, share: float) -> bool:
        """Draw whether this goes wrong now."""
        struck = self.bad and self._chance.random() < share
        self.counts[what] += struck
        return struck

    def verdict(self, operation: str, meta: dict[str, Any]) -> dict[str, Any] | None:
        """Return the answer to one item that does not reach the server, None if it does."""
        if meta["_id"] in self.refused and "-mentions" in meta["_index"]:
            self.counts["400 of an item"] += 1
            return _item(operation, 400, "mapper_parsing_exception")
        if self.strikes("429 of an item", 0.05):
            return _item(operation, 429, "es_rejected_execution_exception")
        if self.strikes("503 of an item", 0.05):
            return _item(operation, 503, "unavailable_shards_exception")
        return None


def _item(operation: str, status: int, kind: str) -> dict[str, Any]:
    return {operation: {"status": status, "error": {"type": kind}}}


class Wobbly:
    """Serves on a port of its own; `url` is its address."""

    def __init__(self, behind: str, moods: Moods) -> None:
        self._behind = urlsplit(behind)
        self._moods = moods
        self.url = ""

    async def serve(self, up: threading.Event, stop: asyncio.Event) -> None:
        """Serve until told to stop."""
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        up.set()
        await stop.wait()
        server.close()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while (asked := await read_words(reader)) is not None:
                answer = await self._answer(asked)
                if self._moods.strikes("answer cut", 0.03):
                    writer.write(answer[: len(answer) // 2])
                    break
                writer.write(answer)
                await writer.drain()
        writer.close()

    async def _answer(self, asked: Words) -> bytes:
        if b"/_bulk" not in asked.first:
            return await self._behind_us(asked)
        if self._moods.strikes("429 of a bulk", 0.15):
            return answer_of(429, b'{"error":{"type":"es_rejected_execution_exception"}}')
        kept, said = self._sorted(asked.body)
        if not any(said):
            return await self._behind_us(asked)
        real: Iterator[Any] = iter(())
        if kept:
            words = await self._ask(asked.with_body(b"".join(kept)))
            if b" 200 " not in words.first:
                return words.raw()
            real = iter(json.loads(words.body)["items"])
        items = [verdict or next(real) for verdict in said]
        return answer_of(200, json.dumps({"items": items}).encode())

    def _sorted(self, body: bytes) -> tuple[list[bytes], list[dict[str, Any] | None]]:
        """Part a bulk: the lines that go on, and for each item its verdict, None if it goes on."""
        kept: list[bytes] = []
        said: list[dict[str, Any] | None] = []
        for lines in _items(body):
            ((operation, meta),) = json.loads(lines[0]).items()
            said.append(self._moods.verdict(operation, meta))
            if said[-1] is None:
                kept += lines
        return kept, said

    async def _behind_us(self, asked: Words) -> bytes:
        return (await self._ask(asked)).raw()

    async def _ask(self, asked: Words) -> Words:
        reader, writer = await asyncio.open_connection(self._behind.hostname, self._behind.port)
        try:
            writer.write(asked.raw())
            answer = await read_words(reader, head_only=asked.first.startswith(b"HEAD "))
        finally:
            writer.close()
        if answer is None:
            raise ConnectionResetError
        return answer


def _items(body: bytes) -> Iterator[list[bytes]]:
    lines = iter(body.splitlines(keepends=True))
    for line in lines:
        if line.strip():
            yield [line] if line.startswith(b'{"delete"') else [line, next(lines)]


@contextmanager
def wobbly(behind: str, moods: Moods) -> Iterator[Wobbly]:
    """Serve in a thread of its own for the length of a block."""
    proxy, up = Wobbly(behind, moods), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=_run, args=(loop, proxy, up, stop), daemon=True)
    thread.start()
    assert up.wait(10)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


def _run(
    loop: asyncio.AbstractEventLoop, proxy: Wobbly, up: threading.Event, stop: asyncio.Event
) -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(proxy.serve(up, stop))
