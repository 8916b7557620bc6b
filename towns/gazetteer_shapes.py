"""Reads a gazetteer from the GeoJSON of a town's open data: streets, parks, buildings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from towns.generics import kind_named, kind_of
from towns.geojson import Shape, features, shape
from towns.spots import make_spot, one_of_each, slug
from vigie.errors import InvalidInput
from vigie.folding import fold, fold_words
from vigie.post import Point
from vigie.say import Say
from vigie.town import Spot

# In the order in which they are believed; compared folded, « _ » and « : » as they are.
_NAMES: Final = ("name:fr", "nom", "name", "odonyme", "toponyme", "nom_topo", "nom_voie",
                 "nomrue", "nom_rue", "rue", "libelle", "label", "titre", "title")  # fmt: skip
_KINDS: Final = ("kind", "type", "genre", "generique", "categorie")
_ALIASES: Final = ("aliases", "alias", "alt_name", "old_name", "short_name", "autres_noms")
_DISTRICTS: Final = ("district", "quartier", "secteur", "arrondissement", "section")
# OpenStreetMap's own keys: the key alone, or the key and its value, tell the kind.
_OSM: Final[dict[str, str]] = {
    "bridge=yes": "bridge",
    "highway": "street",
    "leisure=park": "park",
    "leisure=garden": "park",
    "amenity=school": "school",
    "amenity=college": "school",
    "amenity=university": "school",
    "place=neighbourhood": "neighbourhood",
    "place=suburb": "neighbourhood",
    "place=quarter": "neighbourhood",
    "waterway": "water",
    "natural=water": "water",
    "building": "building",
}


def read_geojson(data: bytes, name: str) -> tuple[list[Spot], list[Say]]:
    """Read places from GeoJSON: points, lines and polygons that have a name.

    A feature without a name is passed over (open data has many). One whose geometry cannot
    be read keeps its name and loses its point, and is told with its number.

    Args:
        data: the whole file, UTF-8, positions in WGS 84 degrees.
        name: how the file is called in the problems.

    Returns:
        The places, pieces of one street merged, and the problems.
    """
    try:
        found = features(data, name)
    except InvalidInput as error:
        return [], [error.say]
    problems: list[Say] = []
    spots = [
        spot
        for number, feature in enumerate(found, 1)
        if (spot := _spot(feature, number, name, problems)) is not None
    ]
    if not spots:
        problems.append(_nothing_named(name))
    return one_of_each(spots), problems


def _spot(feature: Mapping[str, Any], number: int, name: str, problems: list[Say]) -> Spot | None:
    properties = feature.get("properties")
    texts = dict(_texts(properties)) if isinstance(properties, dict) else {}
    called = _first(texts, _NAMES)
    if not fold_words(called):
        return None
    try:
        form = shape(feature.get("geometry"))
    except (ValueError, RecursionError):
        problems.append(_bad_geometry(name, number))
        form = Shape()
    middle = form.middle()
    return make_spot(
        called,
        id=_own_id(texts),
        kind=_kind(texts, called, form),
        aliases=_first(texts, _ALIASES).replace(";", "|").split("|"),
        district=_first(texts, _DISTRICTS),
        point=Point(lat=middle[1], lon=middle[0]) if middle else None,
        public=texts.get("public", "") != "false",
    )


def _texts(properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in properties.items():
        if isinstance(value, bool):
            yield fold(key), "true" if value else "false"
        elif isinstance(value, str) and value.strip():
            yield fold(key), value.strip()


def _first(texts: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((texts[key] for key in keys if key in texts), "")


def _own_id(texts: Mapping[str, str]) -> str:
    """Keep an id only if it is one of ours: others number the segments, not the street."""
    own = texts.get("id", "")
    return own if own == slug(own) and any(c.isalpha() for c in own) else ""


def _kind(texts: Mapping[str, str], called: str, form: Shape) -> str | None:
    said = kind_named(_first(texts, _KINDS)) or kind_of(called)
    if said is not None:
        return said
    for rule, kind in _OSM.items():
        key, _, value = rule.partition("=")
        if key in texts and (not value or texts[key] == value):
            return kind
    return "street" if form.lines and not form.rings else None


def _bad_geometry(name: str, number: int) -> Say:
    return Say(
        f"{name}, objet {number} : géométrie refusée ; il faut des degrés WGS 84 (EPSG:4326). "
        "Le nom est gardé sans point.",
        f"{name}, feature {number}: geometry refused; WGS 84 degrees (EPSG:4326) are wanted. "
        "The name is kept without a point.",
    )


def _nothing_named(name: str) -> Say:
    return Say(
        f"{name} : aucun objet nommé ; les propriétés doivent avoir « nom » (ou name, odonyme).",
        f"{name}: no feature has a name; properties must have nom (or name, odonyme).",
    )
