"""Reads a town's territory: the largest polygon of a GeoJSON file."""

from __future__ import annotations

from towns.geojson import features, shape
from towns.geometry import Position, Ring, area
from vigie.errors import InvalidInput
from vigie.say import Say


def read_outline(data: bytes, name: str) -> tuple[tuple[Position, ...], list[Say]]:
    """Return the exterior ring of the file's largest polygon, not closed, and the problems.

    Args:
        data: GeoJSON in UTF-8, WGS 84 degrees.
        name: how the file is called in the problems.
    """
    try:
        shapes = [shape(feature.get("geometry")) for feature in features(data, name)]
    except InvalidInput as error:
        return (), [error.say]
    except (ValueError, RecursionError):
        return (), [_no_polygon(name)]
    rings: list[Ring] = [ring for found in shapes for ring in found.rings]
    if not rings:
        return (), [_no_polygon(name)]
    largest: Ring = max(rings, key=area)
    return tuple(largest), []


def _no_polygon(name: str) -> Say:
    return Say(
        f"{name} : aucun polygone lisible ; il faut un Polygon ou un MultiPolygon en degrés "
        "WGS 84 (EPSG:4326).",
        f"{name}: no readable polygon; a Polygon or a MultiPolygon in WGS 84 degrees "
        "(EPSG:4326) is wanted.",
    )
