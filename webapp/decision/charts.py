"""The charts of the decision view, each with its alternative in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from vigie.chart import Bar, Bars, BeforeAfter, Line, OverTime, Pair
from vigie.comparison import Change, Readings
from webapp.decision.asked import DecisionAsked
from webapp.decision.counts import Counted
from webapp.reader import Reader
from webapp.trends.chart_panels import Panel, day_of

CHARTS: Final = ("volume", "sentiments", "topics", "negative", "words")
_DAY: Final = timedelta(days=1)


def volume(counted: Counted, asked: DecisionAsked, r: Reader) -> Panel:
    """Return mentions by day over both sides, the day itself marked."""
    before, after = counted.windows
    days = [before.first + place * _DAY for place in range((after.until - before.first).days)]
    counts = tuple(counted.days.get(day, 0) for day in days)
    day = day_of(asked.on or after.first, r)
    chart = OverTime(
        language=r.language,
        alt=r.say(
            "decision.volume.alt",
            day=day,
            before=r.number(counted.comparison.volume.before),
            after=r.number(counted.comparison.volume.after),
        ),
        heads=(r.say("trends.every.day"), r.say("trends.mentions")),
        starts=tuple(days),
        until=after.until,
        lines=(Line(r.say("trends.unit"), "plain", counts),),
        event=asked.on,
    )
    return Panel("volume", r.say("decision.volume"), chart, r.say("decision.volume.note", day=day))


def shares(name: str, field: str, changes: Sequence[Change], r: Reader) -> Panel:
    """Return the shares of labels on both sides, those that there is enough of."""
    title = r.say(f"decision.{name}")
    kept = [change for change in changes if change.before_of and change.after_of]
    if not kept:
        return Panel(name, title, None, r.say("decision.nothing"))
    sides = r.say("decision.before"), r.say("decision.after")
    low, high = r.say("trends.low"), r.say("trends.high")
    chart = BeforeAfter(
        language=r.language,
        alt=r.say("decision.shares.alt", shares=_told(kept, field, r)),
        heads=(r.say(f"field.{field}"), sides[0], low, high, sides[1], low, high),
        pairs=tuple(_pair(change, r.label(field, change.value)) for change in kept),
        sides=sides,
        unit=r.say(f"decision.{name}.unit"),
    )
    return Panel(name, title, chart)


def words(readings: Readings, r: Reader) -> Panel:
    """Return the words that changed, those of after to the right."""
    title = r.say("decision.words")
    if not readings.words:
        return Panel("words", title, None, r.say("decision.words.none"))
    risen = [each.word for each in readings.words if each.z > 0]
    fallen = [each.word for each in readings.words if each.z < 0]
    chart = Bars(
        language=r.language,
        alt=r.say(
            "decision.words.alt",
            after=", ".join(risen[:5]) or "—",
            before=", ".join(fallen[:5]) or "—",
        ),
        heads=(r.say("decision.word"), r.say("decision.z")),
        unit=r.say("decision.words.unit"),
        bars=tuple(
            Bar(name=each.word, value=each.z, hue="after" if each.z > 0 else "before")
            for each in readings.words
        ),
    )
    before, after = readings.stories
    note = r.say("decision.words.note", before=r.number(before), after=r.number(after))
    return Panel("words", title, chart, note)


def _pair(change: Change, name: str) -> Pair:
    return Pair(
        name=name,
        before=change.before / change.before_of,
        before_interval=change.before_interval,
        after=change.after / change.after_of,
        after_interval=change.after_interval,
    )


def _told(changes: Sequence[Change], field: str, r: Reader) -> str:
    return " ; ".join(
        r.say(
            "decision.share.alt",
            name=r.label(field, each.value),
            before=r.percent(each.before / each.before_of),
            after=r.percent(each.after / each.after_of),
        )
        for each in changes[:4]
    )
