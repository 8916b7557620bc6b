"""Who watches for spikes: Vigie, a plain threshold, a z-score, and Huginn's rule."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from bench.spike_histories import BEFORE, History, slots
from desk.spikes import spikes
from desk.usual_rhythm import DAY

_HUGINN: Final = 14 * DAY
_SPACING: Final = 2 * DAY

Detector = Callable[[History, range], list[int]]


def vigie(history: History, hours: range) -> list[int]:
    """Return the hours at which Vigie rings."""
    seen = spikes(history.counts[: hours.stop], slots(hours.stop), hours.start)
    return [one.raised for one in seen]


def threshold(history: History, hours: range) -> list[int]:
    """Ring when 24 hours bring more than twice the mean day of the eight weeks before."""
    mean = history.counts[:BEFORE].mean() * DAY
    return _rising(_last_day(history) > 2 * mean, hours)


def z_score(history: History, hours: range, times: float = 3.0) -> list[int]:
    """Ring when 24 hours bring more than mean + 3 deviations of the 28 days before."""
    total = _last_day(history)
    loud = np.zeros(len(total), bool)
    for hour in hours:
        days = total[hour - 28 * DAY : hour : DAY]
        loud[hour] = total[hour] > days.mean() + times * max(days.std(), 1e-9)
    return _rising(loud, hours)


def huginn(history: History, hours: range) -> list[int]:
    """Ring by the documented rule of Huginn's PeakDetectorAgent with its defaults, by the hour.

    A value above the mean of the two weeks before it + 3 standard deviations, followed by a
    lower value, and no peak within the two days before (`window_duration` two weeks,
    `std_multiple` 3, `peak_spacing` two days; the last two values are left out of the mean).
    """
    found = list[int]()
    for hour in hours:
        before, value, newest = np.split(history.counts[hour + 1 - _HUGINN : hour + 1], [-2, -1])
        peak = value[0] > before.mean() + 3 * before.std() and newest[0] < value[0]
        if peak and (not found or found[-1] < hour - _SPACING):
            found.append(hour)
    return found


DETECTORS: Final[dict[str, Detector]] = {
    "Vigie": vigie,
    "24 h over twice the mean day": threshold,
    "z-score over 3, 24 h": z_score,
    "z-score over 5, 24 h": partial(z_score, times=5.0),
    "Huginn's PeakDetector": huginn,
}


def _last_day(history: History) -> np.ndarray:
    total = np.cumsum(np.concatenate((np.zeros(DAY), history.counts)))
    return total[DAY:] - total[:-DAY]


def _rising(loud: np.ndarray, hours: range) -> list[int]:
    return [hour for hour in hours if loud[hour] and not loud[hour - 1]]
