"""A rhythm in words: « tous les jours ouvrables, vers 6 h », « environ deux fois par mois »."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import mean
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from desk.silence import is_known
from desk.source_slots import SourceCalendar
from vigie.rhythm import MEMORY, Rhythm, moment_of
from vigie.say import Say

UNKNOWN: Final = Say("rythme encore inconnu", "rhythm not yet known")
ALWAYS: Final = Say("sans arrêt, jour et nuit", "round the clock")

_WEEK: Final = 7 * 24
_RECENT: Final = 8 * _WEEK
#: Share of the hours, of a weekday's dates, from which something comes « always ».
_NEARLY_ALL: Final = 0.75
_MOST: Final = 0.7
_HALF: Final = 0.5
_FEW: Final = 0.25
#: Dates of a weekday from which chance alone does not make it look regular.
_LEAST_WEEKS: Final = 3
#: Hours of a day in which something comes, from which it comes « several times ».
_SEVERAL: Final = 4
#: Width of the hours said as « vers 6 h », and share of the days that it must hold.
_AROUND: Final = 5
_MOST_DAYS: Final = 0.75

_FR: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class _Days(NamedTuple):
    """Local hours in which something came, by date, and how many dates there were."""

    hours: dict[date, list[int]]
    dates: Sequence[date]


def usual(rhythm: Rhythm | None, until: datetime, calendar: SourceCalendar) -> Say:
    """Say when a source usually brings something, in its local time, for people to read."""
    if rhythm is None or rhythm.newest is None or not is_known(rhythm, until):
        return UNKNOWN
    span = rhythm.newest + 1 - rhythm.since
    recent = (rhythm.mask & ((1 << _RECENT) - 1)).bit_count()
    if recent >= _NEARLY_ALL * min(span, _RECENT):
        return ALWAYS
    days = _days(rhythm, calendar)
    weekdays = _weekdays(days)
    if weekdays is None:
        return _seldom(days)
    several = sum(map(len, days.hours.values())) >= _SEVERAL * len(days.hours)
    when = _span(days) if several else _around(days)
    return _joined(
        _named(weekdays), Say("plusieurs fois", "several times") if several else None, when
    )


def _days(rhythm: Rhythm, calendar: SourceCalendar) -> _Days:
    zone, newest = ZoneInfo(calendar.timezone), rhythm.newest or 0
    hours = rhythm.hours()
    recent = [hour for hour in hours if newest - hour < _RECENT]
    kept = recent if len(recent) >= 2 * 7 else hours
    back = _RECENT if kept is recent else MEMORY
    by_date: dict[date, list[int]] = {}
    for hour in reversed(kept):
        local = moment_of(hour).astimezone(zone)
        by_date.setdefault(local.date(), []).append(local.hour)
    last = moment_of(newest).astimezone(zone).date()
    first = moment_of(max(rhythm.since, newest - back + 1)).astimezone(zone).date()
    dates = [last - timedelta(days=n) for n in range((last - first).days + 1)]
    return _Days(by_date, [day for day in dates if day not in calendar.closed])


def _weekdays(days: _Days) -> list[int] | None:
    """Return the weekdays on which something comes, None where they do not tell.

    The largest set of weekdays, most frequent first, that nearly all its dates bear out and
    few of the other dates; in the first weeks, all seven or the working days only.
    """
    known = set(days.dates)
    there = Counter(day.weekday() for day in days.dates)
    came = Counter(day.weekday() for day in days.hours if day in known)
    by_share = sorted(there, key=lambda day: -came[day] / there[day])
    young = min(there.values(), default=0) < _LEAST_WEEKS

    def share(weekdays: Sequence[int], empty: float) -> float:
        dates = sum(there[day] for day in weekdays)
        return sum(came[day] for day in weekdays) / dates if dates else empty

    for size in (7, 5) if young else range(7, 0, -1):
        inside = by_share[:size]
        often = share(inside, 0.0) >= _MOST and share(inside[-1:], 0.0) >= _HALF
        if often and share(by_share[size:], 0.0) <= _FEW:
            return sorted(inside)
    return None


def _seldom(days: _Days) -> Say:
    a_month = 30 * len(days.hours) / max(len(days.dates), 1)
    if a_month >= 10:
        return Say("plusieurs fois par semaine", "several times a week")
    if a_month >= 6:
        return Say("une ou deux fois par semaine", "once or twice a week")
    times = round(a_month)
    if times <= 1:
        return Say("une fois par mois ou moins", "once a month or less")
    return Say(f"environ {times} fois par mois", f"about {times} times a month")


def _named(weekdays: Sequence[int]) -> Say:
    """Name days of the week: all, working days, a stretch of them, or a list."""
    if len(weekdays) == 7:
        return Say("tous les jours", "every day")
    if list(weekdays) == [0, 1, 2, 3, 4]:
        return Say("tous les jours ouvrables", "every weekday")
    first, last = weekdays[0], weekdays[-1]
    if len(weekdays) > 2 and last - first == len(weekdays) - 1:
        return Say(f"du {_FR[first]} au {_FR[last]}", f"{_EN[first]} to {_EN[last]}")
    french = [f"le {_FR[day]}" for day in weekdays]
    return Say(_listed(french, "et"), f"on {_listed([_EN[day] for day in weekdays], 'and')}")


def _listed(names: Sequence[str], last: str) -> str:
    return f" {last} ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])


def _around(days: _Days) -> Say | None:
    """Say around what hour the first of a day comes, None when there is no such hour."""
    firsts = [hours[0] for hours in days.hours.values()]

    def near(start: int) -> list[int]:
        return [(hour - start) % 24 for hour in firsts if (hour - start) % 24 < _AROUND]

    best = max(range(24), key=lambda start: len(near(start)))
    if len(near(best)) < _MOST_DAYS * len(firsts):
        return None
    # An hour stands for all its minutes.
    hour = round(best + mean(near(best)) + 0.4) % 24
    return Say(f"vers {_fr(hour)}", f"around {_en(hour)}")


def _span(days: _Days) -> Say | None:
    """Say from what hour to what hour most of it comes, None when at any hour."""
    hours = sorted(hour for each in days.hours.values() for hour in each)
    first, last = hours[len(hours) // 20], hours[-1 - len(hours) // 20] + 1
    if last - first >= 20:
        return None
    return Say(f"de {_fr(first)} à {_fr(last)}", f"from {_en(first)} to {_en(last)}")


def _joined(*parts: Say | None) -> Say:
    said = [part for part in parts if part is not None]
    return Say(", ".join(part.fr for part in said), ", ".join(part.en for part in said))


def _fr(hour: int) -> str:
    return f"{hour}\u00a0h"


def _en(hour: int) -> str:
    half = "a.m." if hour % 24 < 12 else "p.m."
    return f"{hour % 12 or 12}\u00a0{half}"
