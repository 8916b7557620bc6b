"""The doors of a gazetteer: bytes of CSV or GeoJSON in, places out, and CSV back."""

from __future__ import annotations

from towns.gazetteer_shapes import read_geojson
from towns.gazetteer_table import COLUMNS, read_csv, write_csv
from vigie.say import Say
from vigie.town import Spot

__all__ = ["COLUMNS", "read_csv", "read_gazetteer", "read_geojson", "write_csv"]


def read_gazetteer(data: bytes, name: str) -> tuple[list[Spot], list[Say]]:
    """Read places from a file by its name: `.json` and `.geojson` are GeoJSON, the rest CSV."""
    if name.lower().endswith((".json", ".geojson")):
        return read_geojson(data, name)
    return read_csv(data, name)
