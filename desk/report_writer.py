"""A report → the document that a person reads, in French or in English. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from desk import report_tables
from desk.report_speech import Speech
from vigie.report import Kept, Report, Voiced
from vigie.report_document import Block, Document, Items, Paragraph, Section
from vigie.town import Town


def document(report: Report, town: Town, language: str) -> Document:
    """Return the report as blocks, its front door named as the town names it."""
    speech = Speech(language, town)
    title = speech.title(report)
    door = town.front_door.name.get(speech.language) or next(iter(town.front_door.name.values()))
    parts = (
        ("brief", _brief(report, speech)),
        ("topics", report_tables.topics(report, speech)),
        ("new", report_tables.stories(report, speech)),
        ("clock", _clocks(report, speech)),
        ("cases", report_tables.cases(report, speech)),
        ("council", _council(report, speech)),
        ("heard", _heard(report, speech)),
        ("method", _method(report, speech)),
    )
    return Document(
        language=speech.language,
        town=town.slug,
        period=report.period,
        title=title,
        subject=speech.say("subject", town=town.name, title=title),
        subtitle=speech.say("subtitle", town=town.name, at=speech.moment(report.made_at)),
        sections=tuple(
            Section(id=id_, title=speech.say(id_, door=door), blocks=tuple(blocks))
            for id_, blocks in parts
        ),
    )


def _brief(report: Report, speech: Speech) -> Iterator[Block]:
    if not report.ended:
        yield Paragraph(text=speech.say("unfinished"))
    yield Items(items=tuple(_main_things(report, speech)))


def _main_things(report: Report, speech: Speech) -> Iterator[str]:
    if not report.posts:
        yield speech.say("posts.few" if report.posts is None else "posts.none")
    else:
        people = speech.band(report.people)
        moved = _moved(report, speech)
        said = speech.count("posts", report.posts, people=people)
        yield f"{said} {moved}" if moved else said
    first = [speech.label("topic", row.name) for row in report.topics.rows[:3]]
    if first:
        yield speech.say("first_topic", topics=speech.listed(first))
    if report.others:
        yield speech.say("others")
    yield speech.voices("emergencies", report.emergencies)
    yield speech.voices("media", report.media)
    yield _kept("clock.reply", report.replies, speech)
    if report.heard.silent:
        yield speech.count("silent.brief", len(report.heard.silent))


def _moved(report: Report, speech: Speech) -> str:
    change, former = report.change, report.posts_before
    if change is None or former is None:
        return ""
    before = speech.say(f"before.{report.kind}")
    if not change.sure:
        return speech.say("moved.unsure", before=before, former=speech.number(former))
    ratio, low, high = (speech.moved(each) for each in (change.ratio, change.low, change.high))
    key = "moved.up" if change.ratio > 1 else "moved.down"
    return speech.say(key, before=before, ratio=ratio, low=low, high=high)


def _clocks(report: Report, speech: Speech) -> Iterator[Block]:
    for key, kept in (("clock.first", report.first_answers), ("clock.reply", report.replies)):
        said = [_kept(key, kept, speech)]
        if kept.bands[2]:
            said.append(speech.say("clock.overdue", band=speech.band(kept.bands[2])))
        if kept.median is not None:
            said.append(speech.say("clock.median", minutes=speech.minutes(kept.median)))
        yield Paragraph(text=" ".join(said))
    yield Paragraph(text=speech.say("clock.how"), note=True)


def _kept(key: str, kept: Kept, speech: Speech) -> str:
    """Say how a clock was kept: exactly where no part of it is of a few people only."""
    clock = speech.say(key)
    if kept.owed is None or kept.in_time is None:
        in_time, late = speech.band(kept.bands[0]), speech.band(kept.bands[1])
        return speech.say("clock.bands", clock=clock, in_time=in_time, late=late)
    if not kept.owed:
        return speech.say("clock.none", clock=clock)
    if kept.in_time in (0, kept.owed):
        key = "clock.all" if kept.in_time else "clock.late"
        return speech.say(key, clock=clock, n=speech.number(kept.owed))
    share = speech.percent(kept.in_time / kept.owed)
    return speech.say("clock.share", clock=clock, share=share, n=speech.number(kept.owed))


def _council(report: Report, speech: Speech) -> Iterator[Block]:
    for key, voiced in (("praise", report.praise), ("ideas", report.ideas)):
        yield Paragraph(text=" ".join(_voiced(key, voiced, speech)))
    yield Paragraph(text=speech.say("council.unquoted"), note=True)


def _voiced(key: str, voiced: Voiced, speech: Speech) -> Iterator[str]:
    yield speech.voices(key, voiced.people)
    if voiced.topics:
        topics = (speech.label("topic", topic) for topic in voiced.topics)
        yield speech.say("voiced.topics", topics=speech.listed(topics))
    if voiced.words:
        yield speech.say("voiced.words", words=", ".join(voiced.words))


def _heard(report: Report, speech: Speech) -> Iterator[Block]:
    heard = report.heard
    said = [speech.count("listened", heard.listened)]
    if heard.silent:
        said.append(speech.say("silent", names=speech.listed(heard.silent)))
    if heard.holes:
        said.append(speech.count("holes", heard.holes))
    yield Paragraph(text=" ".join(said))
    if heard.not_heard:
        names = speech.listed(each.to(speech.language) for each in heard.not_heard)
        yield Paragraph(text=speech.say("not_heard", names=names))


def _method(report: Report, speech: Speech) -> Iterator[Block]:
    yield Paragraph(text=speech.say("method.what"))
    yield Paragraph(text=speech.say("method.counts"))
    if not report.complete:
        yield Paragraph(text=speech.say("method.cut"))
