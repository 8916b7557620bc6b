"""Tells the garbage collector how Vigie's objects live."""

from __future__ import annotations

import gc
from typing import Final

#: Objects made, less those freed, before the young are looked at; then how many such rounds
#: before the older, and the oldest. A batch of mentions is hundreds of thousands of objects,
#: nearly all freed without the collector: what it is for, cycles, is rare here.
_ROUNDS: Final = (100_000, 20, 100)


def settle() -> None:
    """Set aside lexicons, gazetteers and models, and look for cycles seldom.

    Hundreds of thousands of objects live as long as the process. With the interpreter's own
    settings, walking them again and again takes a tenth of a worker's time, and more as it
    remembers more mentions. Values of the ground that cannot be part of a cycle are not walked
    at all (`gc=False`).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_ROUNDS)
