"""A source's requests of the day, counted, and refused beyond its budget."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from pipeline.outbound.passing import PassingOutbound
from vigie.clock import Clock
from vigie.errors import Refused
from vigie.outbound import Outbound
from vigie.say import Say


class Budgeted(PassingOutbound):
    """The house's client, as one source is given it.

    Days are those of UTC. The count is this process's own: what costs money or a quota is
    counted by the connector too, in its cursor, which survives a restart.

    Args:
        outbound: the house's client.
        clock: tells which day it is.
        most: requests a day; None for no limit.
        spent: told of each request.
    """

    def __init__(
        self,
        outbound: Outbound,
        clock: Clock,
        most: int | None = None,
        spent: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(outbound)
        self._clock = clock
        self._most = most
        self._told = spent
        self._day: date | None = None
        self._count = 0

    def on_request(self) -> None:
        """Count one more request. Raises `Refused`, not final, beyond the budget."""
        now = self._clock.now()
        if now.date() != self._day:
            self._day, self._count = now.date(), 0
        if self._most is not None and self._count >= self._most:
            raise Refused(_over(self._most), retry_after=_until_tomorrow(now))
        self._count += 1
        self._told()


def _until_tomorrow(now: datetime) -> float:
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return (tomorrow - now).total_seconds()


def _over(most: int) -> Say:
    return Say(
        f"Les {most} requêtes du jour sont faites (requests_per_day) ; la suite demain.",
        f"Today’s {most} requests are made (requests_per_day); more tomorrow.",
    )
