"""How soon and how surely spikes are told, and how often wrongly, next to what others do.

`python -m bench.spikes [--short]` plants events of several sizes and shapes in synthetic months of
small, middling and large towns, leaves other months quiet, prints the tables of docs/alerts.md
and draws its pictures. Five minutes in full.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import altair as alt
import msgspec

from bench.spike_detectors import DETECTORS, Detector
from bench.spike_histories import BEFORE, MONTH, SHAPES, SIZES, VOLUMES, planted, quiet
from desk.usual_rhythm import DAY

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"
#: An alarm within so many hours of an event's beginning tells of it.
_TELLS: Final = 30


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one detector did: events by size and shape, and alarms in quiet months."""

    who: str
    volume: str
    false_alarms: float
    delays: dict[tuple[float, str], list[int | None]]

    def recall(self, size: float, shape: str | None = None) -> float:
        """Return the share of events told."""
        found = self._of(size, shape)
        return sum(one is not None for one in found) / len(found)

    def delay(self, size: float, shape: str | None = None) -> int | None:
        """Return the median hours from an event's beginning to its alarm, of those told."""
        told = sorted(one for one in self._of(size, shape) if one is not None)
        return told[len(told) // 2] if told else None

    def _of(self, size: float, shape: str | None) -> list[int | None]:
        return [
            one
            for (of, form), some in self.delays.items()
            for one in some
            if of == size and shape in {None, form}
        ]


def measured(volume: str, who: str, rounds: int, months: int) -> Told:
    """Let one detector watch months of a town."""
    detect, per_day = DETECTORS[who], VOLUMES[volume]
    hours = range(BEFORE, BEFORE + MONTH)
    alarms = sum(len(detect(quiet(per_day, 9_000 + n), hours)) for n in range(months))
    return Told(
        who=who,
        volume=volume,
        false_alarms=alarms / months,
        delays={
            (size, shape): [_delay(detect, per_day, size, shape, n) for n in range(rounds)]
            for size in SIZES
            for shape in SHAPES
        },
    )


def _delay(detect: Detector, per_day: float, size: float, shape: str, seed: int) -> int | None:
    history = planted(per_day, size, shape, seed)
    start = history.event or 0
    midnight = start // DAY * DAY
    alarms = detect(history, range(midnight - DAY, midnight + 3 * DAY))
    told = [hour for hour in alarms if start <= hour < start + _TELLS]
    return told[0] - start + 1 if told else None


def table(told: Sequence[Told]) -> list[str]:
    """Return the rows of docs/alerts.md."""
    sizes = " | ".join(f"{size:g} x" for size in SIZES)
    rows = [
        f"| town | detector | false alarms a month | {sizes} |",
        "|---" * (3 + len(SIZES)) + "|",
    ]
    for one in told:
        cells = " | ".join(_cell(one, size) for size in SIZES)
        rows.append(f"| {one.volume} | {one.who} | {one.false_alarms:.2f} | {cells} |")
    return rows


def _cell(one: Told, size: float) -> str:
    delay = one.delay(size)
    return f"{one.recall(size):.0%}" + (f", {delay} h" if delay is not None else "")


def by_shape(told: Sequence[Told]) -> list[str]:
    """Return Vigie's rows by shape of event."""
    rows = [
        "| town | shape | " + " | ".join(f"{s:g} x" for s in SIZES) + " |",
        "|---" * (2 + len(SIZES)) + "|",
    ]
    for one in (one for one in told if one.who == "Vigie"):
        for shape in SHAPES:
            cells = [(one.recall(s, shape), one.delay(s, shape)) for s in SIZES]
            shown = " | ".join(f"{r:.0%}" + (f", {d} h" if d else "") for r, d in cells)
            rows.append(f"| {one.volume} | {shape} | {shown} |")
    return rows


def draw(told: Sequence[Told], folder: Path) -> None:
    """Draw recall by size, and false alarms, each town a column."""
    who = alt.Color("who:N", title=None, sort=list(DETECTORS))
    points = [
        {"who": one.who, "town": one.volume, "size": size, "recall": one.recall(size)}
        for one in told
        for size in SIZES
    ]
    town = alt.Column("town:N", title=None, sort=list(VOLUMES))
    recall = (
        alt.Chart(alt.Data(values=points), width=180, height=160)
        .mark_line(point=True)
        .encode(
            x=alt.X("size:Q", title="event, in days' worth of mentions"),
            y=alt.Y("recall:Q", title="events told", axis=alt.Axis(format="%")),
            color=who,
            column=town,
        )
    )
    alarms = [{"who": o.who, "town": o.volume, "alarms": o.false_alarms} for o in told]
    wrong = (
        alt.Chart(alt.Data(values=alarms), width=180, height=90)
        .mark_bar()
        .encode(
            x=alt.X("alarms:Q", title="false alarms a month"),
            y=alt.Y("who:N", title=None, sort=list(DETECTORS), axis=None),
            color=who,
            column=town,
        )
    )
    (recall & wrong).save(str(folder / "spikes.svg"))


def main() -> None:
    """Measure, print, draw."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a minute, to see that it runs")
    short = parser.parse_args().short
    rounds, months = (4, 4) if short else (20, 40)
    told: list[Told] = []
    for volume in VOLUMES:
        for who in DETECTORS:
            told.append(measured(volume, who, rounds, months))
            print(table(told)[-1], file=sys.stderr, flush=True)
    print("\n".join([*table(told), "", *by_shape(told)]))
    if not short:
        draw(told, PICTURES)


if __name__ == "__main__":
    main()
