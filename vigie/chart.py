"""Charts as small tables with their words: what is drawn, said aloud and downloaded.

A chart holds figures and sentences already in the reader's language; how it looks is the
drawer's. Each has its table (`vigie.chart_table`), for whoever does not see the drawing.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, Protocol

import msgspec


class _Chart(msgspec.Struct, frozen=True, kw_only=True):
    """What every chart has.

    Attributes:
        language: of its dates and numbers, "fr" or "en".
        alt: what the drawing shows, in a sentence, for whoever does not see it.
        heads: names of the table's columns, one for each.
    """

    language: str
    alt: str
    heads: tuple[str, ...]


class Line(msgspec.Struct, frozen=True):
    """One series: its name, the hue it always has (an id of `HUES`), a number by period."""

    name: str
    hue: str
    counts: tuple[int, ...]


class OverTime(_Chart, frozen=True, kw_only=True, tag="over_time"):
    """Counts by period, a row of bars for each series, all on one scale.

    Attributes:
        starts: first local day of each period, oldest first.
        until: the day after the last period.
        unfinished: the last period is not over; its bar is hollow.
        event: a day to be marked, None for none.
    """

    starts: tuple[date, ...]
    until: date
    lines: tuple[Line, ...]
    unfinished: bool = False
    event: date | None = None


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One value with its interval, None where it has none."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    hue: str = "plain"


class Bars(_Chart, frozen=True, kw_only=True, tag="bars"):
    """Values side by side, in the order given; negative ones go to the left.

    Attributes:
        unit: what the axis counts.
        share: values are shares from 0 to 1, written in percent.
        mark: a value to be marked on the axis (a target), None for none.
    """

    bars: tuple[Bar, ...]
    unit: str
    share: bool = False
    mark: float | None = None


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A share before and after, each with its interval (low, high), from 0 to 1."""

    name: str
    before: float
    before_interval: tuple[float, float]
    after: float
    after_interval: tuple[float, float]


class BeforeAfter(_Chart, frozen=True, kw_only=True, tag="before_after"):
    """Shares on both sides of an event, with their uncertainty.

    Attributes:
        sides: names of the two sides, the earlier one first.
    """

    pairs: tuple[Pair, ...]
    sides: tuple[str, str]
    unit: str


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A place and how many mentions speak of it, in degrees."""

    name: str
    longitude: float
    latitude: float
    count: int


class Map(_Chart, frozen=True, kw_only=True, tag="map"):
    """Places as discs whose area is the count.

    Attributes:
        outline: the territory's ring of (longitude, latitude), () when it is not known.
        context: other known places, as small dots, so that the shape is recognised.
        unplaced: names and counts of places whose position is not known: in the table only.
    """

    spots: tuple[Spot, ...]
    unit: str
    outline: tuple[tuple[float, float], ...] = ()
    context: tuple[tuple[float, float], ...] = ()
    unplaced: tuple[tuple[str, int], ...] = ()


Chart = OverTime | Bars | BeforeAfter | Map

#: Ids of the hues; a meaning keeps its hue from one chart to the next.
HUES = ("plain", "negative", "neutral", "positive", "before", "after", "soft")


class Look(msgspec.Struct, frozen=True):
    """How a chart is to look: on which ground, and how wide, in CSS pixels (points in print)."""

    theme: Literal["light", "dark"] = "light"
    width: int = 680


class Drawing(Protocol):
    """Draws charts."""

    async def __call__(self, chart: Chart, look: Look = ..., form: str = "svg") -> bytes:
        """Return the drawing as "svg" (UTF-8), or as "png" at twice the size.

        May wait for its turn. Nothing is fetched from anywhere.

        Raises:
            Unavailable: it could not be drawn in time; the table is still there.
        """
        ...
