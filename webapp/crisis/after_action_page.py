"""The after-action report of a crisis as a page that prints, as Markdown and as CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from webapp.crisis.after_action import AfterAction, Event, after_action
from webapp.crisis.crises import crisis_named
from webapp.downloads import csv_download, download
from webapp.reader import Reader
from webapp.site import Site

_MARKS: Final = re.compile(r"([\\`*_\[\]<>#|])")


async def journal_page(site: Site, request: Request) -> Response:
    """Answer `/crise/{key}/journal`."""
    report, reader = await _report(site, request), site.reader(request)
    return site.page(
        request,
        "crisis_journal.html",
        reader=reader,
        report=report,
        moments=reader.moments(report.crisis.town),
        span=span(report, reader),
        figures=list(figures(report, reader)),
        most=max((hour.mentions for hour in report.hours), default=0),
        events=[(event, what(event, reader)) for event in report.events],
    )


async def journal_markdown(site: Site, request: Request) -> Response:
    """Answer the same as Markdown, in the reader's language."""
    report, reader = await _report(site, request), site.reader(request)
    return markdown_file(report, reader)


def markdown_file(report: AfterAction, reader: Reader) -> Response:
    """Return the report as Markdown, to be saved."""
    text = "\n".join(_markdown(report, reader)) + "\n"
    return download(
        text.encode("utf-8", "replace"),
        "text/markdown; charset=utf-8",
        f"{report.crisis.key}.md",
    )


async def journal_csv(site: Site, request: Request) -> Response:
    """Answer its timeline as CSV: a line an hour with what was heard, a line an event."""
    report, reader = await _report(site, request), site.reader(request)
    return csv_file(site, report, reader)


def csv_file(site: Site, report: AfterAction, reader: Reader) -> Response:
    """Return its timeline as CSV, to be saved."""
    heads = [reader.say(f"journal.{name}") for name in ("when", "kind", "who", "text")]
    body = site.office.sheet(heads, _rows(report, reader))
    return csv_download(body, f"{report.crisis.key}.csv")


async def _report(site: Site, request: Request) -> AfterAction:
    kept = await crisis_named(site, request.path_params["key"])
    return await after_action(site, kept.crisis)


def span(report: AfterAction, reader: Reader) -> str:
    """Return « Du … au … », or since when it goes on."""
    moments = reader.moments(report.crisis.town)
    start = moments.full(report.crisis.declared_at)
    if report.crisis.ended_at is None:
        return reader.say("journal.going", start=start)
    return reader.say("journal.span", start=start, end=moments.full(report.until))


def figures(report: AfterAction, reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield each figure's name and value."""
    names = ("mentions", "emergencies", "negative", "owed", "temporary", "replied")
    values = (
        report.mentions,
        report.emergencies,
        report.negative,
        report.owed,
        report.temporary_sent,
        report.replied,
    )
    for name, value in zip(names, values, strict=True):
        yield reader.say(f"journal.{name}"), reader.number(value)
    if report.median_reply is not None:
        length = reader.moments(report.crisis.town).length(report.median_reply)
        yield reader.say("journal.median"), length
    yield reader.say("journal.rest"), reader.number(report.rest)


def what(event: Event, reader: Reader) -> str:
    """Return an event in words; an act that has no sentence is told by its name."""
    return reader.known("act", event.what) if event.kind == "act" else event.what


def _markdown(report: AfterAction, reader: Reader) -> Iterator[str]:
    moments = reader.moments(report.crisis.town)
    yield f"# {_plain(report.crisis.name)}"
    yield f"\n{span(report, reader)}\n\n{reader.say('journal.private')}"
    yield f"\n## {reader.say('journal.figures')}\n"
    for name, value in figures(report, reader):
        yield f"- {name}{reader.say('colon')}{value}"
    yield f"\n## {reader.say('journal.hours')}\n"
    for hour in report.hours:
        said = reader.count("mentions", hour.mentions)
        also = f", {reader.count('emergencies', hour.emergencies)}" if hour.emergencies else ""
        yield f"- {moments.full(hour.at)}{reader.say('colon')}{said}{also}"
    yield f"\n## {reader.say('journal.timeline')}\n"
    for event in report.events:
        who = f" ({_plain(event.by)})" if event.by else ""
        kind = reader.say(f"journal.kind.{event.kind}")
        said = _plain(what(event, reader))
        yield f"- {moments.full(event.at)}, {kind}{who}{reader.say('colon')}{said}"


def _rows(report: AfterAction, reader: Reader) -> list[tuple[str, str, str, str]]:
    moments = reader.moments(report.crisis.town)

    def when(at: datetime) -> str:
        return moments.local(at).isoformat(timespec="seconds")

    hours = [
        (when(h.at), reader.say("journal.kind.mentions"), "", str(h.mentions)) for h in report.hours
    ]
    events = [
        (when(e.at), reader.say(f"journal.kind.{e.kind}"), e.by, what(e, reader))
        for e in report.events
    ]
    return sorted([*hours, *events])


def _plain(text: str) -> str:
    """Return a text on one line in which nothing is Markdown."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
