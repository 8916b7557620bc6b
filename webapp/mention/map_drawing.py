"""A small map drawn from the town's own profile: its outline, its places, one point."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians
from typing import Final, NamedTuple

from markupsafe import escape

from vigie.post import Point
from vigie.town import Town

WIDTH, HEIGHT = 320, 220
_MARGIN: Final = 14
_MOST_PLACES: Final = 600


class _Frame(NamedTuple):
    """Turns positions into pixels: as large as fits, north up, true to shape at its latitude."""

    west: float
    north: float
    squeeze: float
    scale: float
    left: float
    top: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = self.left + (lon - self.west) * self.squeeze * self.scale
        return x, self.top + (self.north - lat) * self.scale


def draw(town: Town, point: Point, title: str) -> str:
    """Return the SVG of a point in its town, among the places whose position is known.

    Pure; nothing in it but numbers and the title, which is escaped. Colours read on a light
    page and on a dark one.
    """
    places = [spot.point for spot in town.gazetteer if spot.point][:_MOST_PLACES]
    around = town.outline or tuple((each.lon, each.lat) for each in places)
    frame = _frame([*around, (point.lon, point.lat)])
    shapes = [_outline(town.outline, frame)] if town.outline else []
    shapes += [_dot(frame.at(each.lon, each.lat)) for each in places]
    x, y = frame.at(point.lon, point.lat)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{escape(title)}</title>{''.join(shapes)}"
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="#d4691e" fill-opacity=".25"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#d4691e" stroke="#fff" stroke-width="1.5"/>'
        "</svg>"
    )


def _frame(positions: list[tuple[float, float]]) -> _Frame:
    lons, lats = [lon for lon, _ in positions], [lat for _, lat in positions]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    squeeze = max(cos(radians((south + north) / 2)), 0.01)
    wide, high = (east - west) * squeeze, north - south
    room = WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN
    scale = min(room[0] / max(wide, 0.002), room[1] / max(high, 0.002))
    left = (WIDTH - wide * scale) / 2
    return _Frame(west, north, squeeze, scale, left, (HEIGHT - high * scale) / 2)


def _outline(ring: Iterable[tuple[float, float]], frame: _Frame) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (frame.at(lon, lat) for lon, lat in ring))
    return (
        f'<polygon points="{points}" fill="#6f8b99" fill-opacity=".18" '
        'stroke="#6f8b99" stroke-width="1.5" stroke-linejoin="round"/>'
    )


def _dot(at: tuple[float, float]) -> str:
    return f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="1.6" fill="#6f8b99" fill-opacity=".6"/>'
