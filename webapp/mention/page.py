"""The page of one mention: what it says, what follows, what may be done, what was done."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vigie.contracts import Store
from vigie.errors import InvalidInput
from vigie.mention import mention_id
from vigie.post import Point
from vigie.query import And, Field, Query
from vigie.record import Record
from vigie.town import Town
from webapp.decided import decided
from webapp.log_of_acts import acts as log_of
from webapp.mention.changing import Conflict, actor_of, load, review_of, town_of
from webapp.mention.details import detail
from webapp.mention.history import history, meanwhile, said
from webapp.mention.map_drawing import draw
from webapp.mention.presence import come_in
from webapp.mention.reply_desk import reply_desk
from webapp.mentions.asked import Asked
from webapp.mentions.cards import place_name
from webapp.reader import Reader
from webapp.route import Route
from webapp.site import Site
from webapp.team import names

_MOST_OF_A_STORY: Final = 20
_LONGEST_THREAD: Final = 5
_MOST_ANSWERS: Final = 20
_MOST_ACTS: Final = 200
_OFFICER: Final = "officer"


class Refused(NamedTuple):
    """A form that changed nothing: which, what it held, and why."""

    act: str
    fields: Mapping[str, str]
    error: InvalidInput

    def typed(self, name: str, *acts: str) -> str | None:
        """Return what was typed in a field, if the form was one of these."""
        return self.fields.get(name) if self.act in acts else None


async def mention_page(site: Site, request: Request) -> Response:
    """Answer `/mention/{id}`; 404 when it is unknown, deleted, expired or another town's."""
    return await show(site, request)


async def show(site: Site, request: Request, refused: Refused | None = None) -> Response:
    """Return the page; after a refused form, with what it held and why nothing was changed."""
    record = decided(site, await load(site, request.path_params["mention"]))
    reader, papers = site.reader(request), site.office.papers
    story, (thread, answers), log, others, team, case = await asyncio.gather(
        _story(site.store, record),
        _conversation(site.store, record),
        log_of(papers, about=record.mention.id, limit=_MOST_ACTS),
        come_in(site, record),
        names(papers),
        site.office.cases.case_of(record.mention.id),
    )
    asked, actor = Asked.of(request.query_params), actor_of(site)
    typed = refused.typed("text", "reponse", "reponse-envoyee") if refused else None
    return site.page(
        request,
        "mention.html",
        status=_status(refused),
        reader=reader,
        mention=detail(
            record,
            reader,
            *([decided(site, each) for each in some] for some in (story, thread, answers)),
        ),
        reply=reply_desk(site, record, reader, request.query_params.get("template", ""), typed),
        review=review_of(record),
        mine=review_of(record).assignee == actor.name,
        may_act=actor.may(_OFFICER),
        team=[name for name in team if name != actor.name],
        present=present(reader, others),
        case_kept=case,
        history=history(record, log, reader),
        refused=refused,
        problem=refused.error.say.to(reader.language) if refused else "",
        meanwhile=[
            (each.act.by, said(each, reader))
            for each in (meanwhile(log, _missed(record, refused)) if refused else ())
        ],
        conflict=refused is not None and isinstance(refused.error, Conflict),
        undo=_undo(request),
        has_map=_point(record, town_of(site, record)) is not None,
        asked=asked,
        question=asked.question,
        back=asked.address,
        paths=site.paths,
    )


async def map_picture(site: Site, request: Request) -> Response:
    """Answer `/mention/{id}/carte.svg`: the place in its town, drawn from the profile alone."""
    record = decided(site, await load(site, request.path_params["mention"]))
    town = town_of(site, record)
    point = _point(record, town)
    if town is None or point is None:
        raise HTTPException(404)
    reader = site.reader(request)
    title = place_name(record, reader) or reader.say("map.point")
    return Response(draw(town, point, title), media_type="image/svg+xml")


async def presence(site: Site, request: Request) -> Response:
    """Answer `/mention/{id}/presence`: who else is there, and the review's version."""
    record = await load(site, request.path_params["mention"])
    others, reader = await come_in(site, record), site.reader(request)
    return JSONResponse(
        {
            "version": review_of(record).version,
            "others": others,
            "said": present(reader, others),
        }
    )


def present(reader: Reader, others: Sequence[str]) -> str:
    """Say who else has a mention open, "" when nobody does."""
    if not others:
        return ""
    return reader.say(
        "presence.one" if len(others) == 1 else "presence.many", names=", ".join(others)
    )


MENTION_ROUTES: Final = (
    Route("/mention/{mention}", mention_page),
    Route("/mention/{mention}/carte.svg", map_picture),
    Route("/mention/{mention}/presence", presence),
)


def _status(refused: Refused | None) -> int:
    if refused is None:
        return 200
    return 409 if isinstance(refused.error, Conflict) else 400


def _missed(record: Record, refused: Refused) -> int:
    """Return how many changes were made since the refused form's page was read."""
    read = refused.fields.get("version", "")
    known = read.isascii() and read.isdigit()
    return max(review_of(record).version - int(read[:9]), 0) if known else 0


def _undo(request: Request) -> dict[str, str]:
    """Return the fields of « Annuler » after a correction, {} after anything else."""
    given = request.query_params
    if given.get("did") != "corrected" or not given.get("label"):
        return {}
    return {name: given[name] for name in ("label", "was") if name in given}


def _point(record: Record, town: Town | None) -> Point | None:
    """Return where it is: the place in force, else where its source put the post."""
    given = review_of(record).corrections.get("place")
    if town is None:
        return None
    if given is not None:
        return next((spot.point for spot in town.gazetteer if spot.id == given), None)
    place = record.judgement.place
    return (place.point if place else None) or record.mention.post.geo


async def _story(store: Store, record: Record) -> list[Record]:
    """Return the other mentions of the same story, the first one included."""
    mention = record.mention
    first = record.judgement.cluster or mention.id
    where = And((Field("cluster", (first,)), Field("town", (mention.town,))))
    found = await store.search(Query(where=where, order="oldest", limit=_MOST_OF_A_STORY))
    others = {hit.record.mention.id: hit.record for hit in found.hits}
    if first not in others and (origin := await store.get(first)):
        others = {first: origin, **others}
    return [other for id_, other in others.items() if id_ != mention.id]


async def _conversation(store: Store, record: Record) -> tuple[Sequence[Record], list[Record]]:
    """Return what the mention answers, and the first answers to it that are kept."""
    return await asyncio.gather(
        _thread(store, record), store.answers(record.mention.id, _MOST_ANSWERS)
    )


async def _thread(store: Store, record: Record) -> Sequence[Record]:
    """Return what the mention answers, and what that answers, oldest first, as far as heard."""
    found: list[Record] = []
    latest: Record | None = record
    while latest and len(found) < _LONGEST_THREAD:
        mention = latest.mention
        answered = mention.post.in_reply_to
        if not answered:
            break
        latest = await store.get(mention_id(mention.town, mention.post.source.name, answered))
        if latest is None or latest.mention.id == record.mention.id or latest in found:
            break
        found.append(latest)
    return found[::-1]
