"""Holds the collectors back when the workers do not follow, or the disk is nearly full."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Final, Literal

import structlog

from pipeline.distributed.offsets import Offsets
from pipeline.metrics import Metrics
from vigie.contracts import Connector
from vigie.errors import Unavailable
from vigie.page import Page

log = structlog.get_logger()

Reason = Literal["lag", "disk"]

_MEGABYTE: Final = 1024 * 1024


class Pressure:
    """Looks at the lag and at the disk; sources are asked only while both are well.

    Args:
        topic: full name of the topic whose lag counts.
        lag_limit: more records than this wait: pause; half of it: go on.
        folder: on the disk that must have `least_free_mb` free.
    """

    def __init__(
        self,
        *,
        offsets: Offsets,
        topic: str,
        lag_limit: int,
        folder: Path,
        least_free_mb: int,
        metrics: Metrics,
    ) -> None:
        self._offsets = offsets
        self._topic = topic
        self._lag_limit = lag_limit
        self._folder = folder
        self._least_free = least_free_mb * _MEGABYTE
        self._metrics = metrics
        self._reasons: set[Reason] = set()
        self._lag_known = True
        # Closed until the first look.
        self._open = asyncio.Event()

    async def passage(self) -> None:
        """Wait until sources may be asked."""
        await self._open.wait()

    async def watch(self, every: float) -> None:
        """Look every so many seconds until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(every)

    async def look(self) -> None:
        """Look once. Brokers that do not answer change nothing: producing waits for them."""
        try:
            lag = await asyncio.to_thread(self._offsets.lag)
        except Unavailable as error:
            if self._lag_known:
                log.warning("lag.unknown", error=type(error).__name__)
            self._lag_known = False
        else:
            self._lag_known = True
            for topic, count in lag.items():
                self._metrics.show("vigie_lag_records", count, topic=topic)
            waiting = lag.get(self._topic, 0)
            paused = "lag" in self._reasons
            limit = self._lag_limit // 2 if paused else self._lag_limit
            self._say("lag", waiting > limit, waiting)
        free = await asyncio.to_thread(lambda: shutil.disk_usage(self._folder).free)
        self._say("disk", free < self._least_free, free // _MEGABYTE)
        if self._reasons:
            self._open.clear()
        else:
            self._open.set()

    def _say(self, reason: Reason, bad: bool, value: int) -> None:  # noqa: FBT001 - a fact
        self._metrics.show("vigie_paused", float(bad), reason=reason)
        if bad == (reason in self._reasons):
            return
        (self._reasons.add if bad else self._reasons.discard)(reason)
        log.warning("collect.paused" if bad else "collect.resumed", reason=reason, value=value)


class Held:
    """A connector that is asked for its next page only when the pressure allows it."""

    def __init__(self, connector: Connector, pressure: Pressure) -> None:
        self._connector = connector
        self._pressure = pressure

    @property
    def name(self) -> str:
        """See `Connector.name`."""
        return self._connector.name

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """See `Connector.pages`."""
        await self._pressure.passage()
        async with aclosing(self._connector.pages(cursor)) as pages:
            async for page in pages:
                yield page
                await self._pressure.passage()
