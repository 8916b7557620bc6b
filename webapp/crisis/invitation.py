"""An emergency or a spike invites the lead to declare a crisis; nothing is declared by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode

from vigie.crisis import Crisis
from vigie.query import And, Field, Query
from vigie.town import Town
from webapp.mentions.asked import OPEN
from webapp.reader import Reader
from webapp.site import Site

_RECENT: Final = timedelta(hours=24)
_LOOKED_AT: Final = 100


class Invitation(NamedTuple):
    """What invites, and where to declare."""

    why: str
    address: str


async def invitation(
    site: Site, reader: Reader, town: Town, crisis: Crisis | None
) -> Invitation | None:
    """Return why a lead is invited to declare a crisis; None when nothing does, or one goes on."""
    if crisis is not None or site.actor is None or not site.actor.may("lead"):
        return None
    emergencies, topic = await _emergencies(site, town)
    spikes = await _spikes(site, town)
    said = [reader.count("emergencies", emergencies)] if emergencies else []
    said += [reader.count("crisis.spikes", spikes)] if spikes else []
    if not said:
        return None
    asked = {"town": town.slug, **({"topic": topic} if topic else {})}
    return Invitation(
        why=reader.say("crisis.invitation", what=" · ".join(said)),
        address=f"/crise?{urlencode(asked)}",
    )


async def _emergencies(site: Site, town: Town) -> tuple[int, str]:
    """Count what is open of the last day, with the topic that most of it speaks of."""
    clauses = (
        Field("town", (town.slug,)),
        Field("route", ("emergency",)),
        Field("status", OPEN),
    )
    since = site.clock.now() - _RECENT
    counts = await site.store.count(Query(where=And(clauses), since=since), ("topic",))
    topics = [bucket.value for bucket in counts.facets["topic"] if bucket.value != "other"]
    return counts.total, topics[0] if topics else ""


async def _spikes(site: Site, town: Town) -> int:
    if site.outbox is None:
        return 0
    deliveries = await site.outbox.deliveries(_LOOKED_AT)
    since = site.clock.now() - _RECENT
    return len(
        {
            delivery.alert.id
            for delivery in deliveries
            if delivery.alert.town == town.slug
            and "series" in delivery.alert.summary
            and delivery.alert.raised_at >= since
        }
    )
