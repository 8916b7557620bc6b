"""The page of a town's crisis: declare it, change it, write in its log, end it."""

from __future__ import annotations

from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.crisis import Crisis, Entry, search_of
from vigie.errors import InvalidInput
from vigie.labels import TOPICS
from vigie.town import Town
from webapp.crisis.after_action_page import journal_csv, journal_markdown, journal_page
from webapp.crisis.crises import Kept, change, crises_of, crisis_named, declare, end, enter
from webapp.crisis.form import (
    BACK,
    CADENCES,
    DELAYS,
    Typed,
    blank,
    filled_in,
    proposed,
    typed,
    written,
)
from webapp.mentions.asked import Asked
from webapp.reader import Reader
from webapp.route import Route
from webapp.site import Site
from webapp.town_named import town_named

_ENTRY: Final = 2000
_PATH: Final = "/crise"


class Past(NamedTuple):
    """A crisis that has ended."""

    name: str
    said: str
    address: str


async def crisis_page(site: Site, request: Request) -> Response:
    """Answer `/crise`: what goes on in a town, or the form to declare it."""
    town = town_named(site, request.query_params.get("town", ""))
    return await _show(site, request, town, asked=proposed(town, request.query_params))


async def declare_crisis(site: Site, request: Request) -> Response:
    """Declare one; what is wrong is told beside what was typed."""
    form = await request.form()
    town, said = town_named(site, str(form.get("town", ""))), typed(form)
    try:
        crisis = filled_in(blank(town, site.clock.now(), site.who), said, town)
        await declare(site, crisis)
    except InvalidInput as problem:
        return await _show(site, request, town, asked=said, problem=problem)
    return _back(town, "crisis_declared")


async def change_crisis(site: Site, request: Request) -> Response:
    """Change what is said of one, on the version that the form was made from."""
    form, kept = await request.form(), await crisis_named(site, request.path_params["key"])
    town, said = town_named(site, kept.crisis.town), typed(form)
    given = str(form.get("version", ""))
    read = kept._replace(version=int(given) if given.isdecimal() else -1)
    try:
        await change(site, read, lambda crisis: filled_in(crisis, said, town))
    except InvalidInput as problem:
        return await _show(site, request, town, asked=said, problem=problem)
    return _back(town, "crisis_changed")


async def enter_in_log(site: Site, request: Request) -> Response:
    """Write a line in the log: the situation is told, and its clock starts again."""
    form, kept = await request.form(), await crisis_named(site, request.path_params["key"])
    text, town = str(form.get("text", ""))[:_ENTRY].strip(), town_named(site, kept.crisis.town)
    if not text:
        return _back(town, "")
    entry = Entry(at=site.clock.now(), by=site.who, text=text)
    try:
        await enter(site, kept.crisis.key, entry)
    except InvalidInput as problem:
        return await _show(site, request, town, asked=None, problem=problem)
    return _back(town, "crisis_entered")


async def end_crisis(site: Site, request: Request) -> Response:
    """End one, once it was said that one is sure."""
    form, kept = await request.form(), await crisis_named(site, request.path_params["key"])
    town = town_named(site, kept.crisis.town)
    if form.get("sure") != "yes":
        return _back(town, "")
    try:
        await end(site, kept, site.clock.now(), site.who)
    except InvalidInput as problem:
        return await _show(site, request, town, asked=None, problem=problem)
    return _back(town, "crisis_ended")


CRISIS_ROUTES: Final = (
    # Every page tells its readers that a crisis goes on, and leads here.
    Route(_PATH, crisis_page),
    Route(_PATH, declare_crisis, need="lead", method="POST"),
    Route("/crise/{key}", change_crisis, need="lead", method="POST"),
    Route("/crise/{key}/point", enter_in_log, need="lead", method="POST"),
    Route("/crise/{key}/fin", end_crisis, need="lead", method="POST"),
    Route("/crise/{key}/journal", journal_page, need="officer"),
    Route("/crise/{key}/journal.md", journal_markdown, need="officer"),
    Route("/crise/{key}/journal.csv", journal_csv, need="officer"),
)


async def _show(
    site: Site,
    request: Request,
    town: Town,
    *,
    asked: Typed | None,
    problem: InvalidInput | None = None,
) -> Response:
    reader, kept = site.reader(request), await crises_of(site.office.papers, town.slug)
    current = next((each for each in kept if each.crisis.ended_at is None), None)
    form = written(current.crisis, town) if current and not (problem and asked) else asked
    return site.page(
        request,
        "crisis.html",
        status=409 if problem else 200,
        reader=reader,
        town=town,
        towns=site.towns,
        kept=current,
        form=form or proposed(town, {}),
        problem=problem.say.to(reader.language) if problem else "",
        may=site.actor is not None and site.actor.may("lead"),
        may_report=site.actor is not None and site.actor.may("officer"),
        topics=[(topic, reader.label("topic", topic)) for topic in TOPICS if topic != "other"],
        menus={"back": BACK, "cadence": CADENCES, "delay": DELAYS},
        concerned=_list_of(current.crisis) if current else "",
        past=[_past(each, reader) for each in kept if each.crisis.ended_at is not None],
    )


def _past(kept: Kept, reader: Reader) -> Past:
    crisis, moments = kept.crisis, reader.moments(kept.crisis.town)
    ended = crisis.ended_at or crisis.declared_at
    length = moments.length(ended - crisis.declared_at)
    said = reader.say("crisis.lasted", day=moments.day(crisis.declared_at), length=length)
    return Past(crisis.name, said, f"/crise/{crisis.key}/journal")


def _list_of(crisis: Crisis) -> str:
    return Asked(words=search_of(crisis), period="30d").address


def _back(town: Town, did: str) -> RedirectResponse:
    done = f"&did={did}" if did else ""
    return RedirectResponse(f"{_PATH}?town={town.slug}{done}", 303)
