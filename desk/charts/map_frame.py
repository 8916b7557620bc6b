"""The ground of a map: degrees as lengths, drawn at one scale both ways."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import altair

_SMALLEST = 0.004  # degrees: a single place is not drawn larger than a few streets


class Frame:
    """Degrees around the middle of some points, as lengths (an equirectangular projection).

    Right to well under one percent over a town.

    Attributes:
        width, height: in pixels.
        x, y: altair's channels.

    Args:
        points: (longitude, latitude), in degrees.
        width: in pixels.
    """

    def __init__(self, points: Iterable[tuple[float, float]], width: int) -> None:
        longitudes, latitudes = zip(*(list(points) or [(0.0, 0.0)]), strict=True)
        self._shrink = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))
        xs = [longitude * self._shrink for longitude in longitudes]
        across = max(max(xs) - min(xs), _SMALLEST) * 1.12
        up = max(max(latitudes) - min(latitudes), _SMALLEST) * 1.12
        self.width = width
        self.height = int(min(width * 0.85, max(width * 0.4, width * up / across)))
        # The scarcer side decides, and the other is given the room left.
        self._scale = max(across / self.width, up / self.height)
        self._left = (min(xs) + max(xs) - self._scale * self.width) / 2
        self._top = (min(latitudes) + max(latitudes) + self._scale * self.height) / 2
        self.x = _axis(altair.X, "x:Q", [0, self.width])
        self.y = _axis(altair.Y, "y:Q", [self.height, 0])

    def row(self, point: tuple[float, float]) -> dict[str, float]:
        """Return where a point goes, in pixels from the top left."""
        x = (point[0] * self._shrink - self._left) / self._scale
        return {"x": round(x, 1), "y": round((self._top - point[1]) / self._scale, 1)}


def _axis(channel: Any, name: str, domain: list[float]) -> Any:
    return channel(name, axis=None, scale=altair.Scale(domain=domain, zero=False, nice=False))
