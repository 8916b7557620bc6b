"""How often a silence rings for nothing, and how late it rings when a source has stopped.

`python -m bench.silences` prints the table of docs/sources.md: made-up sources
(`bench.silent_sources`) listened to for a year, looked at every three hours once two weeks have
passed, then stopped for good at a moment of chance after twelve weeks, and after half a year.
Beside `desk.silence`, two thresholds of the plain kind: no news for 24 hours, and for 72. Takes
some fifteen minutes on one core.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from bench.silent_sources import CALENDAR, FIRST, SOURCES, Make, at_hour
from desk.silence import LEAST_HOURS, is_late
from vigie.rhythm import Rhythm, hour_of, moment_of

_YEAR: Final = 365
_YEARS: Final = 4
_STOPS: Final = 15
_EVERY: Final = 3
_LONGEST: Final = 24 * 250
BEGIN: Final = hour_of(at_hour(FIRST, 0))

Late = Callable[[Rhythm, int], bool]


class Found(NamedTuple):
    """False alarms in thirty days; hours until a stop rings, median and worst, None for never."""

    false: float
    young: tuple[float | None, float | None]
    grown: tuple[float | None, float | None]


def by_rhythm(rhythm: Rhythm, hour: int) -> bool:
    """Ours."""
    return is_late(rhythm, moment_of(hour), CALENDAR)


def threshold(hours: int) -> Late:
    """No news for so long."""
    return lambda rhythm, hour: rhythm.newest is not None and hour - rhythm.newest > hours


WAYS: Final[dict[str, Late]] = {
    "rhythm": by_rhythm,
    "24 h": threshold(24),
    "72 h": threshold(72),
}


def _hours(make: Make, seed: int, days: int) -> list[int]:
    return sorted({hour_of(moment) for moment in make(random.Random(seed), days)})


def _rings(make: Make, late: Late, seed: int) -> int:
    """Count the silences of a year that ring, though the source lives."""
    left = iter(_hours(make, seed, _YEAR + 30))
    rhythm, coming, rung, count = Rhythm(BEGIN), next(left, None), False, 0
    for hour in range(BEGIN + 1, BEGIN + 24 * _YEAR):
        while coming is not None and coming < hour:
            rhythm, rung = rhythm.with_arrivals([coming]), False
            coming = next(left, None)
        looked = (hour - BEGIN) % _EVERY == 0 and hour - BEGIN > LEAST_HOURS
        if looked and not rung and late(rhythm, hour):
            rung, count = True, count + 1
    return count


def _delays(make: Make, late: Late, weeks: int) -> Iterator[int | None]:
    """Yield how many hours after a source stopped it rings, None when it never does."""
    for seed in range(100, 100 + _STOPS):
        chance = random.Random(seed)
        stop = BEGIN + int(24 * (7 * weeks + chance.uniform(0, 7)))
        kept = [hour for hour in _hours(make, seed, 7 * weeks + 8) if hour < stop]
        rhythm = Rhythm(BEGIN).with_arrivals(kept)
        wait = (hour for hour in range(stop, stop + _LONGEST) if late(rhythm, hour))
        rung = next(wait, None)
        yield None if rung is None else rung - stop


def _delay(make: Make, late: Late, weeks: int) -> tuple[float | None, float | None]:
    found = [_LONGEST if delay is None else delay for delay in _delays(make, late, weeks)]
    both = (statistics.median(found), max(found))
    return tuple(None if delay >= _LONGEST else delay for delay in both)  # type: ignore[return-value]


def measure(make: Make, late: Late) -> Found:
    """Measure one way on one source."""
    rings = sum(_rings(make, late, seed) for seed in range(_YEARS))
    months = _YEARS * (_YEAR - LEAST_HOURS / 24) / 30
    return Found(rings / months, _delay(make, late, 12), _delay(make, late, 26))


def _said(delay: float | None) -> str:
    if delay is None:
        return "never"
    return f"{delay:.0f} h" if delay < 96 else f"{delay / 24:.0f} d"


def _row(name: str, ours: Found, day: Found, three: Found) -> str:
    young, grown = (f"{_said(m)} ({_said(w)})" for m, w in (ours.young, ours.grown))
    return (
        f"| {name} | {ours.false:.2f} | {young} | {grown} | {day.false:.1f} | {three.false:.1f} |"
    )


if __name__ == "__main__":
    print(
        "| source | rings for nothing, a month | stopped: rings after | the same, after half a year"
        " | for nothing, 24 h | for nothing, 72 h |"
    )
    print("|---|---|---|---|---|---|")
    for name, make in SOURCES.items():
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            print(_row(name, *(measure(make, late) for late in WAYS.values())), flush=True)
