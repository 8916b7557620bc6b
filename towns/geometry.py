"""Plane and sphere geometry over rings of (longitude, latitude): inside, distance, middle."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import asin, cos, hypot, radians, sin, sqrt

Position = tuple[float, float]  # longitude, latitude in degrees
Ring = Sequence[Position]

#: Mean radius of the Earth (IUGG), km.
EARTH_KM = 6371.0088


def distance_km(a: Position, b: Position) -> float:
    """Return the great-circle distance of two positions, by the haversine formula."""
    lon_a, lat_a, lon_b, lat_b = (radians(v) for v in (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2
    half += cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def inside(position: Position, ring: Ring) -> bool:
    """Is the position within the ring? Even-odd rule; a point on the edge may be either."""
    x, y = position
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def distance_to_ring_km(position: Position, ring: Ring) -> float:
    """Return how far outside the ring a position is: 0 when inside, else km to its nearest side.

    Sides are straight on a plane tangent at the position: exact enough at a town's scale.
    """
    if inside(position, ring):
        return 0.0
    scale = cos(radians(position[1]))
    flat = [((x - position[0]) * scale, y - position[1]) for x, y in ring]
    sides = zip(flat, [*flat[1:], flat[0]], strict=True)
    return radians(min(_from_origin(a, b) for a, b in sides)) * EARTH_KM


def middle_of_line(line: Ring) -> Position:
    """Return the position half-way along a line."""
    lengths = [distance_km(a, b) for a, b in itertools.pairwise(line)]
    left = sum(lengths) / 2
    for (a, b), length in zip(itertools.pairwise(line), lengths, strict=True):
        if length and left <= length:
            part = left / length
            return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
        left -= length
    return line[0]


def point_in_ring(ring: Ring) -> Position:
    """Return a position surely within the ring: its centroid, or the middle of its widest cut."""
    centre = _centroid(ring)
    if inside(centre, ring):
        return centre
    y = centre[1]
    crossings = sorted(
        (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (y1 > y) != (y2 > y)
    )
    cuts = list(zip(crossings[::2], crossings[1::2], strict=False))
    if not cuts:
        return ring[0]
    left, right = max(cuts, key=lambda cut: cut[1] - cut[0])
    return ((left + right) / 2, y)


def area(ring: Ring) -> float:
    """Return the unsigned area in square degrees; only good for comparing rings."""
    return abs(sum(_crosses(ring))) / 2


def _centroid(ring: Ring) -> Position:
    # Around its own first corner: far from the origin, small rings would drown in rounding.
    x0, y0 = ring[0]
    x, y = _centroid_near_origin([(x - x0, y - y0) for x, y in ring])
    return (x + x0, y + y0)


def _centroid_near_origin(ring: Ring) -> Position:
    crosses = _crosses(ring)
    total = sum(crosses)
    if not total:
        return (sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring))
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((a[0] + b[0]) * c for (a, b), c in zip(pairs, crosses, strict=True))
    y = sum((a[1] + b[1]) * c for (a, b), c in zip(pairs, crosses, strict=True))
    return (x / (3 * total), y / (3 * total))


def _crosses(ring: Ring) -> list[float]:
    return [
        x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
    ]


def _from_origin(a: Position, b: Position) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    part = max(0.0, min(1.0, -(a[0] * dx + a[1] * dy) / length)) if length else 0.0
    return hypot(a[0] + part * dx, a[1] + part * dy)
