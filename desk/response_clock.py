"""The response clock: how a town's business hours and public holidays count minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from vigie.decision import Due
from vigie.post import Post
from vigie.town import Holidays, Hours, Town

#: A closure longer than this is no closure any more: the profile has no opening hours.
LONGEST_CLOSURE = timedelta(days=366)

#: A post that was already this old when it was first heard is history, brought by an import
#: or by a feed's first fetch: nobody waits for its answer, so no clock runs.
HISTORY = timedelta(days=30)

_MINUTE = timedelta(minutes=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Interval = tuple[datetime, datetime]


class BusinessClock:
    """Counts minutes of a town's opening hours; public holidays do not count.

    Holidays are those of the `holidays` package for the profile's country, subdivision and
    categories, plus `holidays.closed`, minus `holidays.open`. Hours are local and are turned
    into real time day by day, so that a change to daylight saving time makes no minute
    appear or vanish. Every answer is aware and in UTC. Nothing blocks.

    Args:
        town: a profile already checked by `towns.loading`.
    """

    def __init__(self, town: Town) -> None:
        self._days = _calendar(town.timezone, town.hours, town.holidays)

    def is_open(self, at: datetime) -> bool:
        """Tell whether the town answers at this moment; the closing minute is closed."""
        return any(start <= at < end for start, end in self._days.around(at))

    def is_holiday(self, day: date) -> bool:
        """Tell whether the town is closed for the whole of this local day by its holidays."""
        return self._days.is_holiday(day)

    def next_opening(self, at: datetime) -> datetime | None:
        """Return `at` if the town is open, else its next opening; None if none within a year."""
        for start, end in self._days.since(at):
            if end > at:
                return max(start, at.astimezone(UTC))
        return None

    def after(self, start: datetime, minutes: int) -> datetime:
        """Return the moment when so many business minutes have passed since `start`.

        It falls inside opening hours, or at the very minute of closing.

        Raises:
            ValueError: a negative count, or a profile with no opening hours within a year.
        """
        if minutes < 0:
            raise ValueError("business minutes are counted forwards")
        left = minutes * _MINUTE
        for opening, closing in self._days.since(start):
            begin = max(opening, start.astimezone(UTC))
            if closing > begin:
                if begin + left <= closing:
                    return begin + left
                left -= closing - begin
        raise ValueError("this town has no opening hours within a year")

    def before(self, end: datetime, minutes: int) -> datetime:
        """Return the moment from which so many business minutes have passed until `end`.

        What was received by then has run out at `end`; the inverse of `after`.

        Raises:
            ValueError: a profile with no opening hours within a year.
        """
        left = minutes * _MINUTE
        for opening, closing in self._days.until(end):
            finish = min(closing, end.astimezone(UTC))
            if finish > opening:
                if finish - left >= opening:
                    return finish - left
                left -= finish - opening
        raise ValueError("this town has no opening hours within a year")

    def last_closing(self, at: datetime) -> datetime | None:
        """Return when the last working day before that of `at` ended; None if none for a year."""
        today = at.astimezone(self._days.zone).date()
        for opening, closing in self._days.until(at):
            if opening.astimezone(self._days.zone).date() < today:
                return closing
        return None

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Count whole business minutes from `start` to `end`; 0 when `end` comes first."""
        counted = timedelta()
        for opening, closing in self._days.since(start):
            if opening >= end:
                break
            counted += max(min(closing, end) - max(opening, start), timedelta())
        return counted // _MINUTE


class _Calendar:
    """Opening intervals by local day, each computed once."""

    def __init__(self, timezone: str, hours: Hours, closures: Holidays) -> None:
        self.zone = ZoneInfo(timezone)
        self._hours = [_minutes(getattr(hours, day)) for day in _WEEKDAYS]
        self._public = holidays.country_holidays(
            closures.country,
            subdiv=closures.subdivision or None,
            categories=tuple(closures.categories),
        )
        self._closed = {date.fromisoformat(day) for day in closures.closed}
        self._open = {date.fromisoformat(day) for day in closures.open}
        self.on = lru_cache(maxsize=2000)(self._on)

    def is_holiday(self, day: date) -> bool:
        return day in self._closed or (day not in self._open and day in self._public)

    def around(self, at: datetime) -> list[Interval]:
        """Return the intervals of the day of `at`, and of the one before, which may end later."""
        day = at.astimezone(self.zone).date()
        return [*self.on(day - timedelta(days=1)), *self.on(day)]

    def since(self, at: datetime) -> Iterator[Interval]:
        """Yield intervals in order, from the day of `at`, until a closure exceeds the longest."""
        yield from self.around(at)
        day = last = at.astimezone(self.zone).date()
        while day - last <= LONGEST_CLOSURE:
            day += timedelta(days=1)
            for interval in self.on(day):
                last = day
                yield interval

    def until(self, at: datetime) -> Iterator[Interval]:
        """Yield intervals backwards from the day of `at`, as `since` does forwards."""
        day = last = at.astimezone(self.zone).date()
        while last - day <= LONGEST_CLOSURE:
            for interval in reversed(self.on(day)):
                last = day
                yield interval
            day -= timedelta(days=1)

    def _on(self, day: date) -> tuple[Interval, ...]:
        if self.is_holiday(day):
            return ()
        hours = self._hours[day.weekday()]
        # Sorted in real time: hours that the spring change skips fall on those after it.
        found: list[Interval] = []
        for opening, closing in sorted(
            (self._moment(day, a), self._moment(day, b)) for a, b in hours
        ):
            if found and opening <= found[-1][1]:
                start, end = found.pop()
                found.append((start, max(closing, end)))
            elif closing > opening:
                found.append((opening, closing))
        return tuple(found)

    def _moment(self, day: date, minutes: int) -> datetime:
        local = datetime.combine(day, time(), self.zone) + minutes * _MINUTE
        return local.astimezone(UTC)


@lru_cache(maxsize=256)
def _calendar(timezone: str, hours: Hours, closures: Holidays) -> _Calendar:
    return _Calendar(timezone, hours, closures)


def _minutes(ranges: tuple[tuple[str, str], ...]) -> list[tuple[int, int]]:
    """Read ["08:30", "12:00"] as minutes since midnight; "24:00" is the end of the day."""

    def read(hour: str) -> int:
        hours, _, minutes = hour.partition(":")
        return int(hours) * 60 + int(minutes or 0)

    return sorted((read(start), read(end)) for start, end in ranges)


def next_opening(town: Town, at: datetime) -> datetime | None:
    """Return when a town opens next, `at` itself if it is open; None if it never does."""
    return BusinessClock(town).next_opening(at)


def received_at(post: Post) -> datetime:
    """Return when the clock starts: at publication, as the resident counts.

    Where the source gave no believable date, the first fetch stands in for it.
    """
    return post.published_at if post.published_is_known else post.fetched_at


def is_history(post: Post) -> bool:
    """Tell whether the post was too old when heard for anyone to wait for an answer."""
    return post.fetched_at - received_at(post) > HISTORY


def due(route: str, received_at: datetime, town: Town) -> Due:
    """Return the clocks of a route, from the town's response targets (docs/policy.md).

    An emergency counts real minutes, at any hour. A media request, a breach of the nétiquette
    and every reply count business minutes. What is only followed owes nothing; neither does
    a town that never opens.
    """
    if route == "emergency":
        return Due(reply_at=received_at.astimezone(UTC) + town.targets.emergency * _MINUTE)
    clock = BusinessClock(town)
    try:
        match route:
            case "media_relations":
                return Due(reply_at=clock.after(received_at, town.targets.media))
            case "moderate":
                return Due(reply_at=clock.after(received_at, town.targets.reply))
            case "invite_311" | "refer_elsewhere" | "reply":
                return Due(
                    temporary_at=clock.after(received_at, town.targets.temporary),
                    reply_at=clock.after(received_at, town.targets.reply),
                )
    except ValueError:
        return Due()
    return Due()
