"""An event loop whose time passes by itself: hours in a moment, the same at each run."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

_BEGINNING = datetime(2026, 11, 23, 14, tzinfo=UTC)


class _Leaping(selectors.SelectSelector):
    """Waits for nothing: the time that would be waited is added to the clock."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "everything waits for something that will never come"
        self.now += max(timeout, 0)
        return super().select(0)


class VirtualClock:
    """A `vigie.clock.Clock` and a loop that share one time. No thread, no socket may be used."""

    def __init__(self) -> None:
        self._selector = _Leaping()
        self.loop = asyncio.SelectorEventLoop(self._selector)
        self.loop.time = lambda: self._selector.now  # type: ignore[method-assign]

    def now(self) -> datetime:
        return _BEGINNING + timedelta(seconds=self._selector.now)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return self.loop.run_until_complete(work)
        finally:
            self.loop.close()
