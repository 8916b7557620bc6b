"""Times two things in turn, several rounds, one core, and keeps the median of their ratio."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable

import msgspec


class Compared(msgspec.Struct, frozen=True):
    """Rates a second of ours and theirs, medians, and the median of the rounds' ratios."""

    ours: float
    theirs: float
    ratio: float
    lowest: float
    highest: float


def one_core() -> None:
    """Keep this process on one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def rate(work: Callable[[], int]) -> float:
    """Run a piece of work; return how many items a CPU second it did."""
    gc.collect()
    started = time.process_time()
    done = work()
    return done / (time.process_time() - started)


def compare(ours: Callable[[], int], theirs: Callable[[], int], rounds: int = 5) -> Compared:
    """Run both in turn, after one round that does not count."""
    ours()
    theirs()
    pairs = [(rate(ours), rate(theirs)) for _ in range(rounds)]
    ratios = [a / b for a, b in pairs]
    return Compared(
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
    )
