"""A source's rhythm, as it is remembered: the hours in which it brought something new."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec

#: What is remembered, in hours before the last arrival: half a year.
MEMORY: Final = 26 * 7 * 24

_HOUR: Final = 3_600
_MASK: Final = (1 << MEMORY) - 1


def hour_of(moment: datetime) -> int:
    """Return the hour that holds an aware moment, counted from 1970 in UTC."""
    return int(moment.timestamp() // _HOUR)


def moment_of(hour: int) -> datetime:
    """Return the moment, aware, in UTC, at which an hour begins."""
    return datetime.fromtimestamp(hour * _HOUR, UTC)


class Rhythm(msgspec.Struct, frozen=True, omit_defaults=True):
    """The hours, in UTC, in which a source brought something new; at most 546 bytes.

    A set of hours, so that the same arrival told twice, or told late, changes nothing: it is
    one and the same whatever the order in which it was told.

    Attributes:
        since: hour from which the source has been listened to.
        newest: hour of the last arrival, None before the first one.
        bits: little-endian; bit k is set when something came k hours before `newest`.
    """

    since: int
    newest: int | None = None
    bits: bytes = b""

    @property
    def mask(self) -> int:
        """The hours as one integer: bit k, k hours before `newest`."""
        return int.from_bytes(self.bits, "little")

    def with_arrivals(self, hours: Iterable[int]) -> Rhythm:
        """Return the rhythm with these hours; those older than the memory are left out."""
        newest, mask = self.newest, self.mask
        for hour in hours:
            if newest is None or hour > newest:
                moved = 0 if newest is None else hour - newest
                mask = (mask << min(moved, MEMORY) | 1) & _MASK
                newest = hour
            elif newest - hour < MEMORY:
                mask |= 1 << newest - hour
        size = (mask.bit_length() + 7) // 8
        return Rhythm(self.since, newest, mask.to_bytes(size, "little"))

    def hours(self) -> list[int]:
        """Return the hours remembered, newest first."""
        if self.newest is None:
            return []
        mask = self.mask
        return [self.newest - back for back in range(mask.bit_length()) if mask >> back & 1]
