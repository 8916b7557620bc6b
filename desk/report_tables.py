"""The tables of a report, with their figures written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from desk.report_speech import Speech
from vigie.chart import HUES, Bar, Bars
from vigie.report import Breakdown, Change, Report, Row, Story
from vigie.report_document import Block, Figure, Items, Paragraph, Table

_Name = Callable[[str], str]


def topics(report: Report, speech: Speech) -> Iterator[Block]:
    """Yield what was spoken of: by topic with the change, by intent, by tone, and the places."""
    if report.posts is None:
        yield Paragraph(text=speech.say("posts.few"))
        return
    if not report.posts:
        yield Paragraph(text=speech.say("posts.none"))
        return
    topic, tone = _labels("topic", speech), _labels("sentiment", speech)
    if report.topics.rows:
        yield compared("topic", report.topics, speech)
        yield from drawn("topic", report.topics, speech, topic)
        yield Paragraph(text=speech.say("change.note"), note=True)
    else:
        yield Paragraph(text=speech.say("all.grouped"))
    yield from shown("intent", report.intents, speech, _labels("intent", speech), draw=False)
    yield from shown("sentiment", report.sentiments, speech, tone, draw=True)
    if report.places:
        yield Paragraph(text=speech.say("places", places=speech.listed(report.places)))


def cases(report: Report, speech: Speech) -> Iterator[Block]:
    """Yield the cases that began, by category, district and state."""
    total = report.cases.categories.total
    if not total:
        yield Paragraph(text=speech.say("cases.few" if total is None else "cases.none"))
        return
    yield Paragraph(text=speech.count("cases.begun", total))
    yield Paragraph(text=speech.say("cases.what"), note=True)
    for field, table, name in (
        ("category", report.cases.categories, _labels("service_category", speech)),
        ("district", report.cases.districts, _district(speech)),
        ("state", report.cases.states, lambda state: speech.say(f"state.{state}")),
    ):
        yield from shown(field, table, speech, name, draw=field == "category")


def stories(report: Report, speech: Speech) -> Iterator[Block]:
    """Yield the stories that began, then the topics that moved for sure."""
    if report.stories:
        yield Items(items=tuple(_story(each, speech) for each in report.stories))
    else:
        yield Paragraph(text=speech.say("new.none"))
    moved = [(row, row.change) for row in report.topics.rows if row.change and row.change.sure]
    for key, up in (("rising", True), ("falling", False)):
        names = [
            f"{speech.label('topic', row.name)} ({speech.moved(change.ratio)})"
            for row, change in moved
            if (change.ratio > 1) is up
        ]
        if names:
            yield Paragraph(text=speech.say(key, topics=speech.listed(names)))


def _story(story: Story, speech: Speech) -> str:
    when = speech.day(story.began, weekday=True, year=False)
    people = speech.band(story.people)
    told = speech.count("told", story.sources, when=when, people=people)
    if story.headline:
        return speech.say("story.headline", headline=story.headline, told=told)
    place = speech.say("story.place", place=story.place) if story.place else ""
    topic = speech.label("topic", story.topic or "other")
    return speech.say("story.topic", topic=topic[:1].upper() + topic[1:], place=place, told=told)


def compared(field: str, table: Breakdown, speech: Speech) -> Table:
    """Return a table with the period before beside each row that may be compared."""
    heads = (f"head.{field}", "head.posts", "head.before", "head.change")
    name = _labels(field, speech)
    return Table(
        caption=speech.say(_caption(field)),
        heads=tuple(map(speech.say, heads)),
        rows=(
            *(
                (name(row.name), speech.number(row.count), *_change(row, speech))
                for row in table.rows
            ),
            *((first, figure, "", "") for first, figure in _ends(table, speech)),
        ),
    )


def shown(
    field: str, table: Breakdown, speech: Speech, name: _Name, *, draw: bool
) -> Iterator[Block]:
    """Yield a table of one figure a row; nothing where every value had to be grouped."""
    if table.rows:
        yield counted(field, table, speech, name)
        if draw:
            yield from drawn(field, table, speech, name)


def drawn(field: str, table: Breakdown, speech: Speech, name: _Name) -> Iterator[Figure]:
    """Yield the figure of a table; none where there is nothing to compare."""
    heads = (speech.say(f"head.{field}"), speech.say(_counts(field)))
    bars = [
        Bar(name=name(row.name), value=row.count, hue=row.name if row.name in HUES else "plain")
        for row in table.rows
    ]
    if table.grouped:
        bars.append(Bar(name=speech.say("grouped"), value=table.grouped, hue="soft"))
    if len(bars) < 2:
        return
    said = (speech.say("alt.bar", name=bar.name, n=speech.number(int(bar.value))) for bar in bars)
    alt = f"{speech.say(_caption(field))}. {speech.listed(said)}."
    yield Figure(
        id=field,
        chart=Bars(language=speech.language, alt=alt, heads=heads, bars=tuple(bars), unit=heads[1]),
    )


def _caption(field: str) -> str:
    return f"{'categorie' if field == 'category' else field}s.caption"


def _counts(field: str) -> str:
    return "head.posts" if field in ("topic", "intent", "sentiment") else "head.cases"


def counted(field: str, table: Breakdown, speech: Speech, name: _Name) -> Table:
    """Return a table of one figure a row."""
    return Table(
        caption=speech.say(_caption(field)),
        heads=(speech.say(f"head.{field}"), speech.say(_counts(field))),
        rows=(
            *((name(row.name), speech.number(row.count)) for row in table.rows),
            *_ends(table, speech),
        ),
    )


def _ends(table: Breakdown, speech: Speech) -> Iterator[tuple[str, str]]:
    if table.grouped:
        yield speech.say("grouped"), speech.number(table.grouped)
    if table.total is not None:
        yield speech.say("total"), speech.number(table.total)


def _change(row: Row, speech: Speech) -> tuple[str, str]:
    if row.before is None:
        untold = speech.say("change.untold")
        return untold, untold
    return speech.number(row.before), said_change(row.change, speech)


def said_change(change: Change | None, speech: Speech) -> str:
    """Return « +40 % (de +12 % à +75 %) », or that it is not sure."""
    if change is None:
        return speech.say("change.untold")
    if not change.sure:
        return speech.say("change.unsure")
    low, high = speech.moved(change.low), speech.moved(change.high)
    return speech.say("change.sure", ratio=speech.moved(change.ratio), low=low, high=high)


def _labels(vocabulary: str, speech: Speech) -> _Name:
    return lambda value: speech.label(vocabulary, value)


def _district(speech: Speech) -> _Name:
    names = {spot.id: spot.name for spot in speech.town.gazetteer}
    return lambda id_: speech.say("nowhere") if id_ == "nowhere" else names.get(id_, id_)
