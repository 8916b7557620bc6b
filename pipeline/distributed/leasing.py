"""Which sources this collector listens to: leases in the store, shared out evenly."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from math import ceil
from typing import Final

import structlog

from vigie.leases import Leases

log = structlog.get_logger()

#: Collectors that can share the sources; further ones wait for a seat.
SEATS: Final = 8


def holder_name() -> str:
    """Return a name that no other run of any process has."""
    return f"{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}"


class Seats:
    """Tells how many collectors there are: each sits on a seat, which is a lease like others.

    To count the seats taken, the free ones are leased and let go at once under another name. Two
    collectors that count at the same moment may see one seat too many taken, so a higher
    count is believed at the second time.
    """

    def __init__(self, leases: Leases, holder: str, seconds: float) -> None:
        self._leases = leases
        self._holder = holder
        self._seconds = seconds
        self._names = [f"seat/{number}" for number in range(SEATS)]
        self._counted = 1
        self._suspected = 1

    async def count(self) -> int | None:
        """Keep a seat and count those taken, this one included; None when all are taken."""
        seat = await self._leases.lease(self._names, self._holder, self._seconds, 1)
        if not seat:
            return None
        others = [name for name in self._names if name not in seat]
        probe = f"{self._holder}.counting"
        free = await self._leases.lease(others, probe, self._seconds, None)
        await self._leases.release(sorted(free), probe)
        found = SEATS - len(free)
        if found <= self._counted or found == self._suspected:
            self._counted = found
        self._suspected = found
        return self._counted

    async def leave(self) -> None:
        """Give the seat up."""
        await self._leases.release(self._names, self._holder)


class Keeper:
    """Takes, renews and gives up the leases of sources.

    A lease is believed for as long as it was asked for, from before it was asked for, by the
    machine's monotonic clock: two machines' clocks need not agree.
    """

    def __init__(
        self,
        leases: Leases,
        sources: Sequence[str],
        seconds: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.holder = holder_name()
        self._leases = leases
        self._sources = list(sources)
        self._seconds = seconds
        self._monotonic = monotonic
        self._seats = Seats(leases, self.holder, seconds)
        self._held: frozenset[str] = frozenset()
        self._until = 0.0

    @property
    def held(self) -> frozenset[str]:
        """The sources that are this collector's at this moment."""
        return self._held if self._monotonic() < self._until else frozenset()

    async def renew(self) -> frozenset[str]:
        """Ask for this collector's share; return what it holds. Raises `Unavailable`."""
        began = self._monotonic()
        collectors = await self._seats.count()
        share = ceil(len(self._sources) / collectors) if collectors else 0
        mine = [name for name in self._sources if name in self._held]
        others = [name for name in self._sources if name not in self._held]
        before = self._held
        held = await self._leases.lease([*mine, *others], self.holder, self._seconds, share)
        self._held, self._until = held, began + self._seconds
        if held != before:
            log.info(
                "sources.shared",
                collectors=collectors,
                held=len(held),
                taken=sorted(held - before),
                lost=sorted(before - held),
            )
        return held

    async def leave(self) -> None:
        """Give everything up, so that others need not wait. Raises `Unavailable`."""
        held, self._held = self._held, frozenset()
        await self._leases.release(sorted(held), self.holder)
        await self._seats.leave()
