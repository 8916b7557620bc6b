"""How the town's response times were kept, against its own targets."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from vigie.chart import Bar, Bars
from vigie.comparison import AnswerTimes
from vigie.durations import length
from webapp.trends.chart_panels import Panel
from webapp.trends.scene import Scene, narrowed

#: Routes that a reply is owed on, by the town's two targets.
_ROUTES: Final = ("invite_311", "refer_elsewhere", "reply")
_MOST: Final = 1000  # mentions read, the newest; each must be looked at by itself


async def answers(scene: Scene) -> Panel:
    """Tell which share of the replies owed went in time, with its uncertainty."""
    r, title = scene.reader, scene.reader.say("trends.answers")
    asked = narrowed(scene.bound, "route", *_ROUTES)
    if len(scene.site.towns) > 1:
        asked = narrowed(asked, "town", scene.town.slug)
    found = await scene.site.store.search(replace(asked, limit=_MOST))
    records = [hit.record for hit in found.hits if hit.record.mention.town == scene.town.slug]
    analyst = scene.site.office.analyst
    times = await asyncio.to_thread(analyst.answer_times, records, scene.town, r.now)
    due = [each for each in times if each.due]
    if not due:
        return Panel("answers", title, None, r.say("trends.answers.none"))
    notes = [_told(scene, each) for each in due]
    if found.total > len(found.hits):
        notes.append(r.say("trends.answers.sample", n=r.number(_MOST)))
    notes.append(r.say("trends.answers.note"))
    return Panel("answers", title, _chart(scene, due), "\n".join(notes))


def _chart(scene: Scene, due: Sequence[AnswerTimes]) -> Bars:
    r = scene.reader
    bars = []
    for each in due:
        low, high = each.interval or (None, None)
        name = r.say(f"trends.answers.{each.clock}")
        bars.append(Bar(name=name, value=each.kept / each.due, low=low, high=high))
    told = ", ".join(f"{bar.name} : {r.percent(bar.value)}" for bar in bars)
    heads = ("trends.answers.clock", "trends.answers.kept", "trends.low", "trends.high")
    return Bars(
        language=r.language,
        alt=r.say("trends.answers.alt", shares=told),
        heads=tuple(r.say(head) for head in heads),
        unit=r.say("trends.answers.unit"),
        share=True,
        bars=tuple(bars),
    )


def _told(scene: Scene, each: AnswerTimes) -> str:
    """Return the counts behind a share, and the median beside the target."""
    r = scene.reader
    language = r.language
    target = length(timedelta(minutes=each.target)).to(language)
    if each.median is None:
        median = r.say("trends.answers.nobody", target=target)
    else:
        found = length(timedelta(minutes=each.median)).to(language)
        median = r.say("trends.answers.median", median=found, target=target)
    return r.say(
        "trends.answers.told",
        clock=r.say(f"trends.answers.{each.clock}"),
        kept=r.number(each.kept),
        late=r.number(each.late),
        overdue=r.number(each.overdue),
        waiting=r.number(each.waiting),
        median=median,
    )
