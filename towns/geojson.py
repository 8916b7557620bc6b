"""Reads GeoJSON (RFC 7946) into features with checked WGS 84 positions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from towns.geometry import Position, Ring, area, distance_km, middle_of_line, point_in_ring
from vigie.errors import InvalidInput
from vigie.say import Say

# How many lists stand around a position, by type of geometry.
_DEPTHS: Final = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry as points, lines and the outer rings of polygons."""

    points: tuple[Position, ...] = ()
    lines: tuple[Ring, ...] = ()
    rings: tuple[Ring, ...] = ()

    def middle(self) -> Position | None:
        """Return one position on it: in its largest ring, else on its longest line."""
        if self.rings:
            return point_in_ring(self.largest_ring())
        if self.lines:
            return middle_of_line(max(self.lines, key=_length))
        return self.points[0] if self.points else None

    def largest_ring(self) -> Ring:
        """Return the outer ring with the greatest area. Raises ValueError without any."""
        return max(self.rings, key=area)


def features(data: bytes, name: str) -> list[Mapping[str, Any]]:
    """Return the features of a FeatureCollection, a Feature or a bare geometry.

    Raises:
        InvalidInput: not JSON, or not GeoJSON; the sentence names the file.
    """
    try:
        content = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(_not_geojson(name, str(error)), where=name) from error
    match content:
        case {"type": "FeatureCollection", "features": list() as found}:
            return [feature if isinstance(feature, dict) else {} for feature in found]
        case {"type": "Feature"}:
            return [content]
        case {"type": str(), "coordinates": list()}:
            return [{"type": "Feature", "properties": {}, "geometry": content}]
    raise InvalidInput(_not_geojson(name, "FeatureCollection"), where=name)


def shape(geometry: Any) -> Shape:
    """Read a geometry. Raises ValueError for one that is not of RFC 7946 or not in degrees."""
    match geometry:
        case None:
            return Shape()
        case {"type": "GeometryCollection", "geometries": list() as parts}:
            shapes = [shape(part) for part in parts]
            return Shape(
                points=tuple(p for s in shapes for p in s.points),
                lines=tuple(line for s in shapes for line in s.lines),
                rings=tuple(ring for s in shapes for ring in s.rings),
            )
        case {"type": str() as kind, "coordinates": list() as coordinates} if kind in _DEPTHS:
            return _simple(kind, coordinates)
    raise ValueError("geometry")


def _simple(kind: str, coordinates: list[Any]) -> Shape:
    if kind.endswith("Point"):
        return Shape(points=tuple(_positions(coordinates, _DEPTHS[kind])))
    if kind.endswith("LineString"):
        parts = [coordinates] if kind == "LineString" else coordinates
        return Shape(lines=tuple(_line(part, 2) for part in parts))
    polygons = [coordinates] if kind == "Polygon" else coordinates
    # Only the first ring of each: the others are holes.
    return Shape(rings=tuple(_line(polygon[0], 4)[:-1] for polygon in polygons if polygon))


def _line(coordinates: Any, least: int) -> tuple[Position, ...]:
    line = tuple(_positions(coordinates, 1))
    if len(line) < least:
        raise ValueError("too short")
    return line


def _positions(coordinates: Any, depth: int) -> Iterator[Position]:
    if depth:
        if not isinstance(coordinates, list):
            raise ValueError("not a list")
        for inner in coordinates:
            yield from _positions(inner, depth - 1)
        return
    match coordinates:
        case [int() | float() as lon, int() | float() as lat, *_] if _in_degrees(lon, lat):
            yield (float(lon), float(lat))
        case _:
            raise ValueError("not a WGS 84 position")


def _in_degrees(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90


def _length(line: Ring) -> float:
    return sum(distance_km(a, b) for a, b in itertools.pairwise(line))


def _not_geojson(name: str, error: str) -> Say:
    return Say(
        f"{name} n’est pas du GeoJSON ({error}) ; exportez une FeatureCollection en EPSG:4326.",
        f"{name} is not GeoJSON ({error}); export a FeatureCollection in EPSG:4326.",
    )
