"""The list of cases for the front door, and what leaves this page as a file."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vigie.case import STATES, Case
from vigie.case_desk import Way
from webapp.cases.rows import TODO, case_row, door_name, state_name, urgency
from webapp.downloads import csv_download
from webapp.reader import Reader
from webapp.site import Site

#: Cases read and counted, the most recently spoken of.
MOST: Final = 2_000
_SHOWN: Final = 50
_GROUPS: Final = {"todo": TODO, "all": tuple(STATES)}


class Choice(NamedTuple):
    """A state to choose, with how many cases are in it."""

    name: str
    address: str
    number: str
    chosen: bool


async def cases_page(site: Site, request: Request) -> Response:
    """Answer `/dossiers`."""
    reader, chosen = site.reader(request), _chosen(request)
    await site.office.case_desk.gather()
    known = await _known(site)
    found = _in(known, chosen)
    page = _page(request)
    shown = found[page * _SHOWN : (page + 1) * _SHOWN]
    ways = {town.slug: site.office.case_desk.way(town.slug) for town in site.towns}
    return site.page(
        request,
        "cases.html",
        reader=reader,
        title=_title(site, reader),
        rows=[case_row(case, reader) for case in shown],
        choices=_choices(known, chosen, reader),
        off=not any(ways.values()),
        automatic=[told for way in ways.values() if way and (told := _automatic(way, reader))],
        most=reader.number(MOST) if len(known) >= MOST else "",
        download="/dossiers.csv?" + urlencode({"state": chosen}),
        newer=_address(chosen, page - 1) if page else "",
        older=_address(chosen, page + 1) if found[(page + 1) * _SHOWN :] else "",
    )


async def cases_table(site: Site, request: Request) -> Response:
    """Answer `/dossiers.csv`: the cases of one choice, as a spreadsheet opens them."""
    found = _in(await _known(site), _chosen(request))
    return csv_download(site.office.case_desk.table(found), "dossiers.csv")


async def _known(site: Site) -> list[Case]:
    seen = {town.slug for town in site.towns}
    found = [case for case in await site.office.cases.cases(MOST) if case.town in seen]
    return sorted(found, key=urgency)


def _in(known: list[Case], chosen: str) -> list[Case]:
    states = _GROUPS.get(chosen, (chosen,))
    return [case for case in known if case.handoff.state in states]


def _chosen(request: Request) -> str:
    chosen = request.query_params.get("state", "todo")
    if chosen not in _GROUPS and chosen not in STATES:
        raise HTTPException(400)
    return chosen


def _page(request: Request) -> int:
    text = request.query_params.get("page", "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise HTTPException(400)
    return int(text)


def _address(chosen: str, page: int) -> str:
    return "/dossiers?" + urlencode({"state": chosen, "page": page})


def _choices(known: list[Case], chosen: str, reader: Reader) -> list[Choice]:
    counts = Counter(case.handoff.state for case in known)
    names = {key: reader.say(f"cases.state.{key}") for key in _GROUPS}
    names |= {state: state_name(state, reader) for state in STATES if counts[state]}
    return [
        Choice(
            name=name,
            address=_address(key, 0),
            number=reader.number(sum(counts[state] for state in _GROUPS.get(key, (key,)))),
            chosen=key == chosen,
        )
        for key, name in names.items()
    ]


def _title(site: Site, reader: Reader) -> str:
    if len(site.towns) != 1:
        return reader.say("cases.title.several")
    return reader.say("cases.title", door=door_name(site.towns[0], reader.language))


def _automatic(way: Way, reader: Reader) -> str:
    """Say what leaves by itself; "" when nothing does."""
    listed = ", ".join(
        reader.say(
            "cases.automatic.one",
            category=reader.label("service_category", category),
            sure=reader.percent(level),
        )
        for category, level in sorted(way.automatic.items())
    )
    cap = reader.number(way.daily_cap)
    return reader.say("cases.automatic", categories=listed, cap=cap) if listed else ""
