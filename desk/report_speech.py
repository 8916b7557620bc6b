"""How a report speaks: sentences, numbers, dates and bands in one language and usage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from desk.report_texts import TEXTS
from vigie.labels import display
from vigie.report import BANDS, Report
from vigie.town import Town

_BEFORE: Final = re.compile(r" (?=[:;!?»%])")
_AFTER: Final = re.compile(r"(?<=«) ")
_MONTHS: Final = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
#: After a number, so that it stays on the line of what it counts.
_NUMBER: Final = re.compile(r"(?:(?<=\{n\})|(?<=\{low\})|(?<=\{high\})|(?<=\d)) (?=[^\W\d])")
_DAYS: Final = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


class Speech:
    """Speaks French or English for one town.

    Args:
        language: "en" for English, anything else French.
        town: its time zone, and « 9 h 05 » in Québec but « 9h05 » in Belgium.
    """

    def __init__(self, language: str, town: Town) -> None:
        self.language: Literal["fr", "en"] = "en" if language == "en" else "fr"
        self.town = town
        self._zone = ZoneInfo(town.timezone)

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the catalogue; what is put in it is left as it is."""
        sentence = TEXTS[key].to(self.language)
        if self.language == "fr":
            sentence = _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", sentence))
        return _NUMBER.sub("\u00a0", sentence).format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the sentence `key`.one or `key`.many with its number."""
        single = number in (0, 1) if self.language == "fr" else number == 1
        return self.say(f"{key}.{'one' if single else 'many'}", n=self.number(number), **values)

    def number(self, number: int) -> str:
        """Return « 1 234 » with a narrow non-breaking space, or "1,234"."""
        grouped = f"{number:,}"
        return grouped.replace(",", "\u202f") if self.language == "fr" else grouped

    def percent(self, share: float) -> str:
        """Return « 87 % » or "87%"."""
        gap = "\u00a0" if self.language == "fr" else ""
        return f"{round(share * 100)}{gap}%"

    def moved(self, ratio: float) -> str:
        """Return « +40 % », « −12 % » or, from twice as much on, « ×3,2 »."""
        if ratio >= 2:
            times = f"×{ratio:.1f}" if ratio < 10 else f"×{round(ratio)}"
            return times.replace(".", ",") if self.language == "fr" else times
        sign = "+" if ratio >= 1 else "−"
        return f"{sign}{self.percent(abs(ratio - 1))}"

    def band(self, least: int) -> str:
        """Return « moins de 5 personnes », « de 10 à 19 personnes »."""
        if least <= 1:
            return self.say(f"band.{least}")
        after = next((each for each in BANDS if each > least), None)
        if after is None:
            return self.say("band.last", low=self.number(least))
        return self.say("band", low=self.number(least), high=self.number(after - 1))

    def voices(self, key: str, least: int) -> str:
        """Return the sentence `key` with a band, or `key`.none."""
        return self.say(key, band=self.band(least)) if least else self.say(f"{key}.none")

    def label(self, vocabulary: str, value: str) -> str:
        """Name a value of a field."""
        return display(vocabulary, value, self.language)

    def listed(self, names: Iterable[str]) -> str:
        """Return names one after the other; they may hold commas of their own."""
        return ("\u00a0; " if self.language == "fr" else "; ").join(names)

    def minutes(self, minutes: int) -> str:
        """Return « 45 min » or « 3 h 20 »; business days are counted in hours."""
        hours, left = divmod(minutes, 60)
        if not hours:
            return f"{minutes}\u00a0min"
        if self.language == "en":
            return f"{hours}\u00a0h" + (f" {left}\u00a0min" if left else "")
        gap = "" if self.town.usage == "belgium" else "\u00a0"
        return f"{hours}{gap}h" + (f"{gap}{left:02}" if left else "")

    def day(self, day: date, *, weekday: bool = False, year: bool = True) -> str:
        """Return « jeudi 26 novembre 2026 », « 1er mai » or "Thursday, November 26, 2026"."""
        month = _MONTHS[self.language][day.month - 1]
        name = _DAYS[self.language][day.weekday()] if weekday else ""
        if self.language == "en":
            said = f"{month}\u00a0{day.day}" + (f", {day.year}" if year else "")
            return f"{name}, {said}" if name else said
        number = "1er" if day.day == 1 else str(day.day)
        said = f"{number}\u00a0{month}" + (f" {day.year}" if year else "")
        return f"{name} {said}" if name else said

    def moment(self, at: datetime) -> str:
        """Return the local day and time of a moment."""
        local = at.astimezone(self._zone)
        if self.language == "en":
            half = "a.m." if local.hour < 12 else "p.m."
            return f"{self.day(local.date())} at {local.hour % 12 or 12}:{local.minute:02} {half}"
        gap = "" if self.town.usage == "belgium" else "\u00a0"
        minutes = f"{gap}{local.minute:02}" if local.minute else ""
        return f"{self.day(local.date())} à {local.hour}{gap}h{minutes}"

    def title(self, report: Report) -> str:
        """Return what the report is on, as a title."""
        span = self.span(report.kind, report.first, report.last)
        return self.say(f"title.{report.kind}", span=span)

    def short(self, kind: str, first: date, last: date) -> str:
        """Return the days of a period as a list of such periods names them."""
        said = self.span(kind, first, last)
        if self.language == "fr":
            said = f"du {said}" if kind == "week" else said.removeprefix("de ").removeprefix("d’")
        return said[:1].upper() + said[1:]

    def span(self, kind: str, first: date, last: date) -> str:
        """Return the days of a period as its title names them."""
        if kind == "day":
            return self.day(first, weekday=True)
        within = (first.year, first.month) == (last.year, last.month)
        if self.language == "en":
            return self._english(kind, first, last, within=within)
        return self._french(kind, first, last, within=within)

    def _english(self, kind: str, first: date, last: date, *, within: bool) -> str:
        if kind == "month":
            return f"{_MONTHS['en'][first.month - 1]} {first.year}"
        if within:
            return f"{self.day(first, year=False)} to {last.day}, {last.year}"
        return f"{self.day(first, year=first.year != last.year)} to {self.day(last)}"

    def _french(self, kind: str, first: date, last: date, *, within: bool) -> str:
        if kind == "month":
            month = _MONTHS["fr"][first.month - 1]
            return f"{'d’' if month[0] in 'ao' else 'de '}{month} {first.year}"
        if within:
            return f"{'1er' if first.day == 1 else first.day} au {self.day(last)}"
        return f"{self.day(first, year=first.year != last.year)} au {self.day(last)}"
