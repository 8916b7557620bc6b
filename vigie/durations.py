"""Durations as people say them: « 5 min », « 3 h », « 2 jours »."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from vigie.say import Say

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


def length(duration: timedelta) -> Say:
    """Return a duration in its greatest unit, days from two on; below a minute it is one."""
    if duration >= 2 * _DAY:
        days = duration // _DAY
        return Say(f"{days}\u00a0jours", f"{days}\u00a0days")
    if duration >= _HOUR:
        hours = f"{duration // _HOUR}\u00a0h"
        return Say(hours, hours)
    minutes = f"{max(duration // _MINUTE, 1)}\u00a0min"
    return Say(minutes, minutes)
