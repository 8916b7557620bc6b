"""The debrief of a drill: what was expected, what was done, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from vigie.crisis import Crisis
from vigie.labels import ROUTES
from vigie.query import And, Field, Query
from vigie.record import Record
from webapp.crisis.crises import crises_of
from webapp.mentions.asked import ACTIONABLE
from webapp.office import Drill
from webapp.reader import Reader
from webapp.site import Site

_MOST = 200
_TOUCHED = {"emergency": "emergency", "media": "media_relations"}
_ORDER = {route: rank for rank, route in enumerate(ROUTES)}


class Expected(NamedTuple):
    """A step with what became of it; `state` is "done", "late", "waiting" or "missed"."""

    what: str
    within: str
    said: str
    state: str


class Played(NamedTuple):
    """A mention that asked for something, and what was done."""

    route: str
    route_name: str
    text: str
    address: str
    arrived: str
    status: str
    touched: str
    replied: str


class Debrief(NamedTuple):
    """The whole of it."""

    elapsed: str
    steps: tuple[Expected, ...]
    mentions: tuple[Played, ...]
    summary: str


async def debrief(site: Site, reader: Reader, drill: Drill) -> Debrief:
    """Return how the drill goes, now."""
    town = site.towns[0]
    now, clauses = site.clock.now(), (Field("town", (town.slug,)), Field("route", ACTIONABLE))
    found = await site.store.search(Query(where=And(clauses), order="oldest", limit=_MOST))
    crises = [kept.crisis for kept in await crises_of(site.office.papers, town.slug)][::-1]
    records = [hit.record for hit in found.hits]
    minutes = (now - drill.started_at) // timedelta(minutes=1)
    played = [_played(record, reader) for record in _sorted(records)]
    return Debrief(
        elapsed=reader.say(
            "drill.elapsed",
            name=drill.name.to(reader.language),
            n=minutes,
            time=reader.moments(town.slug).time(now),
        ),
        steps=tuple(
            _expected(step.within, step.say.to(reader.language), at, drill, reader)
            for step in drill.step
            for at in [_done_at(step.done, records, crises)]
        ),
        mentions=tuple(played),
        summary=reader.say(
            "drill.summary",
            touched=sum(bool(each.touched) for each in played),
            all=len(played),
            replied=sum(bool(each.replied) for each in played),
        ),
    )


def _done_at(done: str, records: Sequence[Record], crises: Sequence[Crisis]) -> datetime | None:
    """Return when a step was done: by what the team left behind, None when it is not."""
    if done in _TOUCHED:
        return _all_touched(records, _TOUCHED[done])
    if not crises:
        return None
    first = crises[0]
    points = [entry.at for entry in first.entries]
    moments = {"crisis": [first.declared_at], "point": points[:1], "point2": points[1:2]}
    moments["ended"] = [first.ended_at] if first.ended_at else []
    return next(iter(moments.get(done, [])), None)


def _all_touched(records: Sequence[Record], route: str) -> datetime | None:
    wanted = [record for record in records if record.decision.route == route]
    moments = [_touched(record) for record in wanted]
    if not moments or None in moments:
        return None
    return max(at for at in moments if at)


def _touched(record: Record) -> datetime | None:
    review = record.review
    return review.at if review and review.status != "new" else None


def _expected(
    within: int, what: str, at: datetime | None, drill: Drill, reader: Reader
) -> Expected:
    limit = reader.say("drill.minutes", n=within)
    if at is None:
        missed = reader.now - drill.started_at > timedelta(minutes=within)
        key, state = ("drill.missed", "missed") if missed else ("drill.not.yet", "waiting")
        return Expected(what, limit, reader.say(key), state)
    minutes = max((at - drill.started_at) // timedelta(minutes=1), 0)
    late = minutes > within
    key = "drill.done.late" if late else "drill.done.at"
    return Expected(what, limit, reader.say(key, n=minutes), "late" if late else "done")


def _sorted(records: Sequence[Record]) -> list[Record]:
    return sorted(
        records,
        key=lambda record: (_ORDER[record.decision.route], record.mention.post.published_at),
    )


def _played(record: Record, reader: Reader) -> Played:
    post, review = record.mention.post, record.review
    moments, touched = reader.moments(record.mention.town), _touched(record)
    sent = review.reply_sent_at if review else None
    route = record.decision.route
    return Played(
        route=route,
        route_name=reader.label("route", route),
        text=post.title or post.text,
        address=f"/mention/{record.mention.id}",
        arrived=moments.time(post.published_at),
        status=reader.label("status", review.status if review else "new"),
        touched=moments.time(touched) if touched else "",
        replied=moments.length(sent - post.published_at) if sent else "",
    )
