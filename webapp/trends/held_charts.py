"""The charts shown lately, so that a page's drawings are not counted a second time."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import msgspec

from vigie.chart import Chart

_MOST: Final = 256


class HeldCharts:
    """Charts by a digest of what they hold; the oldest are let go.

    Args:
        towns: of whoever is shown them, () for all: what was counted for others is not found.
    """

    def __init__(self, towns: Sequence[str] = ()) -> None:
        self._charts: OrderedDict[tuple[tuple[str, ...], str], Chart] = OrderedDict()
        self._towns = tuple(sorted(towns))

    def seen_by(self, towns: Sequence[str]) -> HeldCharts:
        """Return the same charts, of which only those counted for these towns are found."""
        seen = HeldCharts(towns)
        seen._charts = self._charts
        return seen

    def hold(self, chart: Chart) -> str:
        """Keep a chart; return its digest, which nobody can guess without having seen it."""
        digest = hashlib.blake2b(msgspec.msgpack.encode(chart), digest_size=16).hexdigest()
        self._charts[self._towns, digest] = chart
        self._charts.move_to_end((self._towns, digest))
        while len(self._charts) > _MOST:
            self._charts.popitem(last=False)
        return digest

    def get(self, digest: str) -> Chart | None:
        """Return a chart, None when it was let go."""
        return self._charts.get((self._towns, digest))
