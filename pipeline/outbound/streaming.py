"""Answers that go on for hours: opened like any request, then read as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import httpx

from pipeline.outbound.verdicts import CAUGHT, verdict


class LongAnswer:
    """Implements `vigie.outbound.Streamed` over an open httpx response.

    Args:
        response: opened with `stream=True`.
        headers: names in lower case.
        quiet: seconds of silence after which the line counts as cut.
    """

    def __init__(self, response: httpx.Response, headers: Mapping[str, str], quiet: float) -> None:
        self._response = response
        self._headers = headers
        self._quiet = quiet

    @property
    def status(self) -> int:
        """HTTP status."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in lower case."""
        return self._headers

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield bytes as they come; see `vigie.outbound.Streamed.chunks`."""
        coming = self._response.aiter_raw()
        while True:
            try:
                async with asyncio.timeout(self._quiet):
                    chunk = await anext(coming)
            except StopAsyncIteration:
                return
            except CAUGHT as error:
                raise verdict(error, self._response.url.host) from error
            yield chunk
