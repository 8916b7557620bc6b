"""A Jetstream on a loopback port: both wires, and what they do on bad days."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import zstandard
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from tests.doubles.jetstream_network import Network, micros, record_of

Asked = dict[str, list[str]]
Wrap = Callable[[str], str | bytes]

_NAME = "network.bsky.jetstream"
_EVENTS = f"/xrpc/{_NAME}.subscribeEvents"
#: Cursors below are sequence numbers, those above are microseconds.
_SEQUENCES_END = 10**15
DICTIONARY_ID = 20_261_123


@cache
def trained_dictionary(seed: int = 0) -> zstandard.ZstdCompressionDict:
    """Train a small dictionary on invented frames."""
    texts = [f"Message inventé numéro {n * 7_919 + seed} du quartier {n % 13}." for n in range(400)]
    samples = [_json(record_of(text)).encode() for text in texts]
    return zstandard.train_dictionary(4_096, samples, dict_id=DICTIONARY_ID + seed)


class Jetstream(Network):
    """A server of `/subscribe`, `subscribeEvents` and `getZstdDictionary`.

    Attributes:
        url: where it listens.
        asked: queries of the subscriptions, oldest first.
        kept: how far back a cursor may go.
        status: answered instead of an upgrade; None upgrades.
        gives_dictionary: answers `getZstdDictionary`.
        closes_after: frames after which a subscription is properly closed.
        cuts_after: frames after which its line is cut, which the client sees as 1006.
        silent: subscriptions are accepted and told nothing.
        hangs: nobody is answered at all.
        sized: compressed frames tell the size of their content.
        last_word: of the v2 wire: name of the error frame that ends what there is.
    """

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.url = ""
        self.asked: list[Asked] = []
        self.kept = timedelta(hours=36)
        self.status: int | None = None
        self.closes_after: int | None = None
        self.cuts_after: int | None = None
        self.silent = self.hangs = False
        self.sized = self.gives_dictionary = True
        self.last_word = ""
        self.legacy = trained_dictionary(seed=1)
        self.dictionary = trained_dictionary()
        self._news = asyncio.Condition()
        self._released = asyncio.Event()
        self._ringing: set[asyncio.Task[None]] = set()

    def told(self) -> None:
        ringing = asyncio.ensure_future(self._ring())
        self._ringing.add(ringing)
        ringing.add_done_callback(self._ringing.discard)

    async def _ring(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def _request(self, _: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        query = parse_qs(parts.query)
        if self.hangs:
            await self._released.wait()
        if parts.path == f"/xrpc/{_NAME}.getZstdDictionary" and self.gives_dictionary:
            return _answer(200, self.dictionary.as_bytes())
        if self.status is not None:
            return _answer(self.status)
        if parts.path == _EVENTS:
            return _answer(400) if self._wrong(query) else None
        return None if parts.path == "/subscribe" else _answer(404)

    def _wrong(self, query: Asked) -> bool:
        """Old names and unknown dictionaries are refused by the v2 wire."""
        current = str(self.dictionary.dict_id())
        old = any(name.startswith("wanted") or name == "compress" for name in query)
        return old or query.get("zstdDictionary", [current]) != [current]

    async def _subscribed(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        parts = urlsplit(connection.request.path)
        query = parse_qs(parts.query)
        self.asked.append(query)
        if self.silent:
            await self._released.wait()
        try:
            await self._tell(connection, query, v2=parts.path == _EVENTS)
        except ConnectionClosed:
            return

    async def _tell(self, connection: ServerConnection, query: Asked, *, v2: bool) -> None:
        count = 0
        async for frame in self._frames(query, v2=v2):
            await connection.send(frame)
            count += 1
            if count == self.cuts_after:
                connection.transport.abort()
                return
            if count == self.closes_after:
                return

    async def _frames(self, query: Asked, *, v2: bool) -> AsyncIterator[str | bytes]:
        wrap = self._wrapping(query, v2=v2)
        place, outdated = self._start(query)
        if v2 and outdated:
            yield wrap(_json(_message({"$type": "info", "name": "OutdatedCursor"})))
        while not self._released.is_set():
            while place < len(self.said):
                event, place = self.said[place], place + 1
                if isinstance(event, bytes):
                    yield event
                elif _wanted(event, query):
                    text = _json(as_v2(event, place)) if v2 else _json(event)
                    if len(text.encode()) <= int(query["maxMessageSizeBytes"][0]):
                        yield wrap(text)
            if v2 and self.last_word:
                yield wrap(_json({"$type": "error", "error": self.last_word}))
                return
            await self._more(place)

    async def _more(self, place: int) -> None:
        async with self._news:
            await self._news.wait_for(lambda: place < len(self.said) or self._released.is_set())

    def _start(self, query: Asked) -> tuple[int, bool]:
        """Return the place to begin at, and whether the cursor was too old."""
        cursor = int(query.get("cursor", ["0"])[0])
        if "cursor" not in query or cursor > micros(self.now):
            return len(self.said), False
        if cursor < _SEQUENCES_END:
            return cursor, False
        oldest = micros(self.now - self.kept)
        return self._place(max(cursor, oldest)), cursor < oldest

    def _place(self, time_us: int) -> int:
        later = (place for place, at in enumerate(self.times) if at >= time_us)
        return next(later, len(self.said))

    def _wrapping(self, query: Asked, *, v2: bool) -> Wrap:
        if "zstdDictionary" not in query and "compress" not in query:
            return lambda text: text
        known = self.dictionary if v2 else self.legacy
        packed = zstandard.ZstdCompressor(dict_data=known, write_content_size=self.sized)
        return lambda text: packed.compress(text.encode())


def _wanted(event: dict[str, Any], query: Asked) -> bool:
    """Accounts and identities are, whatever the collections."""
    kinds = query.get("kinds", [event["kind"]])
    collections = query.get("wantedCollections") or query.get("collections") or []
    told = event.get("commit", {}).get("collection")
    return event["kind"] in kinds and (told is None or not collections or told in collections)


def as_v2(event: dict[str, Any], seq: int) -> dict[str, Any]:
    """Return an event of the first wire as the second tells it."""
    kind = event["kind"]
    at = datetime.fromtimestamp(event["time_us"] // 1_000_000, UTC)
    time = f"{at:%Y-%m-%dT%H:%M:%S}.{event['time_us'] % 1_000_000:06d}Z"
    what = event[kind] if kind == "commit" else {kind: event[kind]}
    return _message({"$type": kind, "seq": seq, "did": event["did"], "time": time, **what})


def _json(value: Any) -> str:
    """Write JSON as Go does: letters are never escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _message(payload: dict[str, Any]) -> dict[str, Any]:
    named = {**payload, "$type": f"{_NAME}.subscribeEvents#{payload['$type']}"}
    return {"$type": "message", "payload": named}


def _answer(status: int, body: bytes = b"") -> Response:
    headers = Headers({"Content-Length": str(len(body)), "Connection": "close"})
    return Response(status, "-", headers, body)


@asynccontextmanager
async def jetstream(now: datetime) -> AsyncIterator[Jetstream]:
    """Serve a Jetstream until the end of the block."""
    double = Jetstream(now)
    server: Server = await serve(
        double._subscribed, "127.0.0.1", 0, process_request=double._request, compression=None
    )
    double.url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
    try:
        yield double
    finally:
        double._released.set()
        await double._ring()
        server.close()
        await server.wait_closed()
