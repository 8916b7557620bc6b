"""Before and after a decision: compared, and kept to be compared again."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Final

from vigie.errors import InvalidInput
from vigie.kept_decision import KeptDecision
from vigie.say import Say
from webapp.api.bookmarks import written
from webapp.api.decision_shapes import (
    CompareAsked,
    ComparedSaid,
    ConclusionSaid,
    DecisionKept,
    DecisionSaid,
    DecisionsAsked,
    DecisionsSaid,
    QuotedSaid,
    WindowSaid,
)
from webapp.api.next_page import header, links, place, shaped
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.api.sight import seen_towns
from webapp.decision.asked import KINDS, DecisionAsked
from webapp.decision.conclusions import conclusions
from webapp.decision.counts import Quoted, count, read
from webapp.decision.page import windows_of
from webapp.decision.shelf import OnShelf, put, shelf, take_away, taken
from webapp.mentions.asked import FILTERS, Asked
from webapp.trends.scene import town_of


async def _compare(call: Call) -> Reply:
    asked = call.asked
    filters = {name: values for name in (*FILTERS, "town") if (values := getattr(asked, name))}
    seen_towns(call, asked.town)
    words = Asked(words=asked.q.strip(), filters=filters, period="all")
    return await _compared(
        call, DecisionAsked(name="", kind=KINDS[0], on=asked.on, weeks=asked.weeks, asked=words)
    )


async def _compare_kept(call: Call) -> Reply:
    one = await taken(call.site, call.named("decision"))
    return await _compared(call, DecisionAsked.kept(one.decision))


async def _compared(call: Call, asked: DecisionAsked) -> Reply:
    site, reader = call.site, call.reader
    try:
        windows, query, zone = windows_of(site, reader, asked)
    except InvalidInput as error:
        raise Problem("invalid", error.say, faults=(("q", error.say),)) from error
    if windows is None:
        raise Problem("invalid", _NO_DAYS, faults=(("on", _NO_DAYS),))
    counted, (readings, before, after) = await asyncio.gather(
        count(site, query, windows, zone), read(site, query, windows, zone)
    )
    told = ComparedSaid(
        before=WindowSaid(first=windows.before.first, last=windows.before.last),
        after=WindowSaid(first=windows.after.first, last=windows.after.last),
        comparison=counted.comparison,
        conclusions=tuple(
            ConclusionSaid(text=each.text, sure=each.sure)
            for each in conclusions(counted.comparison, reader)
        ),
        days=counted.days,
        words=readings.words,
        said_before=tuple(map(_quoted, before)),
        said_after=tuple(map(_quoted, after)),
    )
    return Reply(told)


async def _list(call: Call) -> Reply:
    """The order is total, by day then by key: pages neither repeat nor skip."""
    last, kept = place(call, shaped(tuple[date, str])), await shelf(call.site)
    left = [each for each in kept if last is None or (each.on, each.key) < last]
    shown = left[: call.asked.limit]
    word = written(shown[-1].on, shown[-1].key) if len(left) > len(shown) else None
    further = links(call, "/decisions", word)
    told = DecisionsSaid(
        total=len(kept), decisions=tuple(map(_said, shown)), next=word, links=further
    )
    return Reply(told, headers=header(further))


async def _keep(call: Call) -> Reply:
    body, filters = call.body, dict(call.body.filters)
    seen_towns(call, filters.get("town", ()))
    asked = Asked(words=body.words.strip(), filters=filters)
    asked.clauses()  # what is not understood is not kept
    decision = KeptDecision(
        name=" ".join(body.name.split()),
        kind=body.kind,
        on=body.on,
        weeks=body.weeks,
        words=asked.words,
        filters=filters,
    )
    key = await put(call.site, decision, town_of(call.site, asked).slug)
    return Reply(_said(await taken(call.site, key)))


async def _drop(call: Call) -> Reply:
    await take_away(call.site, await taken(call.site, call.named("decision")))
    return Reply(None, status=204)


def _said(one: OnShelf) -> DecisionSaid:
    return DecisionSaid(key=one.key, town=one.town, page=one.address, decision=one.decision)


def _quoted(one: Quoted) -> QuotedSaid:
    return QuotedSaid(said=one.said, source=one.source, page=one.address)


_NO_DAYS: Final = Say(
    "ce jour est trop ancien, ou aucun jour entier n’a passé depuis",
    "this day is too long ago, or no whole day has passed since",
)

DECISIONS: Final = (
    Operation(
        id="compare",
        path="/decision",
        tag="decisions",
        says=Say("Comparer l’avant et l’après d’un jour", "Compare before and after a day"),
        does=_compare,
        gives=ComparedSaid,
        asks=CompareAsked,
    ),
    Operation(
        id="list_decisions",
        path="/decisions",
        tag="decisions",
        says=Say("Lire les décisions gardées", "Read the decisions that were kept"),
        does=_list,
        gives=DecisionsSaid,
        asks=DecisionsAsked,
    ),
    Operation(
        id="keep_decision",
        path="/decisions",
        tag="decisions",
        says=Say("Garder une décision", "Keep a decision"),
        does=_keep,
        gives=DecisionSaid,
        body=DecisionKept,
        method="POST",
        need="officer",
        refuses=("not_found",),
    ),
    Operation(
        id="compare_decision",
        path="/decisions/{decision}",
        tag="decisions",
        says=Say(
            "Comparer l’avant et l’après d’une décision gardée",
            "Compare before and after a decision that was kept",
        ),
        does=_compare_kept,
        gives=ComparedSaid,
    ),
    Operation(
        id="drop_decision",
        path="/decisions/{decision}",
        tag="decisions",
        says=Say("Laisser aller une décision", "Let a decision go"),
        does=_drop,
        method="DELETE",
        status=204,
        need="officer",
    ),
)
