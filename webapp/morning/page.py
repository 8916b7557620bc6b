"""« This morning »: the page that one tired person opens every day."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from vigie.crisis import Crisis, search_of
from vigie.query import Query
from vigie.record import Record
from vigie.source_watch import TROUBLES
from webapp.coverage_page import ears, silent_among
from webapp.crisis.banner import banners
from webapp.crisis.invitation import Invitation, invitation
from webapp.mentions.asked import Asked
from webapp.morning.groups import Group, Sorting
from webapp.morning.lines import Line
from webapp.morning.news import News, news
from webapp.morning.questions import Answers, Heard, ask_morning, heard
from webapp.reader import Reader
from webapp.site import Site
from webapp.town_named import town_named

_ORDER = ("emergency", "media", "front", "moderate", "reply", "late")
_DELAYED = _ORDER[2:]
_NAMED_SILENT = 4


class Place(NamedTuple):
    """A town of the reader's, with how many emergencies are open there."""

    name: str
    address: str
    chosen: bool
    emergencies: str


class Morning(NamedTuple):
    """The page, ready to be shown.

    Attributes:
        silent: the sources that are not heard.
        first_use: nothing has ever been heard here.
        first_delayed: the first group that a crisis delays.
        crisis: what concerns the crisis that goes on.
    """

    town: str
    day: str
    heard: str
    silent: str
    news: News
    groups: tuple[Group, ...]
    unsure: Group
    mine: tuple[Line, ...]
    back: tuple[Line, ...]
    crisis: Group | None
    concerned: str
    invitation: Invitation | None
    towns: tuple[Place, ...]
    first_use: bool
    first_delayed: str


async def morning_page(site: Site, request: Request) -> Response:
    """Answer `/`."""
    reader = site.reader(request)
    if not site.towns:
        return site.page(request, "morning_empty.html", reader=reader)
    town = town_named(site, request.query_params.get("town"))
    crisis = next((each for each in site.crises if each.town == town.slug), None)
    about = heard(town, site.clock.now(), site.office.hours, crisis)
    others = [each.slug for each in site.towns] if len(site.towns) > 1 else []
    answers, states, invited = await asyncio.gather(
        ask_morning(site.store, about, others),
        site.covering.states(),
        invitation(site, reader, town, crisis),
    )
    morning = await _morning(site, reader, about, answers)
    silent = [name for name, state in states.items() if state in TROUBLES]
    named = ", ".join(silent[:_NAMED_SILENT]) + ("…" if len(silent) > _NAMED_SILENT else "")
    return site.page(
        request,
        "morning.html",
        reader=reader,
        morning=morning._replace(
            heard=_heard(reader, morning, ears(reader, len(states), silent_among(states.values()))),
            silent=named,
            invitation=invited,
        ),
        declared=next(iter(banners((crisis,), reader)), None) if crisis else None,
        crisis=crisis,
    )


async def _morning(site: Site, reader: Reader, about: Heard, answers: Answers) -> Morning:
    me, town = site.who, about.town

    def decided(record: Record) -> Record:
        return replace(record, decision=site.office.decide(record, town, about.now))

    sorting = Sorting(reader, me, town.slug, decided)
    groups = sorting.groups(answers)
    in_hand = [hit.record for hit in answers.in_hand.hits]
    held = sorting.lines("crisis", in_hand)
    quiet = not any(found.total for found in answers.groups.values()) and not held
    first_use = quiet and not (await site.store.count(Query())).total
    return Morning(
        town=town.name,
        day=reader.moments(town.slug).day(about.now),
        heard="",
        silent="",
        news=news(about, answers, reader),
        groups=tuple(groups[key] for key in _ORDER if groups[key].total),
        unsure=groups["unsure"],
        mine=tuple(each for each in held if each.mine and not each.back),
        back=tuple(each for each in held if each.back),
        crisis=groups.get("crisis"),
        concerned=_concerned(about.crisis),
        invitation=None,
        towns=tuple(_places(site, reader, about, answers)),
        first_use=first_use,
        first_delayed=next((key for key in _DELAYED if groups[key].total), ""),
    )


def _heard(reader: Reader, morning: Morning, sources: str) -> str:
    return reader.say("morning.heard", mentions=morning.news.total, sources=sources)


def _concerned(crisis: Crisis | None) -> str:
    """Return the address of the list of all that concerns the crisis."""
    return Asked(words=search_of(crisis), period="30d").address if crisis else ""


def _places(site: Site, reader: Reader, about: Heard, answers: Answers) -> list[Place]:
    counts = {bucket.value: bucket.count for bucket in answers.elsewhere}
    if len(site.towns) < 2:
        return []
    return [
        Place(
            name=town.name,
            address=f"/?town={town.slug}",
            chosen=town.slug == about.town.slug,
            emergencies=reader.count("emergencies", n) if (n := counts.get(town.slug, 0)) else "",
        )
        for town in site.towns
    ]
