"""Moments as a person of the town reads them, in French and in English."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vigie.durations import length
from vigie.say import Say
from vigie.town import Town

_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_MINUTE = timedelta(minutes=1)


class Moments:
    """Writes moments in one language, in one town's time zone and usage, as of `now`.

    Args:
        language: "fr" or "en".
        now: aware.
        town: its time zone, and « 9 h 05 » in Québec but « 9h05 » in Belgium; UTC without it.
    """

    def __init__(self, language: str, now: datetime, town: Town | None) -> None:
        self._language = "en" if language == "en" else "fr"
        self._zone = ZoneInfo(town.timezone if town else "UTC")
        self._belgian = town is not None and town.usage == "belgium"
        self.now = now.astimezone(self._zone)

    def local(self, at: datetime) -> datetime:
        """Return the moment in the town's time zone."""
        return at.astimezone(self._zone)

    def time(self, at: datetime) -> str:
        """Return « 9 h 05 », « 9h05 » or "9:05 a.m."."""
        local = self.local(at)
        if self._language == "en":
            half = "a.m." if local.hour < 12 else "p.m."
            return f"{local.hour % 12 or 12}:{local.minute:02} {half}"
        gap = "" if self._belgian else "\u00a0"
        minutes = f"{gap}{local.minute:02}" if local.minute else ""
        return f"{local.hour}{gap}h{minutes}"

    def day(self, at: datetime) -> str:
        """Return « lundi 23 novembre », with the year when it is not the present one."""
        return self.calendar_day(self.local(at).date())

    def calendar_day(self, local: date) -> str:
        """Return a day of the town's calendar as `day` writes it."""
        weekday = _DAYS[self._language][local.weekday()]
        month = _MONTHS[self._language][local.month - 1]
        year = "" if local.year == self.now.year else f" {local.year}"
        if self._language == "en":
            return f"{weekday}, {month} {local.day}{',' if year else ''}{year}"
        number = "1er" if local.day == 1 else str(local.day)
        return f"{weekday} {number} {month}{year}"

    def full(self, at: datetime) -> str:
        """Return the day and the time."""
        return Say(f"{self.day(at)} à {self.time(at)}", f"{self.day(at)} at {self.time(at)}").to(
            self._language
        )

    def soon(self, at: datetime) -> str:
        """Return a near moment the way one says it: today and tomorrow by their name."""
        days = (self.local(at).date() - self.now.date()).days
        time = self.time(at)
        if days == 0:
            return Say(f"aujourd’hui à {time}", f"today at {time}").to(self._language)
        if days == 1:
            return Say(f"demain à {time}", f"tomorrow at {time}").to(self._language)
        if days == -1:
            return Say(f"hier à {time}", f"yesterday at {time}").to(self._language)
        return self.full(at)

    def ago(self, at: datetime) -> str:
        """Return « il y a 3 h » or « dans 2 jours »."""
        past = self.now - at
        if abs(past) < _MINUTE:
            return Say("à l’instant", "just now").to(self._language)
        long = self.length(abs(past))
        if past > timedelta():
            return Say(f"il y a {long}", f"{long} ago").to(self._language)
        return Say(f"dans {long}", f"in {long}").to(self._language)

    def length(self, duration: timedelta) -> str:
        """Return « 5 min », « 3 h », « 2 jours »; a duration below a minute counts as one."""
        return length(duration).to(self._language)
