"""When a scheduled report leaves, in the town's own time. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from desk.report_period import Period, last_over, period_of
from desk.response_clock import BusinessClock
from vigie.town import Town

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = timedelta(days=1)
#: A report that could not leave for so long after its hour is left out: the next one is near.
_LATE: Final = {"day": timedelta(hours=20), "week": 3 * _DAY, "month": 5 * _DAY}
#: Days looked through for an hour of leaving.
_LOOK: Final = 45


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One scheduled report.

    Attributes:
        period: "day", "week" or "month"; it is always on the last one over.
        at: local time of day.
        days: weekdays on which a daily one leaves (0 is Monday).
        day: weekday of a weekly one (0 is Monday), day of the month (1–28) of a monthly one.
        skip_holidays: on a holiday a daily report does not leave, and the others leave on the
            next day that is none.
    """

    period: str
    at: time
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    day: int = 0
    skip_holidays: bool = True


class Slot(NamedTuple):
    """A moment at which a report leaves, and what it is on."""

    at: datetime
    period: Period


def due(plan: Plan, town: Town, now: datetime) -> Slot | None:
    """Return the latest slot up to now, None when it is too long past or there was none."""
    calendar = _Calendar(plan, town)
    today = calendar.today(now)
    for back in range(_LOOK):
        slot = calendar.slot(today - back * _DAY)
        if slot is not None and slot.at <= now:
            return slot if now - slot.at <= _LATE[plan.period] else None
    return None


def following(plan: Plan, town: Town, now: datetime) -> Slot:
    """Return the first slot after now.

    Raises:
        ValueError: none within a year and a half: every day is a holiday.
    """
    calendar = _Calendar(plan, town)
    today = calendar.today(now)
    for ahead in range(550):
        slot = calendar.slot(today + ahead * _DAY)
        if slot is not None and slot.at > now:
            return slot
    raise ValueError("this report never leaves")


class _Calendar:
    """Which local days a report leaves on."""

    def __init__(self, plan: Plan, town: Town) -> None:
        self._plan = plan
        self._zone = ZoneInfo(town.timezone)
        self._clock = BusinessClock(town)

    def today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    def slot(self, day: date) -> Slot | None:
        """Return the slot of a local day, None when nothing leaves on it."""
        if self._closed(day):
            return None
        plan = self._plan
        if plan.period == "day":
            if day.weekday() not in plan.days:
                return None
            return Slot(self._moment(day), last_over("day", day))
        planned = day
        # A planned day that is a holiday gives its report to the first day after that is none.
        for _ in range(_LOOK):
            if self._planned(planned):
                return Slot(self._moment(day), period_of(plan.period, planned).before)
            planned -= _DAY
            if not self._closed(planned):
                return None
        return None

    def _planned(self, day: date) -> bool:
        if self._plan.period == "week":
            return day.weekday() == self._plan.day
        return day.day == self._plan.day

    def _closed(self, day: date) -> bool:
        return self._plan.skip_holidays and self._clock.is_holiday(day)

    def _moment(self, day: date) -> datetime:
        """Return the hour on that day; one that the spring change skips comes an hour later."""
        return datetime.combine(day, self._plan.at, self._zone).astimezone(UTC)
