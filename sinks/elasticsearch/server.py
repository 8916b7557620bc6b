"""The cluster as the store speaks to it: one request at a time, tried again while it is away.

Every request that the store makes may be made twice: a write names the version it makes, a
creation the id, a replacement what it replaces. So a request whose answer was lost is repeated.
"""

from __future__ import annotations

import asyncio
import random
from time import monotonic
from typing import Any, Final, NamedTuple

import elastic_transport
import elasticsearch
import msgspec

from sinks.elasticsearch.verdicts import MAPPED, error_type, verdict
from vigie.errors import Unavailable
from vigie.say import Say

_FIRST_WAIT: Final = 0.2
_LONGEST_WAIT: Final = 10.0
_WORTH_WAITING: Final = frozenset((408, 429, 500, 502, 503, 504))
_CLOSED: Final = Say("La base est fermée.", "The store is closed.")

_JSON: Final = {"accept": "application/json", "content-type": "application/json"}
_NDJSON: Final = {"accept": "application/json", "content-type": "application/x-ndjson"}


class Answer(NamedTuple):
    """An answer: its status and its JSON, as bytes."""

    status: int
    body: bytes


class Server:
    """Asks, waits while the cluster is away or overloaded, and gives up after `patience` seconds.

    Args:
        client: as `connection.connect` makes it; it is closed with this.
        patience: seconds during which a request is tried again before `Unavailable`.
        refresh: make what is written visible to searches before a write returns.
    """

    def __init__(
        self, client: elasticsearch.AsyncElasticsearch, *, patience: float, refresh: bool
    ) -> None:
        self._client = client
        self._closed = False
        self.patience = patience
        self.refresh = refresh

    async def ask(
        self, method: str, path: str, body: Any = None, *, allow: frozenset[int] = frozenset()
    ) -> Answer:
        """Make a request; `body` is JSON as bytes, or what becomes it.

        Statuses of failure in `allow` are answers too.

        Raises:
            Unavailable, ConfigurationError, InvalidInput: see `verdicts`.
        """
        data = body if body is None or isinstance(body, bytes) else msgspec.json.encode(body)
        return await self._patiently(method, path, data, _JSON if data else _JSON_ONLY, allow)

    async def send(self, path: str, lines: bytes) -> Answer:
        """Post newline-delimited JSON."""
        return await self._patiently("POST", path, lines, _NDJSON, frozenset())

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        self._closed = True
        await self._client.close()

    async def _patiently(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
        allow: frozenset[int],
    ) -> Answer:
        waiting = Patience(self.patience)
        while True:
            if self._closed:
                raise Unavailable(_CLOSED)
            try:
                got = await self._client.perform_request(method, path, headers=headers, body=body)
                return Answer(got.meta.status, got.body or b"{}")
            except MAPPED as error:
                status = 0
                if isinstance(error, elasticsearch.ApiError):
                    status = error.meta.status
                    if status in allow:
                        return Answer(status, error.body)
                failed = verdict(error)
                if not isinstance(failed, Unavailable) or not _worth_waiting(error, status):
                    # Not from the error itself: it may hold a piece of the document.
                    raise failed from None
            if not await waiting.wait(failed.retry_after):
                raise failed from None


_JSON_ONLY: Final = {"accept": "application/json"}


def _worth_waiting(error: Exception, status: int) -> bool:
    if status:
        return status in _WORTH_WAITING
    return isinstance(error, elastic_transport.TransportError) and not error_type(error)


class Patience:
    """Waits longer and longer, at most so many seconds in all."""

    def __init__(self, seconds: float) -> None:
        self._until = monotonic() + seconds
        self._next = _FIRST_WAIT

    async def wait(self, asked_for: float | None = None) -> bool:
        """Wait, at least as long as asked for; False when that would be too long."""
        seconds = max(asked_for or 0.0, self._next * random.uniform(0.5, 1.0))  # noqa: S311
        if monotonic() + seconds > self._until:
            return False
        await asyncio.sleep(seconds)
        self._next = min(self._next * 2, _LONGEST_WAIT)
        return True
