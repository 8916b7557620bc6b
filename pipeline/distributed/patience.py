"""Waits for a service that is away: in place, for ever, saying so."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import structlog

from pipeline.metrics import Metrics
from vigie.errors import Unavailable

log = structlog.get_logger()

T = TypeVar("T")

_FIRST: Final = 0.25
_LONGEST: Final = 5.0
_BEAT: Final = 1.0


class Pulse:
    """The last moment at which work went on, or was knowingly waiting; read by the watchdog.

    The machine's monotonic clock: setting the time changes nothing here.
    """

    def __init__(self) -> None:
        self._last = time.monotonic()

    def beat(self) -> None:
        """Tell that things are as they should be."""
        self._last = time.monotonic()

    @property
    def silence(self) -> float:
        """Seconds since the last beat."""
        return time.monotonic() - self._last


class Patience:
    """Tries again until a service is back.

    Args:
        service: "kafka" or "store", for logs and metrics.
        pulse: beaten while waiting, since a worker that waits is not one that hangs.
    """

    def __init__(self, service: str, metrics: Metrics, pulse: Pulse) -> None:
        self._service = service
        self._metrics = metrics
        self._pulse = pulse

    async def through(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what `work` returns, after as many attempts as it takes.

        Waits as long as the service asks, else twice as long each time up to five seconds.
        Every error but `Unavailable` passes.
        """
        pause = _FIRST
        while True:
            try:
                return await work()
            except Unavailable as error:
                wait = error.retry_after or pause * random.uniform(0.8, 1.2)  # noqa: S311
                cause = type(error.__cause__ or error).__name__
                log.warning("waiting", service=self._service, error=cause, seconds=round(wait, 2))
                self._metrics.count("vigie_waits_total", service=self._service)
                await self._wait(wait)
                pause = min(pause * 2, _LONGEST)

    async def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._pulse.beat()
            await asyncio.sleep(min(left, _BEAT))
        self._pulse.beat()
