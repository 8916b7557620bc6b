"""The places spoken of, on the town's outline."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from vigie.chart import Bar, Bars, Chart, Map
from vigie.chart import Spot as Dot
from vigie.query import Bucket
from vigie.town import Spot, Town
from webapp.trends.chart_panels import Panel
from webapp.trends.scene import Scene, narrowed

_MOST: Final = 30  # places drawn and told; the list's filters reach the others
_CONTEXT: Final = 400  # dots


async def places(scene: Scene) -> Panel:
    """Count mentions by place, and by district where a place has no position."""
    r, title = scene.reader, scene.reader.say("trends.places")
    town, store = scene.town, scene.site.store
    bound = narrowed(scene.bound, "town", town.slug) if len(scene.site.towns) > 1 else scene.bound
    counted, by_district = await asyncio.gather(
        store.count(bound, ("place",)), store.count(bound, ("district",))
    )
    found = [bucket for bucket in counted.facets["place"] if bucket.value][:_MOST]
    if not found:
        return Panel("places", title, None, r.say("trends.places.none"))
    spots = {spot.id: spot for spot in town.gazetteer}
    placed, without = _dots(found, spots)
    chart = _map(scene, placed, without) if placed else _list(scene, found, spots)
    districts = [bucket for bucket in by_district.facets["district"] if bucket.value]
    notes = [
        r.say("trends.places.note"),
        r.say("trends.places.without", n=r.number(sum(n for _, n in without)))
        if placed and without
        else "",
        _districts(scene, districts),
    ]
    return Panel("places", title, chart, "\n".join(filter(None, notes)))


def _dots(
    found: Sequence[Bucket], spots: Mapping[str, Spot]
) -> tuple[list[Dot], list[tuple[str, int]]]:
    """Return the places that have a position, and the others with their counts."""
    placed: list[Dot] = []
    without: list[tuple[str, int]] = []
    for bucket in found:
        spot = spots.get(bucket.value)
        if spot is None or spot.point is None:
            without.append((spot.name if spot else bucket.value, bucket.count))
            continue
        point = spot.point
        placed.append(
            Dot(name=spot.name, longitude=point.lon, latitude=point.lat, count=bucket.count)
        )
    return placed, without


def _map(scene: Scene, placed: Sequence[Dot], without: Sequence[tuple[str, int]]) -> Chart:
    r = scene.reader
    return Map(
        language=r.language,
        alt=r.say("trends.places.alt", town=scene.town.name, places=_told(scene, placed)),
        heads=(r.say("field.place"), r.say("trends.mentions")),
        unit=r.say("trends.unit"),
        spots=tuple(placed),
        outline=scene.town.outline,
        context=_context(scene.town),
        unplaced=tuple(without),
    )


def _context(town: Town) -> tuple[tuple[float, float], ...]:
    points = [(s.point.lon, s.point.lat) for s in town.gazetteer if s.point is not None]
    step = max(1, len(points) // _CONTEXT)
    return tuple(points[::step])


def _list(scene: Scene, found: Sequence[Bucket], spots: Mapping[str, Spot]) -> Chart:
    """Return bars: none of these places has a position to be drawn at."""
    r = scene.reader
    bars = tuple(
        Bar(name=spots[b.value].name if b.value in spots else b.value, value=b.count) for b in found
    )
    told = ", ".join(f"{bar.name} ({r.number(int(bar.value))})" for bar in bars[:3])
    return Bars(
        language=r.language,
        alt=r.say("trends.places.list", places=told),
        heads=(r.say("field.place"), r.say("trends.mentions")),
        unit=r.say("trends.unit"),
        bars=bars,
    )


def _told(scene: Scene, placed: Sequence[Dot]) -> str:
    return ", ".join(f"{dot.name} ({scene.reader.number(dot.count)})" for dot in placed[:3])


def _districts(scene: Scene, found: Sequence[Bucket]) -> str:
    r = scene.reader
    if not found:
        return ""
    told = ", ".join(f"{bucket.value} ({r.number(bucket.count)})" for bucket in found[:12])
    return r.say("trends.places.districts", districts=told)
