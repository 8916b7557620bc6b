"""Declaring a crisis, telling its situation, ending it: the very acts of its page."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from vigie.crisis import Crisis, Entry
from vigie.errors import InvalidInput
from vigie.labels import TOPICS
from vigie.paper import OVERTAKEN
from vigie.say import Say
from vigie.town import Town
from webapp.api.etags import check_version, etag, not_overtaken
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.api.sight import seen_town
from webapp.crisis.crises import Kept, change, crisis_named, declare, end, enter
from webapp.crisis.form import BACK, CADENCES, DELAYS, Typed, blank, filled_in, proposed, written
from webapp.town_named import town_named

_Word = Annotated[str, Meta(min_length=1, max_length=80, pattern="^[^,;\n\r]+$")]
_Words = Annotated[tuple[_Word, ...], Meta(max_length=20)]
_Text = Annotated[str, Meta(max_length=2_000)]
_Topic: Any = Literal[tuple(TOPICS)]
_Back: Any = Literal[BACK]
_Cadence: Any = Literal[CADENCES]
_Delay: Any = Literal[DELAYS]


class TwoLanguages(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reply in French and in English."""

    fr: _Text = ""
    en: _Text = ""


class CrisisTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a crisis.

    Attributes:
        words, topics, places, clusters: any of which says that a mention concerns it; a place
            by its name or its id, a cluster by a story's id.
        back: hours looked back at, from its declaration.
        cadence: minutes between two points made of the situation.
        delay: business minutes by which every other clock is moved forward.
        reply: to those who speak of it; `temporary` to all others; null for the usual one, or
            in a change for the one that stands.
    """

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    words: _Words = ()
    topics: Annotated[tuple[_Topic, ...], Meta(max_length=20)] = ()
    places: _Words = ()
    clusters: _Words = ()
    back: _Back = 6
    cadence: _Cadence = 30
    delay: _Delay = 480
    reply: TwoLanguages | None = None
    temporary: TwoLanguages | None = None


class CrisisDeclared(CrisisTold, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A crisis of a town, the caller's first one by default."""

    town: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


class SituationTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the crisis's log."""

    text: Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S")]


async def _declare(call: Call) -> Reply:
    site, town = call.site, seen_town(call, call.body.town)
    begun = blank(town, site.clock.now(), site.who)
    crisis = _filled_in(call, begun, town, proposed(town, {}))
    try:
        crisis = await declare(site, crisis)
    except InvalidInput as error:
        raise Problem("conflict", error.say) from error
    return Reply(crisis, headers={"ETag": etag((await crisis_named(site, crisis.key)).version)})


async def _change(call: Call) -> Reply:
    kept = await _going_on(call)
    town = town_named(call.site, kept.crisis.town)
    changed = _filled_in(call, kept.crisis, town, written(kept.crisis, town))
    with not_overtaken():
        return _told(kept, await change(call.site, kept, lambda _: changed))


async def _enter(call: Call) -> Reply:
    site, entry = call.site, call.body.text.strip()
    try:
        said = Entry(at=site.clock.now(), by=site.who, text=entry)
        return Reply(await enter(site, call.named("crisis"), said))
    except InvalidInput as error:
        raise Problem("conflict", error.say) from error


async def _end(call: Call) -> Reply:
    kept = await _going_on(call)
    with not_overtaken():
        return _told(kept, await end(call.site, kept, call.site.clock.now(), call.site.who))


async def _going_on(call: Call) -> Kept:
    """Return the crisis of the path as the caller read it.

    Raises:
        Problem: it has changed (412), or has ended (409).
    """
    kept = await crisis_named(call.site, call.named("crisis"))
    check_version(call.request, kept.version)
    if kept.crisis.ended_at is not None:
        raise Problem("conflict", OVERTAKEN)
    return kept


def _filled_in(call: Call, crisis: Crisis, town: Town, usual: Typed) -> Crisis:
    told = call.body
    reply = told.reply or TwoLanguages(fr=usual.reply_fr, en=usual.reply_en)
    temporary = told.temporary or TwoLanguages(fr=usual.temporary_fr, en=usual.temporary_en)
    said = Typed(
        name=told.name.strip(),
        words="\n".join(told.words),
        topics=tuple(topic for topic in TOPICS if topic in told.topics),
        places="\n".join(told.places),
        clusters=told.clusters,
        back=told.back,
        cadence=told.cadence,
        delay=told.delay,
        reply_fr=reply.fr,
        reply_en=reply.en,
        temporary_fr=temporary.fr,
        temporary_en=temporary.en,
    )
    try:
        return filled_in(crisis, said, town)
    except InvalidInput as error:
        raise Problem("invalid", error.say) from error


def _told(kept: Kept, crisis: Crisis) -> Reply:
    return Reply(crisis, headers={"ETag": etag(kept.version + 1)})


def _operation(id_: str, path: str, says: Say, **more: Any) -> Operation:
    return Operation(
        id=id_, path=f"/crises{path}", tag="crises", says=says, gives=Crisis, need="lead", **more
    )


CRISIS_ACTS: Final = (
    _operation(
        "declare_crisis",
        "",
        Say("Déclarer une crise", "Declare a crisis"),
        does=_declare,
        body=CrisisDeclared,
        method="POST",
        tagged=True,
        refuses=("not_found",),
    ),
    _operation(
        "change_crisis",
        "/{crisis}",
        Say("Changer ce qui est dit d’une crise", "Change what is said of a crisis"),
        does=_change,
        body=CrisisTold,
        method="PUT",
        versioned=True,
    ),
    _operation(
        "enter_in_crisis",
        "/{crisis}/entries",
        Say("Écrire au journal d’une crise", "Write in the log of a crisis"),
        does=_enter,
        body=SituationTold,
        method="POST",
    ),
    _operation(
        "end_crisis",
        "/{crisis}/end",
        Say("Mettre fin à une crise", "End a crisis"),
        does=_end,
        method="POST",
        versioned=True,
    ),
)
