"""A thread that ends the process when nothing moves although there is work."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from pipeline.distributed.ending import HUNG
from pipeline.distributed.ledger import Partition
from pipeline.distributed.offsets import Offsets
from pipeline.distributed.patience import Pulse
from pipeline.metrics import Metrics
from vigie.errors import VigieError

log = structlog.get_logger()

#: The brokers are asked at least this often, in seconds.
_LONGEST_ROUND: Final = 5.0


class Watchdog:
    """Watches from outside the event loop, so that a loop that hangs is seen too.

    It asks the brokers what is committed and what there is. The process ends when for `seconds`
    nothing was committed in the partitions of this worker while records waited in them, and
    nobody was knowingly waiting for a service; or when the event loop has not turned for so
    long. Brokers that do not answer prove nothing. Shows the lag of each topic in the metrics.

    Args:
        mine: the partitions of this worker; when it has none, those of the group.
        work: beaten by who commits or waits for a service.
        loop: beaten by the event loop at each second.
    """

    def __init__(
        self,
        *,
        offsets: Offsets,
        mine: Callable[[], frozenset[Partition]],
        work: Pulse,
        loop: Pulse,
        seconds: float,
        metrics: Metrics,
    ) -> None:
        self._offsets = offsets
        self._mine = mine
        self._work = work
        self._loop = loop
        self._seconds = seconds
        self._metrics = metrics
        self._done: Mapping[Partition, int] = {}
        self._lag_known = True
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="vigie-watchdog", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer; returns at once."""
        self._over.set()

    def _watch(self) -> None:
        pause = min(_LONGEST_ROUND, self._seconds / 4)
        while not self._over.wait(pause):
            self._look()
            if self._over.is_set():
                break
            if self._loop.silence > self._seconds:
                self._end("loop")
            if self._work.silence > self._seconds:
                self._end("offsets")
        self._offsets.close()

    def _look(self) -> None:
        try:
            standing = self._offsets.standing()
        except VigieError as error:
            if self._lag_known:
                log.warning("lag.unknown", error=type(error).__name__)
            self._lag_known = False
            self._work.beat()
            return
        self._lag_known = True
        self._show(standing)
        mine = self._mine() or standing.keys()
        done = {place: standing[place][0] for place in mine if place in standing}
        waits = any(standing[place][1] > at for place, at in done.items())
        if done != self._done or not waits:
            self._work.beat()
        self._done = done

    def _show(self, standing: Mapping[Partition, tuple[int, int]]) -> None:
        lag: Counter[str] = Counter()
        for (topic, _), (done, end) in standing.items():
            lag[topic] += max(0, end - done)
        for topic, count in lag.items():
            self._metrics.show("vigie_lag_records", count, topic=topic)

    def _end(self, what: str) -> None:
        log.critical(
            "watchdog.ends_the_process",
            stuck=what,
            seconds=round(max(self._work.silence, self._loop.silence)),
            code=HUNG,
        )
        # Nothing can be trusted to stop in order any more; what is not committed is done again.
        time.sleep(0.05)
        os._exit(HUNG)
