"""The two forms of the faults: short in CI, long in `make chaos`."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T", int, float)

LONG = os.environ.get("VIGIE_CHAOS") == "long"


def sized(short: T, long: T) -> T:
    """Return the figure of the form that runs."""
    return long if LONG else short


#: Distinct posts of a day under faults; editions, deletions, copies come on top (a third more).
MENTIONS = sized(600, 10_000)
