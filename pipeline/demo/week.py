"""The made-up week: its channels and posts, and what each channel shows at a given moment."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final, NamedTuple

import msgspec

#: The week written in each usage of French: see `vigie.town.Town.usage`.
_FILES: Final[Mapping[str, str]] = {"quebec": "week.toml", "belgium": "week-belgium.toml"}


class Channel(msgspec.Struct, frozen=True):
    """A fictional source: where it is served, as what, under which name, who speaks there."""

    path: str
    kind: str
    name: str
    own: bool = False
    role: str = ""


class Shown(msgspec.Struct, frozen=True):
    """A fictional post; `after` seconds from the start it appears, dated `hours` before."""

    channel: str
    id: str
    text: str
    hours: int = 0
    after: float = 0
    title: str = ""
    author: str = ""


class Pace(NamedTuple):
    """When the week is said to start, and how much faster than seconds its time goes by."""

    start: datetime
    speed: float = 1


class Week(msgspec.Struct, frozen=True):
    """The whole week; `town` is the name of the town that its texts were written for."""

    channel: tuple[Channel, ...]
    post: tuple[Shown, ...]
    town: str = ""

    def at(self, path: str, elapsed: float) -> list[Shown]:
        """Return what a channel shows `elapsed` seconds after the start, newest first.

        A later post with the id of an earlier one is its edition and takes its place.
        """
        by_id: Mapping[str, Shown] = {
            post.id: post for post in self.post if post.channel == path and post.after <= elapsed
        }
        return sorted(by_id.values(), key=lambda post: (post.hours, -post.after))

    @property
    def ends(self) -> int:
        """Seconds after which nothing new appears."""
        return round(max(post.after for post in self.post))


def read_week(usage: str = "quebec") -> Week:
    """Read the week that comes with the program, as it is written in a town's usage of French."""
    text = files("pipeline.demo").joinpath(_FILES[usage]).read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Week)


def date_of(post: Shown, start: datetime, speed: float = 1) -> datetime:
    """Return when a post says it was written; time may go by faster than seconds do."""
    return start - timedelta(hours=post.hours) + speed * timedelta(seconds=post.after)
