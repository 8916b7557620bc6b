"""The log of acts, for the lead: who did what, when, on what; never a text."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vigie.say import Say
from webapp.api.bookmarks import place_of, written
from webapp.api.next_page import After, header, links, place
from webapp.api.operation import Call, NoQuestion, Operation, Reply
from webapp.api.sight import seen_record, seen_towns
from webapp.log_of_acts import KIND, Noted, acts, noted

_AT_ONCE: Final = 200


class ActsAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which acts."""

    town: Annotated[str, Meta(max_length=200)] | None = None
    about: Annotated[str, Meta(max_length=200)] | None = None
    after: After = None
    limit: Annotated[int, Meta(ge=1, le=_AT_ONCE)] = 50


class ActSaid(msgspec.Struct, frozen=True, kw_only=True):
    """One act.

    Attributes:
        about: what it was on: a mention's id, a case's reference.
        detail: ids only.
    """

    at: datetime
    by: str
    what: str
    town: str
    about: str
    detail: dict[str, str]


class ActsPage(msgspec.Struct, frozen=True, kw_only=True):
    """Acts, newest first.

    Attributes:
        next: what to give as `after` for the next page, null on the last.
        links: `next`: the address of the next page.
    """

    acts: tuple[ActSaid, ...]
    next: str | None
    links: dict[str, str]


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What was done of a mention, newest first."""

    acts: tuple[ActSaid, ...]


def act_said(done: Noted) -> ActSaid:
    """Return an act as it is told."""
    return ActSaid(
        at=done.at,
        by=done.act.by,
        what=done.act.what,
        town=done.town,
        about=done.about,
        detail=done.act.detail,
    )


async def _list(call: Call) -> Reply:
    asked = call.asked
    if asked.town:
        seen_towns(call, (asked.town,))
    papers = await call.site.office.papers.papers(
        KIND,
        town=asked.town,
        about=asked.about,
        before=place(call, place_of),
        limit=asked.limit + 1,
    )
    shown = papers[: asked.limit]
    last = written(shown[-1].at, shown[-1].key) if len(papers) > asked.limit else None
    further = links(call, "/acts", last)
    told = tuple(act_said(noted(each)) for each in shown)
    return Reply(ActsPage(acts=told, next=last, links=further), headers=header(further))


async def _history(call: Call) -> Reply:
    record = await seen_record(call, call.named("mention"))
    done = await acts(call.site.office.papers, about=record.mention.id, limit=_AT_ONCE)
    return Reply(History(acts=tuple(map(act_said, done))))


ACTS_LOG: Final = (
    Operation(
        id="list_acts",
        path="/acts",
        tag="acts",
        says=Say("Lire le journal des actes", "Read the log of acts"),
        does=_list,
        gives=ActsPage,
        asks=ActsAsked,
        need="lead",
    ),
    Operation(
        id="get_history",
        path="/mentions/{mention}/acts",
        tag="mentions",
        says=Say("Lire ce qui a été fait d’une mention", "Read what was done of a mention"),
        does=_history,
        gives=History,
        asks=NoQuestion,
    ),
)
