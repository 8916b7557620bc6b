"""The after-action report of a crisis: its figures, hour by hour, and all that was done.

Only numbers and what the team wrote: no resident's text, no name, no address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final, NamedTuple

from vigie.crisis import Crisis, beside, concerning
from vigie.query import And, Bucket, Clause, Counts, Field, Query
from vigie.record import Record
from webapp.log_of_acts import acts
from webapp.mentions.asked import ACTIONABLE
from webapp.site import Site

#: Mentions whose reply times are looked at, acts and alerts told: the latest.
MOST: Final = 1000


class Hour(NamedTuple):
    """An hour of the crisis: its first moment, what was heard, what of it was an emergency."""

    at: datetime
    mentions: int
    emergencies: int


class Event(NamedTuple):
    """Something that happened: "entry", "act" or "alert".

    Attributes:
        what: an act's id, an alert's rule, or the words of the log.
    """

    at: datetime
    kind: str
    by: str
    what: str


class AfterAction(NamedTuple):
    """Everything that the report tells; times are wall-clock."""

    crisis: Crisis
    until: datetime
    mentions: int
    emergencies: int
    negative: int
    rest: int
    owed: int
    temporary_sent: int
    replied: int
    median_reply: timedelta | None
    looked_at: int
    hours: tuple[Hour, ...]
    events: tuple[Event, ...]


async def after_action(site: Site, crisis: Crisis) -> AfterAction:
    """Gather the report of a crisis, until its end or now.

    Raises:
        Unavailable: the store is away.
    """
    until = crisis.ended_at or site.clock.now()
    concerned = _query(crisis, until, concerning(crisis))
    urgent = _query(crisis, until, concerning(crisis), Field("route", ("emergency",)))
    counts, emergencies, rest, found = await asyncio.gather(
        site.store.count(concerned, ("sentiment", "route"), "hour"),
        site.store.count(urgent, (), "hour"),
        site.store.count(_query(crisis, until, beside(crisis))),
        site.store.search(concerned),
    )
    records = [hit.record for hit in found.hits]
    events = await _events(site, crisis, until, {record.mention.id for record in records})
    waits = [wait for record in records if (wait := _wait(record)) is not None]
    typical = median(wait.total_seconds() for wait in waits) if waits else None
    return AfterAction(
        crisis=crisis,
        until=until,
        mentions=counts.total,
        emergencies=emergencies.total,
        negative=_of(counts.facets["sentiment"], ("negative",)),
        rest=rest.total,
        owed=_of(counts.facets["route"], ACTIONABLE),
        temporary_sent=sum(bool(r.review and r.review.temporary_sent_at) for r in records),
        replied=len(waits),
        median_reply=None if typical is None else timedelta(seconds=typical),
        looked_at=len(records) if found.total > len(records) else 0,
        hours=tuple(_hours(counts, emergencies)),
        events=tuple(events),
    )


def _query(crisis: Crisis, until: datetime, *clauses: Clause) -> Query:
    where = And((Field("town", (crisis.town,)), *clauses))
    return Query(where=where, since=crisis.since, until=until, limit=MOST)


def _of(buckets: Iterable[Bucket], values: Sequence[str]) -> int:
    return sum(bucket.count for bucket in buckets if bucket.value in values)


def _wait(record: Record) -> timedelta | None:
    sent = record.review.reply_sent_at if record.review else None
    return sent - record.mention.post.published_at if sent else None


def _hours(counts: Counts, emergencies: Counts) -> Iterable[Hour]:
    urgent = {bucket.value: bucket.count for bucket in emergencies.histogram}
    for bucket in counts.histogram:
        at = datetime.fromisoformat(bucket.value)
        yield Hour(at, bucket.count, urgent.get(bucket.value, 0))


async def _events(
    site: Site, crisis: Crisis, until: datetime, concerned: Collection[str]
) -> list[Event]:
    """Return the log, the alerts and the acts, in the order of time.

    An alert about one mention is told where that mention concerns the crisis.
    """
    noted = await acts(site.office.papers, town=crisis.town, limit=MOST)
    deliveries = await site.outbox.deliveries(MOST) if site.outbox else []
    alerts = {
        alert.id: alert
        for alert in (delivery.alert for delivery in deliveries)
        if alert.town == crisis.town and (not alert.mention or alert.mention in concerned)
    }
    found = [
        *(Event(entry.at, "entry", entry.by, entry.text) for entry in crisis.entries),
        *(Event(alert.raised_at, "alert", "", alert.rule) for alert in alerts.values()),
        # An entry of the log is told by its own words.
        *(
            Event(n.at, "act", n.act.by, n.act.what)
            for n in noted
            if n.act.what != "crisis.entered"
        ),
    ]
    # The act that ends it is noted a moment after its end.
    last = until + timedelta(minutes=1)
    return sorted(event for event in found if crisis.since <= event.at <= last)
