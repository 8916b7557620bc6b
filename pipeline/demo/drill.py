"""The drill: a made-up crisis for a town, and how an installation knows that it plays one."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from pipeline.demo.week import Channel, Shown, Week
from vigie.say import Say
from vigie.town import Town

#: Where an installation that plays a drill keeps what it plays; no other has this file.
_FILE: Final = "drill.json"
_FEMININE: Final = ("rue", "place", "ruelle", "côte", "chaussée", "route", "montée", "terrasse")
_FRIDAY, _HOUR, _MINUTE = 4, 21, 40


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Something expected of the team: see `webapp.office.Step`."""

    within: int
    done: str
    fr: str
    en: str

    @property
    def say(self) -> Say:
        """What it is."""
        return Say(self.fr, self.en)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A fictional post, published so many minutes after the start."""

    channel: str
    id: str
    minute: int
    text: str
    title: str = ""
    author: str = ""


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """What is played; its texts name the town and its places between braces."""

    fr: str
    en: str
    channel: tuple[Channel, ...]
    post: tuple[Line, ...]
    step: tuple[Step, ...]

    def week(self, town: Town, speed: float) -> Week:
        """Return the posts as they appear when time goes by so much faster."""
        return Week(
            channel=self.channel,
            post=tuple(
                Shown(
                    channel=line.channel,
                    id=line.id,
                    title=line.title.format(**_named(town)),
                    text=line.text.format(**_named(town)),
                    author=line.author,
                    after=line.minute * 60 / speed,
                )
                for line in self.post
            ),
        )


class Drill(msgspec.Struct, frozen=True, kw_only=True):
    """The drill that an installation plays: see `webapp.office.Drill`."""

    name: Say
    started_at: datetime
    step: tuple[Step, ...]


class FastClock:
    """A clock that starts at another moment and runs faster than the machine's."""

    def __init__(self, start: datetime, speed: float) -> None:
        self._start, self._speed, self._began = start, speed, monotonic()

    def now(self) -> datetime:
        """Return the moment that is played."""
        return self._start + timedelta(seconds=self._speed * (monotonic() - self._began))


def read_scenario() -> Scenario:
    """Read the scenario that comes with the program."""
    text = files("pipeline.demo").joinpath("drill.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Scenario)


def friday_night(town: Town, now: datetime) -> datetime:
    """Return the last Friday evening in the town's time zone, in UTC."""
    local = now.astimezone(ZoneInfo(town.timezone))
    day = local - timedelta(days=(local.weekday() - _FRIDAY) % 7 or 7)
    evening = day.replace(hour=_HOUR, minute=_MINUTE, second=0, microsecond=0)
    return evening.astimezone(now.tzinfo)


def write_drill(home: Path, drill: Drill) -> None:
    """Mark an installation as one that plays a drill."""
    (home / _FILE).write_bytes(msgspec.json.encode(drill))


def read_drill(home: Path) -> Drill | None:
    """Return what an installation plays, None in real life."""
    try:
        return msgspec.json.decode((home / _FILE).read_bytes(), type=Drill)
    except FileNotFoundError:
        return None


def _named(town: Town) -> dict[str, str]:
    streets = [spot.name for spot in town.gazetteer if spot.kind == "street" and spot.public]
    parks = [spot.name for spot in town.gazetteer if spot.kind == "park" and spot.public]
    middle = len(streets) // 2
    return {
        "town": town.names.official,
        "street": _with_article(streets[0]) if streets else "la rue Principale",
        "other_street": _with_article(streets[middle]) if streets else "la rue du Moulin",
        "park": parks[0] if parks else "parc central",
    }


def _with_article(street: str) -> str:
    """Return « la rue des Forges », « le boulevard … », « l’avenue … »."""
    kind = street.split(maxsplit=1)[0].lower()
    if kind[0] in "aeiouyéèêh":
        return f"l’{street}"
    return f"{'la' if kind in _FEMININE else 'le'} {street}"
