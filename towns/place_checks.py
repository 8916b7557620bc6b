"""Checks where the town is: its outline, and that its gazetteer's places are in or near it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from towns.geometry import Position, distance_to_ring_km
from towns.problem import Problem, choose, item
from vigie.folding import fold_words
from vigie.post import Point
from vigie.profile_terms import SPOT_KINDS
from vigie.say import Say
from vigie.town import Spot, Town

#: A place this far from the territory is a wrong coordinate or another town's.
FARTHEST_KM: Final = 30


def place_problems(town: Town) -> Iterator[Problem]:
    """Yield what is wrong in the outline and in each place of the gazetteer."""
    ring_problems = list(_outline(town.outline))
    yield from ring_problems
    times = Counter(spot.id for spot in town.gazetteer)
    for name, count in times.items():
        if count > 1:
            yield (
                "gazetteer",
                Say(
                    f"l’id « {name} » est donné {count} fois ; chacun doit être unique.",
                    f"the id {name!r} is given {count} times; each must be unique.",
                ),
            )
    ring = () if ring_problems else town.outline
    for index, spot in enumerate(town.gazetteer):
        yield from _spot(item("gazetteer", index), spot, ring)


def _outline(ring: tuple[Position, ...]) -> Iterator[Problem]:
    if not ring:
        return  # a town may have none; then nothing can be said of distances
    if len(set(ring)) < 3:
        yield (
            "outline",
            Say(
                "il faut au moins trois sommets différents ; vérifiez le fichier.",
                "at least three different corners are wanted; check the file.",
            ),
        )
    for index, (lon, lat) in enumerate(ring):
        if not _on_earth(lon, lat):
            yield item("outline", index), _not_on_earth(f"[{lon}, {lat}]")


def _spot(key: str, spot: Spot, ring: tuple[Position, ...]) -> Iterator[Problem]:
    if not spot.id or not fold_words(spot.name):
        yield (
            key,
            Say(
                f"« {spot.id or spot.name} » : il faut un id et un nom ; ajoutez ce qui manque.",
                f"{spot.id or spot.name!r}: an id and a name are wanted; add what is missing.",
            ),
        )
    if spot.kind not in SPOT_KINDS:
        remedy = choose(spot.kind, SPOT_KINDS)
        yield (
            f"{key}.kind",
            Say(
                f"« {spot.kind} » ({spot.id}) inconnu ; {remedy.fr}",
                f"unknown {spot.kind!r} ({spot.id}); {remedy.en}",
            ),
        )
    if spot.point is not None:
        yield from _point(f"{key}.point", spot, spot.point, ring)


def _point(key: str, spot: Spot, point: Point, ring: tuple[Position, ...]) -> Iterator[Problem]:
    if not _on_earth(point.lon, point.lat):
        yield key, _not_on_earth(spot.id)
        return
    if not ring:
        return
    away = distance_to_ring_km((point.lon, point.lat), ring)
    if away > FARTHEST_KM:
        yield (
            key,
            Say(
                f"« {spot.id} » est à {away:.0f} km du territoire ; vérifiez la latitude et la "
                "longitude (peut-être inversées), ou retirez le point.",
                f"{spot.id!r} is {away:.0f} km away from the territory; check latitude and "
                "longitude (swapped, perhaps), or remove the point.",
            ),
        )


def _on_earth(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90


def _not_on_earth(what: str) -> Say:
    return Say(
        f"{what} n’est pas en degrés WGS 84 (latitude de -90 à 90, longitude de -180 à 180) ; "
        "corrigez ou retirez.",
        f"{what} is not in WGS 84 degrees (latitude -90 to 90, longitude -180 to 180); "
        "correct or remove it.",
    )
