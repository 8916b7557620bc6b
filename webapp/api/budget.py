"""So many calls a minute for each caller, so that one program does not take the desk away."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import Final, NamedTuple

#: Calls a minute, over time and at one go.
A_MINUTE: Final = 1_200
_CALLERS: Final = 10_000


class Left(NamedTuple):
    """What is left of a caller's budget.

    Attributes:
        calls: that may be made now.
        full_in: seconds until it is whole again.
        wait: seconds until the next call, 0.0 when it may be made.
    """

    calls: int
    full_in: int
    wait: float

    @property
    def headers(self) -> dict[str, str]:
        """As the IETF's draft « RateLimit header fields for HTTP » writes it."""
        return {
            "RateLimit-Policy": f'"calls";q={A_MINUTE};w=60',
            "RateLimit": f'"calls";r={self.calls};t={self.full_in}',
        }


class Budget:
    """A leaky bucket for each caller, in this process.

    Args:
        calls: a minute.
        steady: seconds that never jump.
    """

    def __init__(self, calls: int = A_MINUTE, steady: Callable[[], float] = monotonic) -> None:
        self._calls = calls
        self._steady = steady
        # Caller → the moment at which their budget will be whole again.
        self._whole_at: dict[str, float] = {}

    def spend(self, caller: str) -> Left:
        """Take one call from a caller's budget."""
        now, each = self._steady(), 60 / self._calls
        whole_at = max(self._whole_at.get(caller, now), now)
        used = (whole_at - now) / each
        if used > self._calls - 1:
            return Left(0, ceil(whole_at - now), (used - self._calls + 1) * each)
        if len(self._whole_at) >= _CALLERS:
            self._whole_at = {who: at for who, at in self._whole_at.items() if at > now}
        self._whole_at[caller] = whole_at + each
        return Left(int(self._calls - used - 1), ceil(whole_at + each - now), 0.0)
