"""The charts of the trends, each counted by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Final

from vigie.chart import Bar, Bars, Line, OverTime
from vigie.query import Bucket
from webapp.trends.answers import answers
from webapp.trends.chart_panels import Panel, day_of
from webapp.trends.local_days import by_day
from webapp.trends.places import places
from webapp.trends.scene import Scene, narrowed

_SENTIMENTS: Final = ("negative", "neutral", "positive")
_MOST_TOPICS: Final = 6


async def volume(scene: Scene) -> Panel:
    """Count mentions over time, all of them and by sentiment."""
    whole, *parts = await asyncio.gather(
        _days(scene), *(_days(scene, "sentiment", value) for value in _SENTIMENTS)
    )
    lines = [Line(scene.reader.say("trends.all"), "plain", scene.steps.sums(whole))]
    lines += [
        Line(scene.reader.label("sentiment", value), value, scene.steps.sums(days))
        for value, days in zip(_SENTIMENTS, parts, strict=True)
    ]
    r = scene.reader
    title = r.say("trends.volume")
    if not whole:
        return Panel("volume", title, None, r.say("trends.nothing"))
    alt = r.say(
        "trends.volume.alt",
        total=r.number(sum(whole.values())),
        negative=r.number(sum(parts[0].values())),
        positive=r.number(sum(parts[2].values())),
        peak=_peak(scene, whole),
    )
    return Panel("volume", title, _over_time(scene, lines, alt), _unfinished(scene))


async def topics(scene: Scene) -> Panel:
    """Count the topics most spoken of, over time."""
    r, title = scene.reader, scene.reader.say("trends.topics")
    found = (await scene.site.store.count(scene.bound, ("topic",))).facets["topic"]
    kept = [bucket.value for bucket in found if bucket.value != "other"][:_MOST_TOPICS]
    if not kept:
        return Panel("topics", title, None, r.say("trends.nothing"))
    days = await asyncio.gather(*(_days(scene, "topic", value) for value in kept))
    lines = [
        Line(r.label("topic", value), "plain", scene.steps.sums(each))
        for value, each in zip(kept, days, strict=True)
    ]
    alt = r.say("trends.topics.alt", topics=_named(scene, "topic", found))
    return Panel("topics", title, _over_time(scene, lines, alt), _unfinished(scene))


async def categories(scene: Scene) -> Panel:
    """Count the service requests by category."""
    r, title = scene.reader, scene.reader.say("trends.categories")
    found = (await scene.site.store.count(scene.bound, ("service_category",))).facets
    kept = [bucket for bucket in found["service_category"] if bucket.value]
    if not kept:
        return Panel("categories", title, None, r.say("trends.categories.none"))
    chart = Bars(
        language=r.language,
        alt=r.say("trends.categories.alt", categories=_named(scene, "service_category", kept)),
        heads=(r.say("field.service_category"), r.say("trends.mentions")),
        unit=r.say("trends.unit"),
        bars=tuple(
            Bar(name=r.label("service_category", bucket.value), value=bucket.count)
            for bucket in kept
        ),
    )
    return Panel("categories", title, chart, r.say("trends.categories.note"))


#: Id of each panel → how it is counted, in the order of the page.
PANELS: Final[Mapping[str, Callable[[Scene], Awaitable[Panel]]]] = {
    "volume": volume,
    "topics": topics,
    "places": places,
    "answers": answers,
    "categories": categories,
}


async def _days(scene: Scene, field: str = "", value: str = "") -> dict[date, int]:
    query = narrowed(scene.query, field, value) if field else scene.query
    asked = scene.trends
    return await by_day(scene.site.store, query, asked.first, asked.until, scene.zone)


def _over_time(scene: Scene, lines: Sequence[Line], alt: str) -> OverTime:
    r, cut = scene.reader, scene.steps
    return OverTime(
        language=r.language,
        alt=alt,
        heads=(r.say(f"trends.every.{cut.every}"), *(line.name for line in lines)),
        starts=cut.starts,
        until=cut.until,
        lines=tuple(lines),
        unfinished=scene.unfinished,
    )


def _unfinished(scene: Scene) -> str:
    return scene.reader.say("trends.unfinished") if scene.unfinished else ""


def _peak(scene: Scene, days: Mapping[date, int]) -> str:
    day = min(days, key=lambda each: (-days[each], each))
    return f"{day_of(day, scene.reader)} ({scene.reader.number(days[day])})"


def _named(scene: Scene, field: str, buckets: Sequence[Bucket]) -> str:
    """Return the first three, named and counted: « déneigement (12), eau (3) »."""
    r = scene.reader
    return ", ".join(f"{r.label(field, b.value)} ({r.number(b.count)})" for b in buckets[:3])
