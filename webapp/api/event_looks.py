"""One look at the store for what is new since a place: mentions, acts, alerts.

A look is the same for all streams at the same place whose callers see the same towns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from vigie.alert import Alert
from vigie.record import Record
from webapp.api.event_places import EventPlace, Told
from webapp.log_of_acts import KIND, Noted, noted
from webapp.site import Site

#: Of each kind, at one look. More mentions come at the next one; of acts and alerts, these are
#: the newest, and older ones are let go.
MOST: Final = 500
_FEW: Final = 20


class News(NamedTuple):
    """What came since a place, oldest first; each mention with the arrivals' place after it."""

    mentions: tuple[tuple[str, Record], ...]
    acts: tuple[Noted, ...]
    alerts: tuple[Alert, ...]
    place: EventPlace


async def begin(site: Site) -> EventPlace:
    """Return the place of now: nothing of the past is told."""
    now: Told = (site.clock.now(), "")
    heard = await site.office.arrivals.arrived(None) if site.office.arrivals else None
    return EventPlace(heard.place if heard else "", now, now)


async def news(site: Site, place: EventPlace) -> News:
    """Return what is new since a place."""
    mentions, heard = await _mentions(site, place.heard)
    done = await _acts(site, place.reviewed)
    raised = await _alerts(site, place.alerted)
    after = replace(place, heard=heard)
    if done:
        after = replace(after, reviewed=done[-1][0])
    if raised:
        after = replace(after, alerted=raised[-1][0])
    return News(
        mentions,
        tuple(each for _, each in done),
        tuple(each for _, each in raised),
        after,
    )


async def _mentions(site: Site, place: str) -> tuple[tuple[tuple[str, Record], ...], str]:
    if site.office.arrivals is None or not place:
        return (), place
    found = await site.office.arrivals.arrived(place, MOST)
    if not found.arrivals:
        return (), found.place
    records = await site.store.many([each.mention for each in found.arrivals])
    there = (each for each in found.arrivals if each.mention in records)
    return tuple((each.place, records[each.mention]) for each in there), found.place


async def _acts(site: Site, since: Told) -> list[tuple[Told, Noted]]:
    keep = site.office.papers
    papers = await keep.papers(KIND, limit=_FEW)
    if len(papers) == _FEW and papers[-1].at >= since[0]:
        papers = await keep.papers(KIND, limit=MOST)
    return _after([((paper.at, paper.key), noted(paper)) for paper in papers], since)


async def _alerts(site: Site, since: Told) -> list[tuple[Told, Alert]]:
    if site.outbox is None:
        return []
    deliveries = await site.outbox.deliveries(_FEW)
    if len(deliveries) == _FEW and deliveries[-1].alert.raised_at >= since[0]:
        deliveries = await site.outbox.deliveries(MOST)
    alerts = {each.alert.id: each.alert for each in deliveries}
    return _after([((alert.raised_at, id_), alert) for id_, alert in alerts.items()], since)


def _after(found: Sequence[tuple[Told, Any]], since: Told) -> list[tuple[Told, Any]]:
    return sorted((pair for pair in found if pair[0] > since), key=lambda pair: pair[0])
