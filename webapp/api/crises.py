"""The crises of the caller's towns, with their logs, read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from starlette.responses import Response

from vigie.crisis import Crisis
from vigie.say import Say
from webapp.api.etags import etag
from webapp.api.mentions import tagged
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.crisis.after_action import AfterAction, after_action
from webapp.crisis.after_action_page import csv_file, markdown_file
from webapp.crisis.crises import crises_of, crisis_named


class CrisesSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Crises, past and present, newest first in each town; the fifty latest."""

    crises: tuple[Crisis, ...]


async def _list(call: Call) -> Reply:
    papers = call.site.office.papers
    found = [kept for town in call.site.towns for kept in await crises_of(papers, town.slug)]
    return Reply(CrisesSaid(crises=tuple(kept.crisis for kept in found)))


async def _one(call: Call) -> object:
    kept = await crisis_named(call.site, call.named("crisis"))
    return tagged(call, etag(kept.version), kept.crisis)


class HourSaid(msgspec.Struct, frozen=True, kw_only=True):
    """An hour of a crisis: what was heard, what of it was an emergency."""

    at: datetime
    mentions: int
    emergencies: int


class HappenedSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened.

    Attributes:
        kind: "entry", "act" or "alert".
        what: an act's id, an alert's rule, or the words of the log.
    """

    at: datetime
    kind: str
    by: str
    what: str


class AfterActionSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The after-action report of a crisis, until its end or now.

    Attributes:
        rest: mentions that do not concern it; all other figures are of those that do.
        median_reply: minutes, by the wall clock; null without a reply.
    """

    crisis: Crisis
    until: datetime
    mentions: int
    emergencies: int
    negative: int
    rest: int
    owed: int
    temporary_sent: int
    replied: int
    median_reply: int | None
    hours: tuple[HourSaid, ...]
    events: tuple[HappenedSaid, ...]


async def _report(call: Call) -> AfterAction:
    kept = await crisis_named(call.site, call.named("crisis"))
    return await after_action(call.site, kept.crisis)


async def _after(call: Call) -> Reply:
    told = await _report(call)
    plain = ("mentions", "emergencies", "negative", "rest", "owed", "temporary_sent", "replied")
    wait = told.median_reply
    said = AfterActionSaid(
        crisis=told.crisis,
        until=told.until,
        median_reply=None if wait is None else wait // timedelta(minutes=1),
        hours=tuple(HourSaid(**each._asdict()) for each in told.hours),
        events=tuple(HappenedSaid(**each._asdict()) for each in told.events),
        **{name: getattr(told, name) for name in plain},
    )
    return Reply(said)


async def _after_file(call: Call) -> Response:
    form = call.named("form")
    if form not in ("md", "csv"):
        raise Problem("not_found")
    told = await _report(call)
    if form == "csv":
        return csv_file(call.site, told, call.reader)
    return markdown_file(told, call.reader)


CRISES: Final = (
    Operation(
        id="list_crises",
        path="/crises",
        tag="crises",
        says=Say("Lire les crises et leurs journaux", "Read the crises and their logs"),
        does=_list,
        gives=CrisesSaid,
    ),
    Operation(
        id="get_crisis",
        path="/crises/{crisis}",
        tag="crises",
        says=Say("Lire une crise", "Read a crisis"),
        does=_one,
        gives=Crisis,
        tagged=True,
    ),
    Operation(
        id="get_after_action",
        path="/crises/{crisis}/after-action",
        tag="crises",
        says=Say("Lire le bilan d’une crise", "Read the after-action report of a crisis"),
        does=_after,
        gives=AfterActionSaid,
        need="officer",
    ),
    Operation(
        id="get_after_action_file",
        path="/crises/{crisis}/after-action/{form}",
        tag="crises",
        says=Say("Prendre le bilan d’une crise : md, csv", "Take the after-action report: md, csv"),
        does=_after_file,
        files=("text/markdown", "text/csv"),
        need="officer",
    ),
)
