"""Small counts kept from view: what is told of a group is told of at least five people.

The rows of a table and its « others » are blocks of one partition, each of at least five people.
All that can be had from them by adding and subtracting is a sum of whole blocks, so nothing
finer comes out (complementary suppression: Cox, "Suppression methodology and statistical
disclosure control", JASA 75, 1980). A table is never crossed with another: what two fields
share is told in words or by a band.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from desk.report_change import change, spread
from vigie.report import BANDS, LEAST, Breakdown, Row

#: Whoever spoke, with how many times they did.
Voices = Counter[str]


class Grouped(NamedTuple):
    """Blocks that may be told: rows, most frequent first, and the others together."""

    rows: tuple[tuple[str, Voices], ...]
    others: Voices
    total: Voices

    @property
    def safe(self) -> bool:
        """Whether the total itself may be told: of nobody, or of enough people."""
        return not 0 < len(self.total) < LEAST


def band(people: int) -> int:
    """Return the band that a number of people falls in, by its least number."""
    return max(each for each in BANDS if each <= max(people, 0))


def grouped(cells: Mapping[str, Voices]) -> Grouped:
    """Group the cells of fewer than five people, and as many more as it takes to hide them.

    Pure; the same cells give the same groups, whatever their order.
    """
    ordered = sorted(cells.items(), key=lambda cell: (-cell[1].total(), cell[0]))
    rows = [cell for cell in ordered if len(cell[1]) >= LEAST]
    others = _sum(voices for _, voices in ordered if len(voices) < LEAST)
    while others and len(others) < LEAST and rows:
        others += rows.pop()[1]
    if 0 < len(others) < LEAST:
        rows = []
    return Grouped(tuple(rows), others, _sum(cells.values()))


def breakdown(now: Grouped, before: Grouped | None = None) -> Breakdown:
    """Return a table; a change is told only between two figures that are each told.

    Those of the period before are those of its own report: the change adds nothing to both.
    """
    if not now.safe:
        return Breakdown(total=None)
    former = dict(before.rows) if before and before.safe else {}
    rows = tuple(_row(name, voices, former.get(name)) for name, voices in now.rows)
    return Breakdown(rows=rows, grouped=now.others.total(), total=now.total.total())


def _row(name: str, voices: Voices, before: Voices | None) -> Row:
    if before is None:
        return Row(name=name, count=voices.total())
    count, former = voices.total(), before.total()
    moved = change(count, former, spread(voices.values()), spread(before.values()))
    return Row(name=name, count=count, before=former, change=moved)


def _sum(some: Iterable[Voices]) -> Voices:
    total: Voices = Counter()
    for voices in some:
        total.update(voices)
    return total
