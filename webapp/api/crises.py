"""The crises of the caller's towns, with their logs, read."""

from __future__ import annotations

from typing import Final

import msgspec

from vigie.crisis import Crisis
from vigie.say import Say
from webapp.api.etags import etag
from webapp.api.mentions import tagged
from webapp.api.operation import Call, Operation, Reply
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
)
