"""The charts shown lately, so that a page's drawings are not counted a second time."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Final

import msgspec

from vigie.chart import Chart

_MOST: Final = 256


class HeldCharts:
    """Charts by a digest of what they hold; the oldest are let go."""

    def __init__(self) -> None:
        self._charts: OrderedDict[str, Chart] = OrderedDict()

    def hold(self, chart: Chart) -> str:
        """Keep a chart; return its digest, which nobody can guess without having seen it."""
        digest = hashlib.blake2b(msgspec.msgpack.encode(chart), digest_size=16).hexdigest()
        self._charts[digest] = chart
        self._charts.move_to_end(digest)
        while len(self._charts) > _MOST:
            self._charts.popitem(last=False)
        return digest

    def get(self, digest: str) -> Chart | None:
        """Return a chart, None when it was let go."""
        return self._charts.get(digest)
