"""Checks when the town answers: time zone, opening hours, public holidays, response targets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import holidays
import msgspec

from towns.problem import Problem, choose, item
from vigie.say import Say
from vigie.town import Hours, Town

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def calendar_problems(town: Town) -> Iterator[Problem]:
    """Yield what is wrong in the time zone, the hours, the holidays and the targets."""
    yield from _timezone(town.timezone)
    yield from _hours(town.hours)
    yield from _holidays(town)
    yield from _targets(town)


def _timezone(name: str) -> Iterator[Problem]:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        remedy = choose(name, available_timezones()) if name else Say("", "")
        yield (
            "timezone",
            Say(
                f"fuseau horaire « {name} » inconnu ; il en faut un comme « America/Toronto » "
                f"ou « Europe/Brussels ». {remedy.fr}".rstrip(),
                f"unknown time zone {name!r}; one such as America/Toronto or Europe/Brussels "
                f"is wanted. {remedy.en}".rstrip(),
            ),
        )


def _hours(hours: Hours) -> Iterator[Problem]:
    week = msgspec.structs.asdict(hours)
    for day, ranges in week.items():
        last = ""
        for index, (start, end) in enumerate(ranges):
            problem = _range(start, end, last)
            if problem is not None:
                yield item(f"hours.{day}", index), problem
            last = end
    if not any(week.values()):
        yield (
            "hours",
            Say(
                "la ville n’ouvre jamais, aucun délai ne peut courir ; donnez au moins un jour, "
                'par exemple mon = [["08:30", "16:30"]].',
                "the town never opens, so no clock can run; give at least one day, "
                'for instance mon = [["08:30", "16:30"]].',
            ),
        )


def _range(start: str, end: str, last: str) -> Say | None:
    for hour in (start, end):
        if not _TIME.fullmatch(hour):
            return Say(
                f"« {hour} » n’est pas une heure ; écrivez-la comme « 08:30 » (24:00 au plus).",
                f"{hour!r} is not a time; write it like 08:30 (24:00 at most).",
            )
    if start >= end:
        return Say(
            f"« {start} » n’est pas avant « {end} » ; inversez-les, ou coupez à 24:00.",
            f"{start} is not before {end}; swap them, or stop at 24:00.",
        )
    if start < last:
        return Say(
            f"« {start} » est avant la fin de la plage précédente ({last}) ; "
            "mettez les plages dans l’ordre, sans chevauchement.",
            f"{start} is before the end of the range above ({last}); "
            "put the ranges in order, without overlap.",
        )
    return None


def _holidays(town: Town) -> Iterator[Problem]:
    given = town.holidays
    known = _supported()
    if given.country not in known:
        remedy = choose(given.country, known)
        yield (
            "holidays.country",
            Say(
                f"pays « {given.country} » inconnu ; {remedy.fr}",
                f"unknown country {given.country!r}; {remedy.en}",
            ),
        )
    else:
        yield from _region(town)
    for part, days in (("closed", given.closed), ("open", given.open)):
        for index, day in enumerate(days):
            if not _is_date(day):
                yield (
                    item(f"holidays.{part}", index),
                    Say(
                        f"« {day} » n’est pas une date ; écrivez-la comme « 2026-12-24 ».",
                        f"{day!r} is not a date; write it like 2026-12-24.",
                    ),
                )


def _region(town: Town) -> Iterator[Problem]:
    given = town.holidays
    subdivisions = _supported()[given.country]
    if given.subdivision and given.subdivision not in subdivisions:
        remedy = choose(given.subdivision, subdivisions)
        if not subdivisions:
            remedy = Say("laissez-la vide.", "leave it empty.")
        yield (
            "holidays.subdivision",
            Say(
                f"subdivision « {given.subdivision} » inconnue de {given.country} ; {remedy.fr}",
                f"{given.country} has no subdivision {given.subdivision!r}; {remedy.en}",
            ),
        )
    categories = holidays.country_holidays(given.country).supported_categories
    for index, category in enumerate(given.categories):
        if category not in categories:
            remedy = choose(category, categories)
            yield (
                item("holidays.categories", index),
                Say(
                    f"catégorie « {category} » inconnue pour {given.country} ; {remedy.fr}",
                    f"{given.country} has no category {category!r}; {remedy.en}",
                ),
            )
    if not given.categories:
        yield (
            "holidays.categories",
            Say('est vide ; donnez au moins ["public"].', 'is empty; give at least ["public"].'),
        )


@cache
def _supported() -> dict[str, list[str]]:
    """Return the countries of the `holidays` package with their subdivisions and aliases."""
    found: dict[str, list[str]] = holidays.list_supported_countries(include_aliases=True)
    return found


def _is_date(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def _targets(town: Town) -> Iterator[Problem]:
    targets = town.targets
    for name, minutes in msgspec.structs.asdict(targets).items():
        # A year of minutes: beyond that, no clock is meant.
        if not 0 < minutes <= 525_600:
            yield (
                f"targets.{name}",
                Say(
                    f"{minutes} minutes : donnez un nombre positif, d’un an au plus.",
                    f"{minutes} minutes: give a positive number, a year at most.",
                ),
            )
    if targets.temporary > targets.reply:
        yield (
            "targets.temporary",
            Say(
                f"la réponse temporaire ({targets.temporary} min) doit venir avant la réponse "
                f"({targets.reply} min) ; abaissez-la.",
                f"the temporary reply ({targets.temporary} min) must come before the reply "
                f"({targets.reply} min); lower it.",
            ),
        )
