"""What Google lets a key ask in a day: told before it is spent, and counted as it is.

Source: developers.google.com/youtube/data/determine_quota_cost: 100 calls of `search.list`
and, apart, 10,000 units for all the rest, of which each call of a list takes one, refused
ones included; both start anew at midnight, Pacific time.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from connectors.youtube.settings import YouTubeSettings

PACIFIC: Final = ZoneInfo("America/Los_Angeles")
#: Ids that one call of `videos.list`, `comments.list` or `channels.list` may name.
IDS_AT_ONCE: Final = 50
SEARCHES_A_DAY: Final = 100

_DAY: Final = 86_400
# One unit in ten is kept for looking again at what is kept, which the terms demand.
_KEPT_FOR_RECHECKS: Final = 10


class Cost(msgspec.Struct, frozen=True):
    """What a quiet day takes, in the API's units and in searches."""

    units: int
    searches: int


class Spent(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was asked on one Pacific day ("2026-11-23")."""

    day: str = ""
    units: int = 0
    searches: int = 0


def daily_cost(settings: YouTubeSettings) -> Cost:
    """Return what a day costs with these settings when little is said. Pure.

    Each channel's newest comments and newest videos, the comments of as many found videos as
    may be followed, the details of what each search finds, one look at every followed video
    and the own channels' figures; and the tenth of the budget that re-checks may take. A busy
    day asks for more pages, until the budget is spent.
    """
    channels, own = len(settings.watched), len(settings.own_channels)
    followed = settings.videos if settings.searching else 0
    searches = settings.searches_per_day if settings.searching else 0
    units = (
        channels * _times(settings.interval)
        + channels * _times(settings.uploads_interval)
        + followed * _times(settings.videos_interval)
        + searches
        + _calls(followed + 2 * IDS_AT_ONCE * bool(channels))
        + _calls(own)
        + reserve(settings)
    )
    return Cost(units=units, searches=searches)


def reserve(settings: YouTubeSettings) -> int:
    """Return the units of a day that only re-checks may take."""
    return settings.units_per_day // _KEPT_FOR_RECHECKS


def pacific_day(now: datetime) -> str:
    """Return the day that Google counts in."""
    return now.astimezone(PACIFIC).date().isoformat()


def seconds_to_reset(now: datetime) -> float:
    """Return how long it is until the next midnight in California, whatever its clocks do."""
    tomorrow = now.astimezone(PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), PACIFIC).timestamp() - now.timestamp()


def _times(interval: int) -> int:
    return -(-_DAY // interval)


def _calls(ids: int) -> int:
    return -(-ids // IDS_AT_ONCE)


class Budget:
    """Counts what is asked today; the cursor keeps the count across restarts.

    Args:
        settings: how much may be asked.
    """

    def __init__(self, settings: YouTubeSettings) -> None:
        self._settings = settings
        self._spent = Spent()

    def recall(self, kept: Spent, now: datetime) -> None:
        """Take up what the cursor remembers; the higher count of a day is the true one."""
        known, today = self.spent(now), pacific_day(now)
        if kept.day == today:
            self._spent = Spent(
                day=today,
                units=max(kept.units, known.units),
                searches=max(kept.searches, known.searches),
            )

    def spent(self, now: datetime) -> Spent:
        """Return what was asked since midnight in California."""
        today = pacific_day(now)
        return self._spent if self._spent.day == today else Spent(day=today)

    def take(self, now: datetime, *, search: bool = False, recheck: bool = False) -> bool:
        """Count one call, unless the day's share is spent: then return False.

        Args:
            now: when it is sent.
            search: it is a search, which has its own bucket.
            recheck: it may take what is kept for re-checks.
        """
        spent, limits = self.spent(now), self._settings
        if search and spent.searches >= limits.searches_per_day:
            return False
        most = limits.units_per_day - (0 if recheck else reserve(limits))
        if not search and spent.units >= most:
            return False
        self._spent = msgspec.structs.replace(
            spent, units=spent.units + (not search), searches=spent.searches + search
        )
        return True

    def close(self, now: datetime, *, search: bool) -> None:
        """Ask no more today: Google says that this bucket is empty."""
        spent, limits = self.spent(now), self._settings
        if search:
            self._spent = msgspec.structs.replace(spent, searches=limits.searches_per_day)
        else:
            self._spent = msgspec.structs.replace(spent, units=limits.units_per_day)
